import Foundation
import MartletKernel
import Testing

struct SettingDurationTests {
    @Test(arguments: [
        ("0ms", Duration.zero), ("250ms", .milliseconds(250)), ("30s", .seconds(30)), ("10m", .seconds(600)), ("12h", .seconds(43_200)),
        ("7d", .seconds(604_800)), ("007s", .seconds(7)), ("1000000000d", .seconds(86_400_000_000_000)),
    ])
    func `a number with a unit is a duration`(text: String, duration: Duration) throws {
        #expect(SettingDuration(text)?.duration == duration)
        #expect(try JSONDecoder().decode([SettingDuration].self, from: Data("[\"\(text)\"]".utf8)).map(\.duration) == [duration])
    }

    @Test(arguments: [
        "", "s", "10", "-1s", "+1s", "1.5s", "1 s", " 1s", "1s ", "1S", "1w", "1ms2", "1000000001ms", "٣s", "99999999999999999999s",
    ])
    func `anything else is none`(text: String) {
        #expect(SettingDuration(text) == nil)
        #expect(throws: SettingsError.self) { try JSONDecoder().decode([SettingDuration].self, from: Data("[\"\(text)\"]".utf8)) }
    }
}
