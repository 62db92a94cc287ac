import Crypto
import MartletKernel

/// What opens a session: `ms_` and 256 random bits in hexadecimal. Whoever has it is signed in, so it is kept as a digest only.
package struct SessionToken: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// What the client keeps, in a cookie or as a bearer token.
    package let text: String

    private static let prefix = "ms_"
    private static let digits = 64

    package init(random: any RandomSource) { text = SessionToken.prefix + GuestSecret(bytes: random.bytes(32)).text }

    /// Takes a token as a client sends it; `nil` for what cannot be one.
    package init?(_ text: String) {
        let utf8 = text.utf8
        guard utf8.count == SessionToken.prefix.utf8.count + SessionToken.digits, text.hasPrefix(SessionToken.prefix),
            utf8.dropFirst(SessionToken.prefix.utf8.count).allSatisfy({
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            })
        else { return nil }
        self.text = text
    }

    /// Whether a text is meant to be a token of a session, right or wrong.
    package static func isMeant(by text: String) -> Bool { text.hasPrefix(prefix) }

    /// What the database keeps: 256 random bits need no salt and no slow hash.
    package var digest: [UInt8] { GuestSecret.digest(of: text) }

    /// What a page of our own sends as `Martlet-CSRF-Token` where the browser says nothing of where a request comes from. It
    /// follows from the token, which no script can read, and leads back to it nowhere.
    package var csrfToken: String { GuestSecret(derivedFrom: text, for: "csrf").text }

    /// Whether a text is ``csrfToken``. Digests are compared, in constant time.
    func isCSRFToken(_ text: String) -> Bool { SHA256.hash(data: Array(text.utf8)) == SHA256.hash(data: Array(csrfToken.utf8)) }

    package var description: String { "ms_***" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
