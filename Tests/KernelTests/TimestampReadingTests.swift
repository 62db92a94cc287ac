import MartletKernel
import Testing

struct TimestampReadingTests {
    @Test(arguments: [
        ("2026-03-01T09:30:00Z", "2026-03-01T09:30:00.000Z"), ("2026-03-01t09:30:00.5z", "2026-03-01T09:30:00.500Z"),
        ("2026-03-01T00:30:00.123456789+01:30", "2026-02-28T23:00:00.123Z"), ("2024-02-29T23:59:59-00:01", "2024-03-01T00:00:59.000Z"),
        ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"), ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z"),
        ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"), ("1900-02-28T12:00:00+00:00", "1900-02-28T12:00:00.000Z"),
    ])
    func `a time of RFC 3339 is read with its zone`(text: String, expected: String) {
        #expect(Timestamp(rfc3339: text)?.description == expected)
    }

    @Test func `what was written is read again`() {
        var milliseconds: Int64 = -62_167_219_200_000
        while milliseconds < 253_402_300_799_999 {
            let time = Timestamp(milliseconds: milliseconds)
            #expect(Timestamp(rfc3339: time.description) == time)
            milliseconds += 86_400_000 * 97 + 12_345_678
        }
    }

    @Test(arguments: [
        "", "2026-03-01", "2026-03-01T09:30:00", "2026-03-01 09:30:00Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z", "2026-00-10T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T23:60:00Z",
        "2026-01-01T23:59:60Z", "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+0100", "+10000-01-01T00:00:00Z",
        "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00.1234567890Z", "२०२६-01-01T00:00:00Z",
    ])
    func `anything else is no time`(text: String) { #expect(Timestamp(rfc3339: text) == nil) }
}
