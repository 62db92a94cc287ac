import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletIdentity
import MartletJSON
import MartletKernel

/// Whom a provider knows by a subject, and which account that is.
struct OIDCIdentity: Record {
    let id: OIDCIdentityID
    let kind: Account.Kind
    let issuer: String
    /// What the provider calls them; it never changes, unlike their address.
    let subject: String
    let account: AccountID
    let createdAt: Timestamp

    static let table: Table = "oidc_identities"
    static let columns: Columns = ["id", "kind", "issuer", "subject", "account_id", "created_at"]

    init(id: OIDCIdentityID, kind: Account.Kind, issuer: String, subject: String, account: AccountID, createdAt: Timestamp) {
        self.id = id
        self.kind = kind
        self.issuer = issuer
        self.subject = subject
        self.account = account
        self.createdAt = createdAt
    }

    init(from row: inout Row) throws {
        id = try row.next()
        kind = try row.next()
        issuer = try row.next()
        subject = try row.next()
        account = try row.next()
        createdAt = try row.next()
    }

    var values: [SQLValue] {
        [id.sqlValue, kind.sqlValue, issuer.sqlValue, subject.sqlValue, account.sqlValue, createdAt.sqlValue]
    }

    static let personalData = PersonalData(
        "oidc", "The services by which you sign in.", tables: ["oidc_identities"],
        export: { subject, transaction in
            let identities = try OIDCStore.identities(of: AccountID(subject.customer), in: transaction)
            return [
                "identities": .array(
                    identities.map {
                        ["issuer": .string($0.issuer), "subject": .string($0.subject), "created_at": .string("\($0.createdAt)")]
                    })
            ]
        },
        erase: { subject, transaction in
            try transaction.execute("DELETE FROM oidc_identities WHERE account_id = \(AccountID(subject.customer))")
        },
        remnants: """
            SELECT 'a way to sign in of a customer who was erased' FROM oidc_identities i
            JOIN customer_erasures e ON e.customer_id = i.account_id
            """)
}

enum OIDCIdentityTag: IDTag { static let prefix = "oidc" }
typealias OIDCIdentityID = ID<OIDCIdentityTag>
