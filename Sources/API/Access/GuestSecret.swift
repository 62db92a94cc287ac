import Crypto
import MartletDatabase

/// A secret that lets a guest at one thing: 256 random bits, shown to the guest and kept as a digest.
public struct GuestSecret: Sendable {
    /// What the guest keeps.
    public let text: String

    public init(bytes: [UInt8]) {
        text = String(unsafeUninitializedCapacity: bytes.count * 2) { hex in
            for (index, byte) in bytes.enumerated() {
                hex.initializeElement(at: 2 * index, to: GuestSecret.digits[Int(byte >> 4)])
                hex.initializeElement(at: 2 * index + 1, to: GuestSecret.digits[Int(byte & 15)])
            }
            return bytes.count * 2
        }
    }

    private static let digits = Array("0123456789abcdef".utf8)

    /// A secret that follows from another one: whoever holds that one gets the same again.
    public init(derivedFrom secret: String, for thing: String) {
        let key = SymmetricKey(data: Array(secret.utf8))
        self.init(bytes: Array(HMAC<SHA256>.authenticationCode(for: Array("martlet \(thing)".utf8), using: key)))
    }

    public var digest: [UInt8] { GuestSecret.digest(of: text) }

    /// What the database keeps of a secret.
    public static func digest(of text: String) -> [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }
}
