import MartletCommerce
import MartletDatabase
import MartletKernel

/// All SQL of the codes that stand in for a lost second factor. Each counts once; the database has digests of them.
package enum RecoveryCodeStore {
    /// Gives an account new codes. Those it had are void.
    package static func replace(_ digests: [[UInt8]], of account: AccountID, at now: Timestamp, in transaction: WriteTransaction) throws {
        try transaction.execute("DELETE FROM recovery_codes WHERE account_id = \(account)")
        var rows = RowBatch("recovery_codes", ["account_id", "digest", "created_at"])
        for digest in digests { rows.append([account.sqlValue, digest.sqlValue, now.sqlValue]) }
        try transaction.insert(rows)
    }

    /// Uses a code up. False when there is none, or it was used before.
    package static func use(_ digest: [UInt8], of account: AccountID, at now: Timestamp, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute(
            "UPDATE recovery_codes SET used_at = \(now) WHERE account_id = \(account) AND digest = \(digest) AND used_at IS NULL") == 1
    }

    /// How many codes of an account are left.
    package static func left(of account: AccountID, in transaction: ReadTransaction) throws -> Int {
        try transaction.count("SELECT COUNT(*) FROM recovery_codes WHERE account_id = \(account) AND used_at IS NULL")
    }
}
