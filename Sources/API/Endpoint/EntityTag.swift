import Crypto

/// A strong validator of an answer: a digest of its bytes (RFC 9110, section 8.8.3).
struct EntityTag: Hashable, Sendable {
    /// The tag with its quotes.
    let text: String

    init(of body: [UInt8]) {
        let digest = SHA256.hash(data: body).prefix(12)
        var text = "\""
        for byte in digest {
            text.append(Character(Unicode.Scalar(EntityTag.digits[Int(byte >> 4)])))
            text.append(Character(Unicode.Scalar(EntityTag.digits[Int(byte & 15)])))
        }
        self.text = text + "\""
    }

    /// Whether an `If-None-Match` or `If-Match` names this tag. A weak form of it counts, `*` counts always.
    func matches(_ header: String) -> Bool {
        header.split(separator: ",").contains { candidate in
            var candidate = candidate.drop { $0 == " " || $0 == "\t" }
            while candidate.last == " " || candidate.last == "\t" { candidate.removeLast() }
            if candidate.hasPrefix("W/") { candidate = candidate.dropFirst(2) }
            return candidate == "*" || candidate == text
        }
    }

    private static let digits = Array("0123456789abcdef".utf8)
}
