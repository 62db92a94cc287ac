/// A duration as a manifest writes it: `250ms`, `30s`, `10m`, `12h`, `7d`.
public struct SettingDuration: Decodable, Sendable, Hashable {
    public let duration: Duration

    /// Reads a duration; `nil` for anything else.
    public init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int64(digits), count >= 0, count <= 1_000_000_000 else { return nil }
        switch text.dropFirst(digits.count) {
        case "ms": duration = .milliseconds(count)
        case "s": duration = .seconds(count)
        case "m": duration = .seconds(count * 60)
        case "h": duration = .seconds(count * 3_600)
        case "d": duration = .seconds(count * 86_400)
        default: return nil
        }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = SettingDuration(try container.decode(String.self)) else {
            throw SettingsError(nil, "expected a duration such as 250ms, 30s, 10m, 12h or 7d")
        }
        self = value
    }
}
