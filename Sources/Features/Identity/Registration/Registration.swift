import MartletCommerce
import MartletDatabase
import MartletKernel

/// What identifiers of a registration have in common.
enum RegistrationTag: IDTag { static let prefix = "reg" }
/// The identifier of a registration: `reg_…`.
typealias RegistrationID = ID<RegistrationTag>

/// Somebody who wants an account, until they have proved that the address is theirs.
///
/// Nobody but them can finish it. A stranger may name any address, and a password of the stranger's with it: so a link alone opens no
/// account. It takes the secret that the registration was answered with, or the password, as well.
struct Registration: Record {
    let id: RegistrationID
    let email: EmailAddress
    let passwordHash: String
    let createdAt: Timestamp
    let expiresAt: Timestamp

    static let table: Table = "registrations"
    static let columns: Columns = ["id", "email", "email_canonical", "password_hash", "created_at", "expires_at"]

    /// How many may wait for one address. More end the oldest.
    static let most = 5
    /// How often the code of one may be tried.
    static let attempts = 5

    init(id: RegistrationID, email: EmailAddress, passwordHash: String, createdAt: Timestamp, expiresAt: Timestamp) {
        self.id = id
        self.email = email
        self.passwordHash = passwordHash
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    init(from row: inout Row) throws {
        id = try row.next()
        let address: String = try row.next()
        guard let email = EmailAddress(address) else { throw DatabaseError(.unreadable, "a registration's email is no email address") }
        self.email = email
        row.skip()
        passwordHash = try row.next()
        createdAt = try row.next()
        expiresAt = try row.next()
    }

    var values: [SQLValue] {
        [
            id.sqlValue, email.rawValue.sqlValue, email.canonical.sqlValue, passwordHash.sqlValue, createdAt.sqlValue, expiresAt.sqlValue,
        ]
    }
}
