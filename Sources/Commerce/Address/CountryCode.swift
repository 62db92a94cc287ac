import MartletJSON

/// A country by its two letters (ISO 3166-1 alpha-2).
public struct CountryCode: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The two letters, in capitals.
    public let rawValue: String

    /// Takes a code in capitals; `nil` for one that ISO 3166-1 does not assign.
    public init?(_ code: String) {
        guard CountryCode.names[code] != nil else { return nil }
        rawValue = code
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let code = CountryCode(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no country of ISO 3166-1")
        }
        self = code
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    public var description: String { rawValue }

    /// Every assigned code.
    public static let all = Set(names.keys)
}

extension CountryCode: JSONWritable {
    public func write(to json: inout JSONWriter) { json.string(rawValue) }
}
