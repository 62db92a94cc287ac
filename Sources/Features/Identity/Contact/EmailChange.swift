import MartletCommerce
import MartletDatabase
import MartletKernel

/// Another address that an account is to have, once both addresses have agreed: the new one, so that it is theirs, and the old one, so
/// that nobody who has found them signed in takes the account away.
struct EmailChange: Record {
    let account: AccountID
    let email: EmailAddress
    let createdAt: Timestamp
    let expiresAt: Timestamp
    var oldConfirmedAt: Timestamp?
    var newConfirmedAt: Timestamp?

    static let table: Table = "email_changes"
    static let columns: Columns = ["account_id", "email", "created_at", "expires_at", "old_confirmed_at", "new_confirmed_at"]

    init(account: AccountID, email: EmailAddress, createdAt: Timestamp, expiresAt: Timestamp) {
        self.account = account
        self.email = email
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    init(from row: inout Row) throws {
        account = try row.next()
        let address: String = try row.next()
        guard let email = EmailAddress(address) else { throw DatabaseError(.unreadable, "a new email is no email address") }
        self.email = email
        createdAt = try row.next()
        expiresAt = try row.next()
        oldConfirmedAt = try row.next()
        newConfirmedAt = try row.next()
    }

    var values: [SQLValue] {
        [
            account.sqlValue, email.rawValue.sqlValue, createdAt.sqlValue, expiresAt.sqlValue, oldConfirmedAt.sqlValue,
            newConfirmedAt.sqlValue,
        ]
    }

    /// Whether both addresses have agreed.
    var isAgreed: Bool { oldConfirmedAt != nil && newConfirmedAt != nil }
}
