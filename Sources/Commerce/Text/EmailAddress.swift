import MartletJSON

/// An address for email. Its domain is kept in lowercase; what stands before the `@` stays as it is.
public struct EmailAddress: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The address as text.
    public let rawValue: String

    /// Takes an address of the form that people have; `nil` for anything else. Quoted local parts and address literals,
    /// which RFC 5321 allows and no shopper has, are refused.
    public init?(_ text: String) {
        if EmailAddress.isPlain(text) {
            rawValue = text
            return
        }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].utf8.count), text.utf8.count <= 254 else { return nil }
        let local = parts[0]
        guard !local.split(separator: ".", omittingEmptySubsequences: false).contains(where: \.isEmpty),
            local.unicodeScalars.allSatisfy(EmailAddress.isVisible)
        else { return nil }
        let labels = parts[1].lowercased().split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, (labels.last ?? "").unicodeScalars.allSatisfy({ !("0"..."9").contains($0) }),
            labels.allSatisfy({ label in
                (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                    && label.unicodeScalars.allSatisfy(EmailAddress.isHostLetter)
            })
        else { return nil }
        rawValue = "\(local)@\(labels.joined(separator: "."))"
    }

    /// Whether a text is an address in ASCII just as it is kept, as nearly all are that are read back. False says nothing.
    private static func isPlain(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard bytes.count <= 254, let at = bytes.firstIndex(of: UInt8(ascii: "@")) else { return false }
            return isPlainLocalPart(bytes[..<at]) && isPlainHost(bytes[(at + 1)...])
        }
    }

    private static func isPlainLocalPart(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard (1...64).contains(bytes.count) else { return false }
        var previous = UInt8(ascii: ".")
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "+"):
                break
            case UInt8(ascii: ".") where previous != UInt8(ascii: "."): break
            default: return false
            }
            previous = byte
        }
        return previous != UInt8(ascii: ".")
    }

    /// Of labels of lowercase letters, digits and hyphens within, and a last one of letters alone.
    private static func isPlainHost(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        var (labels, length, previous) = (0, 0, UInt8(ascii: "-"))
        var hasLettersAlone = true
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): length += 1
            case UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-") where length > 0:
                length += 1
                hasLettersAlone = false
            case UInt8(ascii: ".") where (1...63).contains(length) && previous != UInt8(ascii: "-"):
                (labels, length, hasLettersAlone) = (labels + 1, 0, true)
            default: return false
            }
            previous = byte
        }
        return labels > 0 && (1...63).contains(length) && hasLettersAlone
    }

    /// Whether a scalar may stand before the `@`: it shows, being no space, control or direction mark, which make two addresses
    /// look like one, and nobody needs to quote it.
    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "(", ")", "<", ">", "[", "]", ":", ";", ",", "\\", "\"", "@": return false
        case "!"..."~": return true
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: return false
        default: return true
        }
    }

    private static func isHostLetter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "0"..."9", "-": true
        default: scalar.properties.isAlphabetic
        }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let address = EmailAddress(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no email address")
        }
        self = address
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    public var description: String { rawValue }
}

extension EmailAddress: JSONWritable {
    public func write(to json: inout JSONWriter) { json.string(rawValue) }
}
