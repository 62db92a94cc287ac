import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletIdentity
import MartletKernel

/// All SQL of sign-ins by way of a provider.
enum OIDCStore {
    // MARK: Under way

    /// - Parameter state: The digest of what the provider sends back.
    static func insert(_ flow: OIDCFlow, state: [UInt8], in transaction: WriteTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO oidc_flows (state_digest, kind, browser_digest, nonce, verifier, redirect_url, expires_at)
            VALUES (\(state), \(flow.kind), \(flow.browserDigest), \(flow.nonce), \(flow.verifier), \(flow.redirectURL), \(flow.expiresAt))
            """)
    }

    /// Takes a sign-in that is under way: it can be finished once. `nil` when there is none that still counts.
    static func take(
        _ kind: Account.Kind, state: [UInt8], browser: [UInt8], at now: Timestamp, in transaction: WriteTransaction
    ) throws -> OIDCFlow? {
        try transaction.first(
            """
            DELETE FROM oidc_flows WHERE state_digest = \(state) AND browser_digest = \(browser) AND kind = \(kind) AND expires_at > \(now)
            RETURNING kind, browser_digest, nonce, verifier, redirect_url, expires_at
            """
        ) { row in
            OIDCFlow(
                kind: try row.next(), browserDigest: try row.next(), nonce: try row.next(), verifier: try row.next(),
                redirectURL: try row.next(), expiresAt: try row.next())
        }
    }

    /// Forgets some of the sign-ins that nobody has finished in time. Returns how many.
    static func purge(_ limit: Int, before time: Timestamp, in transaction: WriteTransaction) throws -> Int {
        try transaction.execute(
            """
            DELETE FROM oidc_flows WHERE state_digest IN (SELECT state_digest FROM oidc_flows WHERE expires_at <= \(time) LIMIT \(limit))
            """)
    }

    // MARK: Whose they are

    static func identity(_ kind: Account.Kind, _ issuer: String, _ subject: String, in transaction: ReadTransaction) throws -> OIDCIdentity?
    {
        try transaction.first(
            OIDCIdentity.query.filter(("kind" as Column) == kind).filter(("issuer" as Column) == issuer)
                .filter(("subject" as Column) == subject))
    }

    /// The ways in which an account is opened, the oldest first.
    static func identities(of account: AccountID, in transaction: ReadTransaction) throws -> [OIDCIdentity] {
        try transaction.all(OIDCIdentity.query.filter(("account_id" as Column) == account).sorted(by: "id"))
    }

    /// Adds a way. False when the provider's subject opens an account already.
    static func insert(_ identity: OIDCIdentity, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute("\(SQL.insert(identity)) ON CONFLICT (kind, issuer, subject) DO NOTHING") == 1
    }

    /// Removes a way. False when the account has none like that.
    static func remove(_ id: OIDCIdentityID, of account: AccountID, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute("DELETE FROM oidc_identities WHERE id = \(id) AND account_id = \(account)") == 1
    }
}

extension Migration {
    static let oidc: [Migration] = [
        Migration(
            1, "create sign-in by way of a provider",
            [
                """
                CREATE TABLE oidc_flows (
                    state_digest {bytes} NOT NULL PRIMARY KEY, kind {text} NOT NULL, browser_digest {bytes} NOT NULL, nonce {text} NOT NULL,
                    verifier {text} NOT NULL, redirect_url {text} NOT NULL, expires_at {timestamp} NOT NULL)
                """,
                "CREATE INDEX oidc_flows_expiry ON oidc_flows (expires_at)",
                """
                CREATE TABLE oidc_identities (
                    id {id} NOT NULL PRIMARY KEY, kind {text} NOT NULL, issuer {text} NOT NULL, subject {text} NOT NULL,
                    account_id {id} NOT NULL, created_at {timestamp} NOT NULL, UNIQUE (kind, issuer, subject))
                """,
                "CREATE INDEX oidc_identities_account ON oidc_identities (account_id)",
            ])
    ]
}
