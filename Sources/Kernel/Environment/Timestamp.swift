import MartletJSON

/// A point in time: milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
public struct Timestamp: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    public let milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    public init(from decoder: any Decoder) throws {
        milliseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }

    public static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }

    /// The time a duration later; stays at the end of time rather than overflow.
    public static func + (time: Timestamp, duration: Duration) -> Timestamp {
        let (sum, overflow) = time.milliseconds.addingReportingOverflow(duration.wholeMilliseconds)
        return Timestamp(milliseconds: overflow ? (duration < .zero ? .min : .max) : sum)
    }

    /// The time a duration earlier; stays at the end of time rather than overflow.
    public static func - (time: Timestamp, duration: Duration) -> Timestamp {
        let (difference, overflow) = time.milliseconds.subtractingReportingOverflow(duration.wholeMilliseconds)
        return Timestamp(milliseconds: overflow ? (duration < .zero ? .max : .min) : difference)
    }

    public static func - (a: Timestamp, b: Timestamp) -> Duration { .milliseconds(a.milliseconds) - .milliseconds(b.milliseconds) }

    /// The time as RFC 3339 in UTC with milliseconds: `2026-03-01T09:30:00.000Z`.
    public var description: String { String(decoding: rfc3339, as: UTF8.self) }

    /// The UTF-8 of ``description``, made without a formatter: 24 bytes for the years 0 to 9999. Other years, which RFC 3339
    /// does not know, get a sign and as many digits as they need, as in ISO 8601: `-0001`, `+10000`.
    public var rfc3339: [UInt8] {
        var (days, remainder) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
        if remainder < 0 { (days, remainder) = (days - 1, remainder + 86_400_000) }
        var rest = Int(remainder)
        // Days to a date of the proleptic Gregorian calendar, counted in eras of 400 years that begin on 1 March.
        let shifted = days + 719_468
        let era = (shifted < 0 ? shifted - 146_096 : shifted) / 146_097
        let dayOfEra = Int(shifted - era * 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = Int(era) * 400 + yearOfEra + (month <= 2 ? 1 : 0)

        var text: [UInt8] = []
        text.reserveCapacity(24)
        func digits(_ value: Int, _ count: Int, then separator: UInt8) {
            var divisor = 1
            for _ in 1..<count { divisor *= 10 }
            for _ in 0..<count {
                text.append(UInt8(48 + value / divisor % 10))
                divisor /= 10
            }
            text.append(separator)
        }
        if year < 0 || year > 9_999 { text.append(UInt8(ascii: year < 0 ? "-" : "+")) }
        digits(abs(year), abs(year) > 9_999 ? String(abs(year)).utf8.count : 4, then: UInt8(ascii: "-"))
        digits(month, 2, then: UInt8(ascii: "-"))
        digits(day, 2, then: UInt8(ascii: "T"))
        digits(rest / 3_600_000, 2, then: UInt8(ascii: ":"))
        rest %= 3_600_000
        digits(rest / 60_000, 2, then: UInt8(ascii: ":"))
        rest %= 60_000
        digits(rest / 1_000, 2, then: UInt8(ascii: "."))
        digits(rest % 1_000, 3, then: UInt8(ascii: "Z"))
        return text
    }
}

extension Duration {
    /// The duration in milliseconds, rounded towards zero; the farthest `Int64` where it does not fit.
    public var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, overflowed) = whole.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
        return overflowed ? (seconds < 0 ? .min : .max) : sum
    }
}

extension Timestamp: JSONWritable {
    /// As RFC 3339 in UTC.
    public func write(to json: inout JSONWriter) { rfc3339.withUnsafeBytes { json.string(utf8: $0) } }
}
