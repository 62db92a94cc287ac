import Synchronization

/// Makes identifiers that sort in the order of their making, also within one millisecond and when the clock goes back.
public final class IdentifierGenerator: Sendable {
    private let time: any TimeSource
    private let random: any RandomSource
    private let state = Mutex(State())

    private struct State {
        var last = UUIDv7(high: 0, low: 0)
        /// Random bits for further steps: the system's cost more than all the rest.
        var bits: UInt64 = 0
    }

    public init(time: any TimeSource, random: any RandomSource) {
        self.time = time
        self.random = random
    }

    public func next() -> UUIDv7 {
        let milliseconds = time.now.milliseconds
        return state.withLock { state in
            if UInt64(truncatingIfNeeded: milliseconds) > state.last.high >> 16 {
                state.last = UUIDv7(milliseconds: milliseconds, random: (random.next(), random.next()))
            } else {
                // The low 62 bits count on from a random start, in random steps of at most 2^16: they run out after 2^45 steps on
                // average, and carry into bits that no other identifier has set.
                if state.bits == 0 { state.bits = random.next() }
                state.last = UUIDv7(high: state.last.high, low: state.last.low + 1 + (state.bits & 0xFFFF))
                state.bits >>= 16
            }
            return state.last
        }
    }

    /// A new typed identifier.
    public func next<Tag>(_ type: ID<Tag>.Type = ID<Tag>.self) -> ID<Tag> { ID(next()) }
}
