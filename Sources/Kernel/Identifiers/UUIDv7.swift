/// 128 bits that sort by the time of their making: a version 7 UUID (RFC 9562, section 5.7).
public struct UUIDv7: Hashable, Comparable, Sendable {
    public let high: UInt64
    public let low: UInt64

    /// Takes the bits as they are.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Makes one from a time and 74 random bits.
    public init(milliseconds: Int64, random: (UInt64, UInt64)) {
        high = UInt64(truncatingIfNeeded: milliseconds) << 16 | 0x7000 | random.0 & 0x0FFF
        low = 0x8000_0000_0000_0000 | random.1 & 0x3FFF_FFFF_FFFF_FFFF
    }

    public static func < (a: UUIDv7, b: UUIDv7) -> Bool { (a.high, a.low) < (b.high, b.low) }
}
