import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletKernel

/// A key that lets a program call the admin API.
struct APIKey: Record {
    let id: APIKeyID
    let name: String
    let permissions: Set<Permission>
    let createdAt: Timestamp
    let revokedAt: Timestamp?

    static let table: Table = "api_keys"
    static let columns: Columns = ["id", "name", "permissions", "created_at", "revoked_at"]

    init(id: APIKeyID, name: String, permissions: Set<Permission>, createdAt: Timestamp, revokedAt: Timestamp? = nil) {
        self.id = id
        self.name = name
        self.permissions = permissions
        self.createdAt = createdAt
        self.revokedAt = revokedAt
    }

    init(from row: inout Row) throws {
        id = try row.next()
        name = try row.next()
        permissions = Set(try row.next(String.self).split(separator: " ").map { Permission(String($0)) })
        createdAt = try row.next()
        revokedAt = try row.next()
    }

    var values: [SQLValue] {
        [
            id.sqlValue, name.sqlValue, permissions.sorted().map(\.rawValue).joined(separator: " ").sqlValue, createdAt.sqlValue,
            revokedAt.sqlValue,
        ]
    }
}

/// The secret of a key: shown once, kept as a digest. 256 random bits need no salt and no slow hash.
struct APIKeySecret {
    let text: String

    static let prefix = "mk_"

    init(random: any RandomSource) {
        text = APIKeySecret.prefix + GuestSecret(bytes: random.bytes(32)).text
    }

    var digest: [UInt8] { APIKeySecret.digest(of: text) }

    static func digest(of text: String) -> [UInt8] { GuestSecret.digest(of: text) }
}
