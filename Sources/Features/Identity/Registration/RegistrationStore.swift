import MartletCommerce
import MartletDatabase
import MartletKernel

/// All SQL of registrations.
enum RegistrationStore {
    /// Adds a registration, and ends the oldest of its address beyond a number.
    ///
    /// - Parameter digest: Of the secret that whoever registers keeps.
    static func insert(_ registration: Registration, digest: [UInt8], keeping most: Int, in transaction: WriteTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO registrations (\(Registration.columns), digest, attempts_left)
            VALUES (\(registration.values.map { "\($0)" as SQL }.joined(", ")), \(digest), 0)
            """)
        let canonical = registration.email.canonical
        try transaction.execute(
            """
            DELETE FROM registrations WHERE email_canonical = \(canonical) AND id NOT IN (
                SELECT id FROM (SELECT id FROM registrations WHERE email_canonical = \(canonical) ORDER BY id DESC LIMIT \(most)) newest)
            """)
    }

    static func find(_ id: RegistrationID, at now: Timestamp, in transaction: ReadTransaction) throws -> Registration? {
        try transaction.first(
            Registration.query.filter(("id" as Column) == id).filter(("expires_at" as Column) > now))
    }

    /// The registration that a secret belongs to, or the token of a link.
    static func find(_ column: Digest, _ digest: [UInt8], at now: Timestamp, in transaction: ReadTransaction) throws -> Registration? {
        try transaction.first(
            Registration.query.filter(column.column == digest).filter(("expires_at" as Column) > now))
    }

    enum Digest {
        /// What whoever registers keeps.
        case secret
        /// What the link has.
        case token

        fileprivate var column: Column { self == .secret ? "digest" : "token_digest" }
    }

    /// Lets a link and a code count, in the place of those before. False when the registration is gone.
    static func issue(
        _ id: RegistrationID, token: [UInt8], code: [UInt8], attempts: Int, in transaction: WriteTransaction
    ) throws -> Bool {
        try transaction.execute(
            """
            UPDATE registrations SET token_digest = \(token), code_digest = \(code), attempts_left = \(attempts) WHERE id = \(id)
            """) == 1
    }

    /// Takes one of the attempts that the code has. `nil` when none is left.
    static func attempt(digest: [UInt8], at now: Timestamp, in transaction: WriteTransaction) throws -> (
        registration: Registration, code: [UInt8]
    )? {
        let columns = Registration.columns
        return try transaction.first(
            """
            UPDATE registrations SET attempts_left = attempts_left - 1
            WHERE digest = \(digest) AND attempts_left > 0 AND code_digest IS NOT NULL AND expires_at > \(now)
            RETURNING \(columns), code_digest
            """
        ) { row in (registration: try Registration(from: &row), code: try row.next([UInt8].self)) }
    }

    /// Ends a registration. False when it has ended.
    static func remove(_ id: RegistrationID, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute("DELETE FROM registrations WHERE id = \(id)") == 1
    }

    /// Ends every registration of an address.
    static func removeAll(of email: EmailAddress, in transaction: WriteTransaction) throws {
        try transaction.execute("DELETE FROM registrations WHERE email_canonical = \(email.canonical)")
    }

    /// Forgets some of the registrations that have expired. Returns how many.
    static func purge(_ limit: Int, before time: Timestamp, in transaction: WriteTransaction) throws -> Int {
        try transaction.execute(
            "DELETE FROM registrations WHERE id IN (SELECT id FROM registrations WHERE expires_at <= \(time) LIMIT \(limit))")
    }
}
