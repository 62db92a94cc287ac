import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletKernel

/// Somebody who can sign in: a customer, or a member of staff.
package struct Account: Record {
    package enum Kind: String, Sendable, CaseIterable, SQLConvertible {
        case customer, staff
    }

    package let id: AccountID
    package let kind: Kind
    /// As it was entered. Its canonical form is unique among accounts of a kind.
    package var email: EmailAddress
    package var emailVerifiedAt: Timestamp?
    /// In the form of E.164: `+4930123456`.
    package var phone: String?
    package var phoneVerifiedAt: Timestamp?
    /// The hash with its parameters, as text; `nil` for who has no password.
    package var passwordHash: String?
    /// What the one-time passwords of an authenticator are made of, as the second factor keeps it.
    package var totpSecret: [UInt8]?
    /// The last step whose password was used: none of an earlier one, nor the same again, counts.
    package var totpLastStep: Int?
    /// When the second factor was proved to work; before that it is not asked for.
    package var totpConfirmedAt: Timestamp?
    /// Since when nobody can sign in with it.
    package var disabledAt: Timestamp?
    package let createdAt: Timestamp
    package var updatedAt: Timestamp
    /// Grows with each change; who changes it says which one he has read.
    package var version: Int

    package static let table: Table = "accounts"
    package static let columns: Columns = [
        "id", "kind", "email", "email_canonical", "email_verified_at", "phone", "phone_verified_at", "password_hash", "totp_secret",
        "totp_last_step", "totp_confirmed_at", "disabled_at", "created_at", "updated_at", "version",
    ]

    package init(
        id: AccountID, kind: Kind, email: EmailAddress, emailVerifiedAt: Timestamp? = nil, phone: String? = nil,
        passwordHash: String? = nil, createdAt: Timestamp
    ) {
        self.id = id
        self.kind = kind
        self.email = email
        self.emailVerifiedAt = emailVerifiedAt
        self.phone = phone
        self.passwordHash = passwordHash
        self.createdAt = createdAt
        updatedAt = createdAt
        version = 1
    }

    package init(from row: inout Row) throws {
        id = try row.next()
        kind = try row.next()
        let address: String = try row.next()
        guard let email = EmailAddress(address) else { throw DatabaseError(.unreadable, "an account's email is no email address") }
        self.email = email
        row.skip()
        emailVerifiedAt = try row.next()
        phone = try row.next()
        phoneVerifiedAt = try row.next()
        passwordHash = try row.next()
        totpSecret = try row.next()
        totpLastStep = try row.next()
        totpConfirmedAt = try row.next()
        disabledAt = try row.next()
        createdAt = try row.next()
        updatedAt = try row.next()
        version = try row.next()
    }

    package var values: [SQLValue] {
        [
            id.sqlValue, kind.sqlValue, email.rawValue.sqlValue, email.canonical.sqlValue, emailVerifiedAt.sqlValue, phone.sqlValue,
            phoneVerifiedAt.sqlValue, passwordHash.sqlValue, totpSecret.sqlValue, totpLastStep.sqlValue, totpConfirmedAt.sqlValue,
            disabledAt.sqlValue, createdAt.sqlValue, updatedAt.sqlValue, version.sqlValue,
        ]
    }

    package var isDisabled: Bool { disabledAt != nil }

    /// The customer that it is; `nil` for staff.
    package var customer: CustomerID? { kind == .customer ? CustomerID(id.uuid) : nil }

    /// The member of staff that it is; `nil` for a customer.
    package var staff: StaffID? { kind == .staff ? StaffID(id.uuid) : nil }
}

extension ID where Tag == AccountTag {
    /// A customer's account. Both identifiers are the same number.
    package init(_ customer: CustomerID) { self.init(customer.uuid) }

    /// The account of a member of staff. Both identifiers are the same number.
    package init(_ staff: StaffID) { self.init(staff.uuid) }
}
