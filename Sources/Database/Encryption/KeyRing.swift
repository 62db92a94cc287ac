import Crypto
import Foundation
import MartletKernel

/// Seals small secrets that the database keeps and the shop needs again, such as that of an authenticator or a token of a payment
/// provider: with AES-256 in Galois/Counter Mode, under keys that can be changed while the shop is open.
///
/// The first key seals; all of them open. A sealed value names its key, and is bound to what it is for: moved to another row, it does
/// not open.
public struct KeyRing: Sendable {
    private struct Key: Sendable {
        let name: [UInt8]
        let key: SymmetricKey
    }

    private let keys: [Key]

    /// The first byte of each sealed value: the form of what follows.
    private static let form: UInt8 = 1
    private static let nameLength = 4
    private static let keyLength = 32

    /// - Parameter text: Keys of 32 random bytes in Base64, separated by commas; `nil` for none.
    public init(_ text: Secret?) throws(SettingsError) {
        var keys: [Key] = []
        for (position, part) in (text?.reveal() ?? "").split(separator: ",").enumerated() {
            let bytes = Data(base64Encoded: part.trimmingCharacters(in: .whitespaces)).map { Array($0) } ?? []
            guard bytes.count == KeyRing.keyLength else {
                throw SettingsError(
                    "encryption_keys", "key \(position + 1) is not 32 bytes in Base64; make one with: openssl rand -base64 32")
            }
            let name = Array(SHA256.hash(data: Array("martlet key name".utf8) + bytes).prefix(KeyRing.nameLength))
            guard !keys.contains(where: { $0.name == name }) else {
                throw SettingsError("encryption_keys", "key \(position + 1) is there twice")
            }
            keys.append(Key(name: name, key: SymmetricKey(data: bytes)))
        }
        self.keys = keys
    }

    /// Whether there is a key, without which nothing is sealed.
    public var canSeal: Bool { !keys.isEmpty }

    /// Seals a secret.
    ///
    /// - Parameter context: What it is for, with the identifier of its row: the same opens it.
    public func seal(_ secret: [UInt8], for context: String) throws(KeyRingError) -> [UInt8] {
        guard let first = keys.first else { throw .noKey }
        let box = try? AES.GCM.seal(secret, using: first.key, authenticating: Array(context.utf8)).combined
        guard let box else { throw .cannotSeal }
        return [KeyRing.form] + first.name + Array(box)
    }

    /// Opens what was sealed for the same context.
    public func open(_ sealed: [UInt8], for context: String) throws(KeyRingError) -> [UInt8] {
        guard sealed.first == KeyRing.form, sealed.count > 1 + KeyRing.nameLength else { throw .damaged }
        let name = Array(sealed[1...KeyRing.nameLength])
        guard let key = keys.first(where: { $0.name == name }) else { throw .unknownKey }
        let box = try? AES.GCM.SealedBox(combined: sealed.dropFirst(1 + KeyRing.nameLength))
        guard let box, let secret = try? AES.GCM.open(box, using: key.key, authenticating: Array(context.utf8)) else { throw .damaged }
        return Array(secret)
    }

    /// What values begin with that are sealed under the first key; `nil` without keys.
    public var currentPrefix: [UInt8]? { keys.first.map { [KeyRing.form] + $0.name } }
}

extension SingleExtensionPoint where Value == KeyRing {
    /// What seals secrets in the database.
    public static var keyRing: Self { Self("key-ring", "the database: section") }
}
