import MartletCommerce
import MartletDatabase
import MartletKernel

/// What identifiers of an invitation have in common.
package enum InvitationTag: IDTag { package static let prefix = "invite" }
/// The identifier of an invitation: `invite_…`.
package typealias InvitationID = ID<InvitationTag>

/// That somebody is asked to work in the shop. It is gone once they do, or once it is revoked: an account comes to be only when the
/// link is followed that was sent to the address.
package struct Invitation: Record {
    package let id: InvitationID
    package let email: EmailAddress
    /// Who has invited them: an address, or "command line".
    package let invitedBy: String
    package let createdAt: Timestamp
    /// Until when the link counts that was sent last; `nil` until one was made.
    package let expiresAt: Timestamp?

    package static let table: Table = "staff_invitations"
    package static let columns: Columns = ["id", "email", "email_canonical", "invited_by", "created_at", "expires_at"]

    init(id: InvitationID, email: EmailAddress, invitedBy: String, createdAt: Timestamp) {
        self.id = id
        self.email = email
        self.invitedBy = invitedBy
        self.createdAt = createdAt
        expiresAt = nil
    }

    package init(from row: inout Row) throws {
        id = try row.next()
        let address: String = try row.next()
        guard let email = EmailAddress(address) else { throw DatabaseError(.unreadable, "an invitation's email is no email address") }
        self.email = email
        row.skip()
        invitedBy = try row.next()
        createdAt = try row.next()
        expiresAt = try row.next()
    }

    package var values: [SQLValue] {
        [
            id.sqlValue, email.rawValue.sqlValue, email.canonical.sqlValue, invitedBy.sqlValue, createdAt.sqlValue, expiresAt.sqlValue,
        ]
    }
}
