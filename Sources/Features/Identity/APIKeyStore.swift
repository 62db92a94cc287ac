import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletKernel

/// All SQL of API keys.
enum APIKeyStore {
    static func insert(_ key: APIKey, digest: [UInt8], in transaction: WriteTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO api_keys (id, name, permissions, created_at, revoked_at, digest)
            VALUES (\(key.values.map { "\($0)" as SQL }.joined(", ")), \(digest))
            """)
    }

    static func find(digest: [UInt8], in transaction: ReadTransaction) throws -> APIKey? {
        try transaction.first(APIKey.query.filter("digest = \(digest)").filter("revoked_at IS NULL"))
    }

    static func find(_ id: APIKeyID, in transaction: ReadTransaction) throws -> APIKey? { try transaction.find(APIKey.self, id) }

    static func list(_ keyset: Keyset, in transaction: ReadTransaction) throws -> [APIKey] {
        try transaction.all(APIKey.query.page(keyset))
    }

    static func revoke(_ id: APIKeyID, at now: Timestamp, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute("UPDATE api_keys SET revoked_at = \(now) WHERE id = \(id) AND revoked_at IS NULL") == 1
    }
}
