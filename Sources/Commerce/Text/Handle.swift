import MartletJSON

/// A name that stands in addresses: lowercase letters and digits of any script, and single hyphens between them.
public struct Handle: Hashable, Sendable, Codable, CustomStringConvertible, RawRepresentable {
    /// The handle as text, not percent-encoded.
    public let rawValue: String

    /// Takes a handle; `nil` for anything else. At most 255 characters.
    public init?(rawValue: String) {
        // Most handles are plain, and looking letters up in Unicode's tables is not cheap.
        guard Handle.isPlain(rawValue.utf8) || rawValue == Handle.slug(rawValue), !rawValue.isEmpty, rawValue.unicodeScalars.count <= 255
        else { return nil }
        self.rawValue = rawValue
    }

    /// Makes a handle of a title: `Ocean Blue Shirt` becomes `ocean-blue-shirt`. `nil` when nothing is left of it.
    public init?(slugging title: String) {
        var slug = String(String.UnicodeScalarView(Handle.slug(title).unicodeScalars.prefix(200)))
        while slug.hasSuffix("-") { slug.removeLast() }
        self.init(rawValue: slug)
    }

    public var description: String { rawValue }

    /// Whether a text is of lowercase ASCII letters and digits, and single hyphens between them.
    private static func isPlain(_ utf8: String.UTF8View) -> Bool {
        var hasHyphen = true
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): hasHyphen = false
            case UInt8(ascii: "-") where !hasHyphen: hasHyphen = true
            default: return false
            }
        }
        return !hasHyphen
    }

    private static func slug(_ text: String) -> String {
        var slug = String.UnicodeScalarView()
        for scalar in text.lowercased().unicodeScalars {
            if scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || scalar.properties.generalCategory == .nonspacingMark
            {
                slug.append(scalar)
            } else if scalar != "'" && scalar != "’", let last = slug.last, last != "-" {
                slug.append("-")
            }
        }
        if slug.last == "-" { slug.removeLast() }
        return String(slug)
    }
}

extension Handle: JSONWritable {
    public func write(to json: inout JSONWriter) { json.string(rawValue) }
}
