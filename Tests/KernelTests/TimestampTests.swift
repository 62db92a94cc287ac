import Foundation
import MartletJSON
import MartletKernel
import MartletTesting
import Testing

struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (951_868_799_999, "2000-02-29T23:59:59.999Z"), (951_868_800_000, "2000-03-01T00:00:00.000Z"),
        (1_772_357_400_123, "2026-03-01T09:30:00.123Z"), (4_107_456_000_000, "2100-02-28T00:00:00.000Z"),
        (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"), (-62_162_121_600_000, "0000-02-29T00:00:00.000Z"),
        (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"), (-62_167_219_200_001, "-0001-12-31T23:59:59.999Z"),
        (253_402_300_800_000, "+10000-01-01T00:00:00.000Z"), (.max, "+292278994-08-17T07:12:55.807Z"),
        (.min, "-292275055-05-16T16:47:04.192Z"),
    ])
    func `a time is written as RFC 3339 in UTC with milliseconds`(milliseconds: Int64, text: String) {
        let time = Timestamp(milliseconds: milliseconds)
        #expect(time.description == text)
        #expect(String(decoding: time.jsonBytes, as: UTF8.self) == "\"\(text)\"")
    }

    @Test(arguments: 0..<20)
    func `any time of the years 0 to 9999 is written as Foundation writes it`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = .gmt
        for _ in 0..<50 {
            // From 1583 on, since Foundation's calendar is Julian before.
            let milliseconds = Int64.random(in: -12_212_553_600_000...253_402_300_799_999, using: &random)
            let seconds = milliseconds >= 0 ? milliseconds / 1_000 : (milliseconds - 999) / 1_000
            let date = Date(timeIntervalSince1970: TimeInterval(seconds))
            let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
            func padded(_ part: Int?, _ count: Int) -> String {
                let text = "\(part ?? -1)"
                return String(repeating: "0", count: max(0, count - text.count)) + text
            }
            let expected =
                "\(padded(parts.year, 4))-\(padded(parts.month, 2))-\(padded(parts.day, 2))T\(padded(parts.hour, 2)):"
                + "\(padded(parts.minute, 2)):\(padded(parts.second, 2)).\(padded(Int(milliseconds - seconds * 1_000), 3))Z"
            #expect(Timestamp(milliseconds: milliseconds).description == expected)
        }
    }

    @Test(arguments: 0..<20)
    func `text sorts as time does`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let times = (0..<50).map { _ in
            Timestamp(milliseconds: .random(in: -62_167_219_200_000...253_402_300_799_999, using: &random))
        }
        #expect(times.sorted().map(\.description) == times.map(\.description).sorted())
    }

    @Test func `adding and taking away stay at the ends of time`() {
        let (first, last) = (Timestamp(milliseconds: .min), Timestamp(milliseconds: .max))
        #expect(last + .milliseconds(1) == last)
        #expect(first - .milliseconds(1) == first)
        #expect(last - .milliseconds(-1) == last)
        #expect(first + .milliseconds(-1) == first)
        #expect(Timestamp(milliseconds: -5) + .seconds(Int64.min) == first)
        #expect(Timestamp(milliseconds: 5) - .seconds(Int64.min) == last)
        #expect(Timestamp(milliseconds: 5) + .seconds(Int64.max) == last)
        #expect(Timestamp(milliseconds: 5) + .seconds(2) == Timestamp(milliseconds: 2_005))
        #expect(Timestamp(milliseconds: 5) - .seconds(2) == Timestamp(milliseconds: -1_995))
    }

    @Test func `the span between any two times is exact`() {
        #expect(Timestamp(milliseconds: 2_005) - Timestamp(milliseconds: 5) == .seconds(2))
        #expect(Timestamp(milliseconds: .max) - Timestamp(milliseconds: .min) == .milliseconds(Int64.max) - .milliseconds(Int64.min))
    }

    @Test func `a duration is cut to whole milliseconds, and to what 64 bits hold`() {
        #expect(Duration.microseconds(1_999).wholeMilliseconds == 1)
        #expect(Duration.microseconds(-1_999).wholeMilliseconds == -1)
        #expect(Duration.zero.wholeMilliseconds == 0)
        #expect(Duration.seconds(Int64.max).wholeMilliseconds == .max)
        #expect(Duration.seconds(Int64.min).wholeMilliseconds == .min)
        #expect((Duration.milliseconds(Int64.max) + .milliseconds(1)).wholeMilliseconds == .max)
        #expect((Duration.milliseconds(Int64.min) - .milliseconds(1)).wholeMilliseconds == .min)
    }

    @Test func `a time is coded as its milliseconds`() throws {
        let time = Timestamp(milliseconds: -1_234)
        #expect(try JSONEncoder().encode([time]) == Data("[-1234]".utf8))
        #expect(try JSONDecoder().decode([Timestamp].self, from: Data("[-1234]".utf8)) == [time])
    }

    @Test func `the machine's clock goes by milliseconds since 1970`() {
        let before = Int64(Date.now.timeIntervalSince1970 * 1_000)
        let now = SystemTime().now.milliseconds
        #expect(abs(now - before) < 60_000)
    }
}
