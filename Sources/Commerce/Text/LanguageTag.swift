import MartletJSON

/// A language, with its script or region where that matters: `en`, `de-CH`, `zh-Hant-TW` (BCP 47).
public struct LanguageTag: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The tag with the letters as BCP 47 recommends: `zh-Hant-TW`.
    public let rawValue: String

    /// Takes a well-formed tag, in whatever case; `nil` for anything else. Extensions and private use are not taken.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let language = parts.first, (2...3).contains(language.utf8.count), language.utf8.allSatisfy(LanguageTag.isLetter),
            parts.count <= 4
        else { return nil }
        var canonical = [language.lowercased()]
        for part in parts.dropFirst() {
            guard (2...8).contains(part.utf8.count), part.utf8.allSatisfy({ LanguageTag.isLetter($0) || LanguageTag.isDigit($0) })
            else { return nil }
            switch part.utf8.count {
            case 2: canonical.append(part.uppercased())
            case 4 where part.utf8.allSatisfy(LanguageTag.isLetter):
                canonical.append(part.prefix(1).uppercased() + part.dropFirst().lowercased())
            default: canonical.append(part.lowercased())
            }
        }
        rawValue = canonical.joined(separator: "-")
    }

    private init(known rawValue: String) { self.rawValue = rawValue }

    public static let english = LanguageTag(known: "en")
    public static let german = LanguageTag(known: "de")

    /// The tag, and then what is less special: `de-CH`, `de` (RFC 4647, section 3.4).
    public var widening: [LanguageTag] {
        var parts = rawValue.split(separator: "-")
        var tags = [self]
        while parts.count > 1 {
            parts.removeLast()
            tags.append(LanguageTag(known: parts.joined(separator: "-")))
        }
        return tags
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let tag = LanguageTag(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no language tag of BCP 47")
        }
        self = tag
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    public var description: String { rawValue }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

extension LanguageTag: JSONWritable {
    public func write(to json: inout JSONWriter) { json.string(rawValue) }
}
