import CArgon2
import Crypto
import Foundation

/// What is kept of a password, in the PHC's form: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`.
struct PasswordHash: Sendable, Equatable {
    let cost: PasswordCost
    private let salt: [UInt8]
    private let hash: [UInt8]

    static let saltLength = 16
    private static let hashLength = 32

    /// Hashes a password. It takes as long and as much memory as the cost says, on the thread that calls.
    ///
    /// - Throws: ``PasswordHashFailure`` when there is no memory left.
    init(_ password: NormalizedPassword, cost: PasswordCost, salt: [UInt8]) throws {
        self.init(
            cost: cost, salt: salt,
            hash: try PasswordHash.argon2id(password, cost: cost, salt: salt, length: PasswordHash.hashLength))
    }

    private init(cost: PasswordCost, salt: [UInt8], hash: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.hash = hash
    }

    /// Whether a password is the one that was hashed. It costs what hashing it did.
    func matches(_ password: NormalizedPassword) throws -> Bool {
        let other = try PasswordHash.argon2id(password, cost: cost, salt: salt, length: hash.count)
        // Digests are compared in constant time.
        return SHA256.hash(data: other) == SHA256.hash(data: hash)
    }

    private static func argon2id(_ password: NormalizedPassword, cost: PasswordCost, salt: [UInt8], length: Int) throws -> [UInt8] {
        var hash = [UInt8](repeating: 0, count: length)
        let status = argon2id_hash_raw(
            UInt32(cost.passes), UInt32(cost.memory), UInt32(cost.lanes), password.bytes, password.bytes.count, salt, salt.count, &hash,
            length)
        guard status == ARGON2_OK.rawValue else { throw PasswordHashFailure(reason: String(cString: argon2_error_message(status))) }
        return hash
    }

    // MARK: As text

    /// Reads the form of the PHC; `nil` for that of another algorithm, and for what would cost more than ``PasswordCost/most``.
    init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].isEmpty, parts[1] == "argon2id", parts[2] == "v=\(PasswordHash.version)",
            let cost = PasswordHash.cost(parts[3]), let salt = PasswordHash.bytes(parts[4]), let hash = PasswordHash.bytes(parts[5]),
            (8...64).contains(salt.count), (16...64).contains(hash.count)
        else { return nil }
        self.init(cost: cost, salt: salt, hash: hash)
    }

    private static let version = ARGON2_VERSION_13.rawValue

    private static func cost(_ text: Substring) -> PasswordCost? {
        let values = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.split(separator: "=", maxSplits: 1) }
        guard values.count == 3, values.allSatisfy({ $0.count == 2 }), values.map({ $0[0] }) == ["m", "t", "p"],
            let memory = Int(values[0][1]), let passes = Int(values[1][1]), let lanes = Int(values[2][1]),
            (1...PasswordCost.most.lanes).contains(lanes), (1...PasswordCost.most.passes).contains(passes),
            (8 * lanes...PasswordCost.most.memory).contains(memory)
        else { return nil }
        return PasswordCost(memory: memory, passes: passes, lanes: lanes)
    }

    private static func bytes(_ text: Substring) -> [UInt8]? {
        // The PHC leaves the padding out.
        Data(base64Encoded: text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)).map(Array.init)
    }

    var text: String {
        let parameters = "m=\(cost.memory),t=\(cost.passes),p=\(cost.lanes)"
        let parts = [salt, hash].map { Data($0).base64EncodedString().prefix { $0 != "=" } }
        return "$argon2id$v=\(PasswordHash.version)$\(parameters)$\(parts[0])$\(parts[1])"
    }
}

/// A password could not be hashed: the machine has no memory left.
struct PasswordHashFailure: Error, CustomStringConvertible {
    let reason: String
    var description: String { "a password cannot be hashed: \(reason)" }
}
