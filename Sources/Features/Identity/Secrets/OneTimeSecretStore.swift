import MartletCommerce
import MartletDatabase
import MartletJSON
import MartletKernel

/// All SQL of secrets that count once.
enum OneTimeSecretStore {
    /// Adds a secret in the place of the one that its account had for the same purpose.
    static func replace(_ secret: OneTimeSecret, at now: Timestamp, in transaction: WriteTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO one_time_secrets (account_id, purpose, digest, code_digest, attempts_left, expires_at, used_at, payload, created_at)
            VALUES (\(secret.account), \(secret.purpose), \(secret.digest), \(secret.code?.digest), \(secret.attempts),
                \(secret.expiresAt), NULL, \(JSONValue.object(secret.payload)), \(now))
            ON CONFLICT (account_id, purpose) DO UPDATE SET digest = excluded.digest, code_digest = excluded.code_digest,
                attempts_left = excluded.attempts_left, expires_at = excluded.expires_at, used_at = NULL, payload = excluded.payload,
                created_at = excluded.created_at
            """)
    }

    /// Uses up the secret with a token. `nil` when there is none that still counts.
    static func use(
        _ purpose: SecretPurpose, digest: [UInt8], at now: Timestamp, in transaction: WriteTransaction
    ) throws -> OneTimeSecret.Redeemed? {
        try transaction.first(
            """
            UPDATE one_time_secrets SET used_at = \(now)
            WHERE digest = \(digest) AND purpose = \(purpose) AND used_at IS NULL AND expires_at > \(now)
            RETURNING account_id, payload
            """, redeemed)
    }

    /// Takes one of the attempts that an account's code has. `nil` when there is none left, or no code that still counts.
    static func attempt(
        _ purpose: SecretPurpose, of account: AccountID, at now: Timestamp, in transaction: WriteTransaction
    ) throws -> [UInt8]? {
        try transaction.value(
            """
            UPDATE one_time_secrets SET attempts_left = attempts_left - 1
            WHERE account_id = \(account) AND purpose = \(purpose) AND code_digest IS NOT NULL AND attempts_left > 0
                AND used_at IS NULL AND expires_at > \(now)
            RETURNING code_digest
            """, as: [UInt8].self)
    }

    /// The account of a secret with a token that still counts; `nil` when there is none.
    static func find(_ purpose: SecretPurpose, digest: [UInt8], at now: Timestamp, in transaction: ReadTransaction) throws -> AccountID? {
        try transaction.value(
            """
            SELECT account_id FROM one_time_secrets
            WHERE digest = \(digest) AND purpose = \(purpose) AND used_at IS NULL AND expires_at > \(now)
            """, as: AccountID.self)
    }

    /// Takes one of the attempts that a token has. `nil` when there is none left, or no token that still counts.
    static func attempt(
        _ purpose: SecretPurpose, digest: [UInt8], at now: Timestamp, in transaction: WriteTransaction
    ) throws -> AccountID? {
        try transaction.value(
            """
            UPDATE one_time_secrets SET attempts_left = attempts_left - 1
            WHERE digest = \(digest) AND purpose = \(purpose) AND attempts_left > 0 AND used_at IS NULL AND expires_at > \(now)
            RETURNING account_id
            """, as: AccountID.self)
    }

    /// Uses up the secret of an account. `nil` when it is used or gone.
    static func use(
        _ purpose: SecretPurpose, of account: AccountID, at now: Timestamp, in transaction: WriteTransaction
    ) throws -> OneTimeSecret.Redeemed? {
        try transaction.first(
            """
            UPDATE one_time_secrets SET used_at = \(now)
            WHERE account_id = \(account) AND purpose = \(purpose) AND used_at IS NULL RETURNING account_id, payload
            """, redeemed)
    }

    private static func redeemed(_ row: inout Row) throws -> OneTimeSecret.Redeemed {
        OneTimeSecret.Redeemed(account: try row.next(), payload: try row.next(JSONValue.self).objectValue ?? JSONObject())
    }

    static func revoke(_ purpose: SecretPurpose, of account: AccountID, in transaction: WriteTransaction) throws {
        try transaction.execute("DELETE FROM one_time_secrets WHERE account_id = \(account) AND purpose = \(purpose)")
    }

    /// Forgets some of the secrets that do not count any more. Returns how many.
    static func purge(_ limit: Int, before time: Timestamp, in transaction: WriteTransaction) throws -> Int {
        try transaction.execute(
            """
            DELETE FROM one_time_secrets WHERE digest IN (SELECT digest FROM one_time_secrets WHERE expires_at <= \(time) LIMIT \(limit))
            """)
    }
}
