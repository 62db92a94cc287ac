import Crypto

/// A strong validator of an answer: a digest of its bytes (RFC 9110, section 8.8.3).
struct EntityTag: Hashable, Sendable {
    /// The tag with its quotes.
    let text: String

    private init(text: String) { self.text = text }

    /// The tag of another form of the same answer.
    func variant(_ name: String) -> EntityTag { EntityTag(text: "\(text.dropLast())-\(name)\"") }

    init(of body: [UInt8]) {
        let digest = SHA256.hash(data: body).prefix(12)
        var text = "\""
        for byte in digest {
            text.append(Character(Unicode.Scalar(EntityTag.digits[Int(byte >> 4)])))
            text.append(Character(Unicode.Scalar(EntityTag.digits[Int(byte & 15)])))
        }
        self.text = text + "\""
    }

    /// Whether an `If-None-Match` names this tag: its weak form counts, and `*` stands for whatever there is.
    func isNamed(weakly header: String) -> Bool {
        isNamed(in: header) { $0.hasPrefix("W/") ? $0.dropFirst(2) : $0 }
    }

    /// Whether an `If-Match` names this tag: its weak form does not count.
    func isNamed(strongly header: String) -> Bool { isNamed(in: header) { $0 } }

    private func isNamed(in header: String, _ opaque: (Substring) -> Substring) -> Bool {
        let names = header.split(separator: ",").map(EntityTag.trimmed)
        return names == ["*"] || names.contains { opaque($0) == text }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }

    private static let digits = Array("0123456789abcdef".utf8)
}
