import MartletJSON

/// A name that stands in addresses: lowercase letters and digits of any script, and single hyphens between them.
public struct Handle: Hashable, Sendable, Codable, CustomStringConvertible, RawRepresentable {
    /// The handle as text, not percent-encoded.
    public let rawValue: String

    /// Takes a handle; `nil` for anything else. At most 255 characters.
    public init?(rawValue: String) {
        guard !rawValue.isEmpty, rawValue == Handle.slug(rawValue), rawValue.unicodeScalars.count <= 255 else { return nil }
        self.rawValue = rawValue
    }

    /// Makes a handle of a title: `Ocean Blue Shirt` becomes `ocean-blue-shirt`. `nil` when nothing is left of it.
    public init?(slugging title: String) {
        var slug = String(String.UnicodeScalarView(Handle.slug(title).unicodeScalars.prefix(200)))
        while slug.hasSuffix("-") { slug.removeLast() }
        self.init(rawValue: slug)
    }

    public var description: String { rawValue }

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
