import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletJSON
import MartletKernel

/// What identity keeps about a customer.
struct AccountData {
    let sessions: Sessions

    /// What says something about a customer in a table.
    var personalData: PersonalData {
        PersonalData(
            "account", "How you sign in, where you are signed in, and from which networks you did.",
            tables: [
                "accounts", "account_networks", "sessions", "recovery_codes", "one_time_secrets", "registrations", "email_changes",
            ],
            export: { try export($0, in: $1) }, erase: { try erase($0, in: $1) },
            remnants: """
                SELECT a.email || ': was erased and has an account' FROM accounts a JOIN customer_erasures e ON e.customer_id = a.id
                """)
    }

    private func export(_ subject: DataSubject, in transaction: ReadTransaction) throws -> JSONObject {
        let id = AccountID(subject.customer)
        guard let account = try AccountStore.find(id, in: transaction) else { return [:] }
        func text(_ value: some CustomStringConvertible) -> JSONValue { .string("\(value)") }
        let networks = try transaction.all("SELECT network, seen_at FROM account_networks WHERE account_id = \(id) ORDER BY seen_at") {
            ["network": .string(try $0.next()), "seen_at": text(try $0.next(Timestamp.self))] as JSONValue
        }
        return [
            "id": text(subject.customer), "email": text(account.email.rawValue),
            "email_verified_at": account.emailVerifiedAt.map(text) ?? .null, "phone": account.phone.map(text) ?? .null,
            "phone_verified_at": account.phoneVerifiedAt.map(text) ?? .null, "has_password": .bool(account.passwordHash != nil),
            "second_factor_since": account.totpConfirmedAt.map(text) ?? .null, "created_at": text(account.createdAt),
            "sessions": .array(try sessions.list(of: id, in: transaction).map { try SessionBody(session: $0, isCurrent: false).asJSON() }),
            "networks": .array(networks),
        ]
    }

    private func erase(_ subject: DataSubject, in transaction: WriteTransaction) throws {
        let id = AccountID(subject.customer)
        try sessions.endAll(of: id, in: transaction)
        if subject.isEmailVerified { try RegistrationStore.removeAll(of: subject.email, in: transaction) }
        for job in [AccountNotices.job, Contacts.emailJob, Contacts.phoneJob, PasswordResets.job] {
            try QueuedJobs.forget(job, in: transaction) { AccountData.isAbout(subject, payload: $0) }
        }
        for table: SQL in ["recovery_codes", "one_time_secrets", "email_changes", "account_networks"] {
            try transaction.execute("DELETE FROM \(table) WHERE account_id = \(id)")
        }
        try transaction.execute("DELETE FROM accounts WHERE id = \(id) AND kind = \(Account.Kind.customer)")
    }

    /// Whether a message that waits to be sent is about somebody.
    private static func isAbout(_ subject: DataSubject, payload: [UInt8]) -> Bool {
        guard let payload = (try? JSONValue.parse(payload))?.objectValue else { return false }
        let texts = payload.compactMap { $0.value.stringValue }
        return texts.contains { $0 == "\(AccountID(subject.customer))" || $0 == subject.email.rawValue || $0 == subject.phone }
    }
}
