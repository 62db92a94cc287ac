/// A header of an email that the shop may set: `List-…`, `X-…` and a few more.
///
/// Those that delivery stands on (`From`, `To`, `Bcc`, `Subject`, `Content-Type`, `DKIM-Signature` and the like) belong to the
/// message and to its sender, so no value can become one.
public struct EmailHeader: Hashable, Sendable {
    public let name: String
    public let value: SingleLine

    /// Takes a header; `nil` for a name that is not for the shop to set.
    public init?(_ name: String, _ value: String) {
        let lowercased = name.lowercased()
        guard name.utf8.count <= 70, name.utf8.allSatisfy(EmailHeader.isNameByte),
            EmailHeader.allowed.contains(lowercased)
                || EmailHeader.prefixes.contains(where: { lowercased.hasPrefix($0) && lowercased != $0 })
        else { return nil }
        self.init(checked: name, value)
    }

    private init(checked name: String, _ value: String) {
        self.name = name
        self.value = SingleLine(value)
    }

    /// Says that no person has written the message, so that no machine answers it (RFC 3834, section 5).
    public static let automatic = EmailHeader(checked: "Auto-Submitted", "auto-generated")

    /// Lets programs for mail show a button that ends messages of this kind with one request (RFC 8058).
    ///
    /// - Parameter url: An `https:` address that takes a `POST` from anybody who has it, without signing in.
    public static func unsubscribe(at url: String) -> [EmailHeader] {
        // An address that could end the brackets early would be read as several.
        let safe = url.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }
        guard url.hasPrefix("https://"), safe else { return [] }
        return [
            EmailHeader(checked: "List-Unsubscribe", "<\(url)>"),
            EmailHeader(checked: "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ]
    }

    private static let allowed: Set = ["auto-submitted", "feedback-id", "precedence", "in-reply-to", "references"]
    private static let prefixes = ["x-", "list-"]

    /// RFC 5322, section 2.2, without what nobody uses.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
