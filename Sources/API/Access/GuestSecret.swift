import Crypto
import MartletDatabase

/// A secret that lets a guest at one thing: 256 random bits, shown to the guest and kept as a digest.
public struct GuestSecret: Sendable {
    /// What the guest keeps.
    public let text: String

    public init(bytes: [UInt8]) {
        text = bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    /// A secret that follows from another one: whoever holds that one gets the same again.
    public init(derivedFrom secret: String, for thing: String) {
        let key = SymmetricKey(data: Array(secret.utf8))
        self.init(bytes: Array(HMAC<SHA256>.authenticationCode(for: Array("martlet \(thing)".utf8), using: key)))
    }

    public var digest: [UInt8] { GuestSecret.digest(of: text) }

    /// What the database keeps of a secret.
    public static func digest(of text: String) -> [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }
}
