import Synchronization

/// Makes identifiers that sort in the order of their making, also within one millisecond and when the clock goes back.
public final class IdentifierGenerator: Sendable {
    private let time: any TimeSource
    private let random: any RandomSource
    private let last = Mutex(UUIDv7(high: 0, low: 0))

    public init(time: any TimeSource, random: any RandomSource) {
        self.time = time
        self.random = random
    }

    public func next() -> UUIDv7 {
        let fresh = UUIDv7(milliseconds: time.now.milliseconds, random: (random.next(), random.next()))
        return last.withLock { last in
            // The low 62 bits count on from a random start: 2^61 steps on average before they would run out.
            last = fresh.high >> 16 > last.high >> 16 ? fresh : UUIDv7(high: last.high, low: last.low + 1 + fresh.low & 0xFFFF)
            return last
        }
    }

    /// A new typed identifier.
    public func next<Tag>(_ type: ID<Tag>.Type = ID<Tag>.self) -> ID<Tag> { ID(next()) }
}
