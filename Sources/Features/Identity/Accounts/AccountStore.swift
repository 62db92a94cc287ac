import MartletCommerce
import MartletDatabase
import MartletKernel

/// All SQL of accounts.
package enum AccountStore {
    /// Adds an account. False when one of its kind has the address already.
    package static func insert(_ account: Account, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute("\(SQL.insert(account)) ON CONFLICT (kind, email_canonical) DO NOTHING") == 1
    }

    package static func find(_ id: AccountID, in transaction: ReadTransaction) throws -> Account? {
        try transaction.find(Account.self, id)
    }

    /// The account, which nobody else changes until the transaction ends.
    package static func lock(_ id: AccountID, in transaction: WriteTransaction) throws -> Account? {
        try transaction.first(Account.self, "\(Account.query.filter(("id" as Column) == id).sql)\(transaction.dialect.forUpdate)")
    }

    /// The account with an address, however that is written.
    package static func find(_ kind: Account.Kind, _ email: EmailAddress, in transaction: ReadTransaction) throws -> Account? {
        try transaction.first(
            Account.query.filter(("kind" as Column) == kind).filter(("email_canonical" as Column) == email.canonical))
    }

    /// The customer who has proved that a telephone number is theirs; `nil` where none has, or several have.
    package static func customer(withProved number: PhoneNumber, in transaction: ReadTransaction) throws -> CustomerID? {
        let found = try transaction.all(
            """
            SELECT id FROM accounts WHERE kind = \(Account.Kind.customer) AND phone = \(number.rawValue) AND phone_verified_at IS NOT NULL
            LIMIT 2
            """
        ) { try $0.next(CustomerID.self) }
        return found.count == 1 ? found.first : nil
    }

    /// Accounts of a kind for which all conditions hold.
    package static func page(
        _ kind: Account.Kind, matching conditions: [SQL], _ keyset: Keyset, in transaction: ReadTransaction
    ) throws -> [Account] {
        var query = Account.query.filter(("kind" as Column) == kind)
        for condition in conditions { query = query.filter(condition) }
        return try transaction.all(query.page(keyset))
    }

    /// Writes a changed account. False when somebody else has changed it since it was read, or when another account of its kind
    /// has the address.
    package static func update(_ account: inout Account, at now: Timestamp, in transaction: WriteTransaction) throws -> Bool {
        let read = account.version
        let written = try transaction.execute(
            """
            UPDATE accounts SET email = \(account.email.rawValue), email_canonical = \(account.email.canonical),
                email_verified_at = \(account.emailVerifiedAt), phone = \(account.phone), phone_verified_at = \(account.phoneVerifiedAt),
                password_hash = \(account.passwordHash), totp_secret = \(account.totpSecret), totp_last_step = \(account.totpLastStep),
                totp_confirmed_at = \(account.totpConfirmedAt), disabled_at = \(account.disabledAt), updated_at = \(now),
                version = version + 1
            WHERE id = \(account.id) AND version = \(read) AND NOT EXISTS (
                SELECT 1 FROM accounts other WHERE other.kind = \(account.kind) AND other.email_canonical = \(account.email.canonical)
                AND other.id <> \(account.id))
            """)
        guard written == 1 else { return false }
        (account.version, account.updatedAt) = (read + 1, now)
        return true
    }

    /// Uses up the one-time password of a step. False when that, or a later one, was used before.
    package static func use(totpStep step: Int, of id: AccountID, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute(
            "UPDATE accounts SET totp_last_step = \(step) WHERE id = \(id) AND (totp_last_step IS NULL OR totp_last_step < \(step))") == 1
    }

    /// Whether the account was used from a network before.
    package static func knows(_ network: String, of id: AccountID, in transaction: ReadTransaction) throws -> Bool {
        try transaction.count("SELECT COUNT(*) FROM account_networks WHERE account_id = \(id) AND network = \(network)") > 0
    }

    /// Whether an account that was used before is used from a network for the first time.
    static func isNew(_ network: String, to id: AccountID, in transaction: ReadTransaction) throws -> Bool {
        let seen = try transaction.first(
            """
            SELECT COUNT(*), COALESCE(SUM(CASE WHEN network = \(network) THEN 1 ELSE 0 END), 0)
            FROM account_networks WHERE account_id = \(id)
            """
        ) { (all: try $0.next(Int.self), here: try $0.next(Int.self)) }
        return seen.map { $0.all > 0 && $0.here == 0 } ?? false
    }

    /// Notes that the account was used from a network.
    static func note(_ network: String, of id: AccountID, at now: Timestamp, in transaction: WriteTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO account_networks (account_id, network, seen_at) VALUES (\(id), \(network), \(now))
            ON CONFLICT (account_id, network) DO UPDATE SET seen_at = excluded.seen_at
            """)
    }

    /// Forgets some of the networks that nobody has signed in from since a time. Returns how many.
    static func forgetNetworks(_ limit: Int, before time: Timestamp, in transaction: WriteTransaction) throws -> Int {
        try transaction.execute(
            """
            DELETE FROM account_networks WHERE seen_at < \(time) AND (account_id, network) IN (
                SELECT account_id, network FROM account_networks WHERE seen_at < \(time) LIMIT \(limit))
            """)
    }
}
