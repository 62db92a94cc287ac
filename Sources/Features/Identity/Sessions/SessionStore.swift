import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletKernel

/// All SQL of sessions.
enum SessionStore {
    /// What is known of a session that a token opens.
    struct Found: Sendable {
        let session: Session
        let kind: Account.Kind
        /// Of staff: what their roles allow.
        let grants: [Role.Grant]
        /// Whether one of those roles asks for a second factor.
        let needsSecondFactor: Bool
    }

    static func insert(_ session: Session, digest: [UInt8], in transaction: WriteTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO sessions (\(Session.columns), digest)
            VALUES (\(session.values.map { "\($0)" as SQL }.joined(", ")), \(digest))
            """)
    }

    /// The session that a token opens, if it has not ended and its account is open.
    static func find(digest: [UInt8], at now: Timestamp, in transaction: ReadTransaction) throws -> Found? {
        let columns = Session.columns.names.map { SQL(column: $0, of: "s") }.joined(", ")
        let found = try transaction.first(
            """
            SELECT \(columns), a.kind FROM sessions s JOIN accounts a ON a.id = s.account_id
            WHERE s.digest = \(digest) AND s.expires_at > \(now) AND a.disabled_at IS NULL
            """
        ) { row in (session: try Session(from: &row), kind: try row.next(Account.Kind.self)) }
        guard let found else { return nil }
        let grants = found.kind == .staff ? try RoleStore.grants(of: found.session.account, in: transaction) : []
        let needs = try found.kind == .staff && RoleStore.requiresSecondFactor(of: found.session.account, in: transaction)
        return Found(session: found.session, kind: found.kind, grants: grants, needsSecondFactor: needs)
    }

    static func find(_ id: SessionID, in transaction: ReadTransaction) throws -> Session? { try transaction.find(Session.self, id) }

    /// The sessions of an account that have not ended, the one that was used last first.
    static func list(of account: AccountID, at now: Timestamp, in transaction: ReadTransaction) throws -> [Session] {
        try transaction.all(
            Session.query.filter(("account_id" as Column) == account).filter(("expires_at" as Column) > now)
                .sorted(by: "last_used_at", descending: true).sorted(by: "id", descending: true))
    }

    /// Notes that a session is used. False when it is gone, or its token is another one by now.
    static func touch(
        _ id: SessionID, digest: [UInt8], from address: String?, at now: Timestamp, until expiry: Timestamp,
        in transaction: WriteTransaction
    ) throws -> Bool {
        try transaction.execute(
            """
            UPDATE sessions SET last_used_at = \(now), expires_at = \(expiry), address = COALESCE(\(address), address)
            WHERE id = \(id) AND digest = \(digest)
            """) == 1
    }

    /// Gives a session another token. False when it has ended.
    static func rotate(
        _ id: SessionID, to digest: [UInt8], authenticatedAt: Timestamp?, secondFactorAt: Timestamp?, at now: Timestamp,
        in transaction: WriteTransaction
    ) throws -> Bool {
        try transaction.execute(
            """
            UPDATE sessions SET digest = \(digest), authenticated_at = COALESCE(\(authenticatedAt), authenticated_at),
                second_factor_at = COALESCE(\(secondFactorAt), second_factor_at)
            WHERE id = \(id) AND expires_at > \(now)
            """) == 1
    }

    /// Ends a session of an account. False when it has none like that.
    static func end(_ id: SessionID, of account: AccountID, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute("DELETE FROM sessions WHERE id = \(id) AND account_id = \(account)") == 1
    }

    /// Ends the sessions of an account, but for one. Returns how many.
    static func endAll(of account: AccountID, except kept: SessionID?, in transaction: WriteTransaction) throws -> Int {
        let others: SQL = kept.map { " AND id <> \($0)" } ?? ""
        return try transaction.execute("DELETE FROM sessions WHERE account_id = \(account)\(others)")
    }

    /// Forgets some of the sessions that have ended. Returns how many.
    static func purge(_ limit: Int, before time: Timestamp, in transaction: WriteTransaction) throws -> Int {
        try transaction.execute(
            "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at <= \(time) LIMIT \(limit))")
    }
}
