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
        let (milliseconds, chance) = (time.now.milliseconds, random.next())
        return last.withLock { last in
            // The low 62 bits count on from a random start, in random steps of at most 2^16: they run out after 2^45 steps on
            // average, and carry into bits that no other identifier has set.
            last =
                UInt64(truncatingIfNeeded: milliseconds) > last.high >> 16
                ? UUIDv7(milliseconds: milliseconds, random: (random.next(), chance))
                : UUIDv7(high: last.high, low: last.low + 1 + (chance & 0xFFFF))
            return last
        }
    }

    /// A new typed identifier.
    public func next<Tag>(_ type: ID<Tag>.Type = ID<Tag>.self) -> ID<Tag> { ID(next()) }
}
