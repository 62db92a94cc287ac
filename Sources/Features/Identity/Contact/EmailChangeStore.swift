import MartletCommerce
import MartletDatabase
import MartletKernel

/// All SQL of changes of addresses.
enum EmailChangeStore {
    /// Adds a change in the place of the one that its account waits for.
    static func replace(_ change: EmailChange, in transaction: WriteTransaction) throws {
        try transaction.execute(
            """
            \(SQL.insert(change)) ON CONFLICT (account_id) DO UPDATE SET email = excluded.email, created_at = excluded.created_at,
                expires_at = excluded.expires_at, old_confirmed_at = NULL, new_confirmed_at = NULL, old_digest = NULL, new_digest = NULL
            """)
    }

    /// The change that an account waits for.
    static func find(_ account: AccountID, at now: Timestamp, in transaction: ReadTransaction) throws -> EmailChange? {
        try transaction.first(
            EmailChange.query.filter(("account_id" as Column) == account).filter(("expires_at" as Column) > now))
    }

    /// Lets two links count, in the place of those before. False when the change is gone, or is to another address by now.
    static func issue(_ change: EmailChange, old: [UInt8], new: [UInt8], in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute(
            """
            UPDATE email_changes SET old_digest = \(old), new_digest = \(new)
            WHERE account_id = \(change.account) AND email = \(change.email.rawValue) AND created_at = \(change.createdAt)
            """) == 1
    }

    /// Notes that one of the addresses agrees, and returns the change as it is then; `nil` when the link does not count.
    static func confirm(_ digest: [UInt8], at now: Timestamp, in transaction: WriteTransaction) throws -> EmailChange? {
        try transaction.first(
            """
            UPDATE email_changes SET
                old_confirmed_at = CASE WHEN old_digest = \(digest) THEN \(now) ELSE old_confirmed_at END,
                new_confirmed_at = CASE WHEN new_digest = \(digest) THEN \(now) ELSE new_confirmed_at END,
                old_digest = CASE WHEN old_digest = \(digest) THEN NULL ELSE old_digest END,
                new_digest = CASE WHEN new_digest = \(digest) THEN NULL ELSE new_digest END
            WHERE (old_digest = \(digest) OR new_digest = \(digest)) AND expires_at > \(now) RETURNING \(EmailChange.columns)
            """
        ) { try EmailChange(from: &$0) }
    }

    static func remove(_ account: AccountID, in transaction: WriteTransaction) throws {
        try transaction.execute("DELETE FROM email_changes WHERE account_id = \(account)")
    }

    /// Forgets some of the changes that nobody has agreed to. Returns how many.
    static func purge(_ limit: Int, before time: Timestamp, in transaction: WriteTransaction) throws -> Int {
        try transaction.execute(
            """
            DELETE FROM email_changes WHERE account_id IN (
                SELECT account_id FROM email_changes WHERE expires_at <= \(time) LIMIT \(limit))
            """)
    }
}
