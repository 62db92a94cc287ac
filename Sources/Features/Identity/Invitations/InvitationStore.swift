import MartletCommerce
import MartletDatabase
import MartletKernel

/// All SQL of invitations.
enum InvitationStore {
    /// Adds an invitation. False when somebody with the address is invited already.
    static func insert(_ invitation: Invitation, roles: [RoleID], in transaction: WriteTransaction) throws -> Bool {
        let inserted = try transaction.execute("\(SQL.insert(invitation)) ON CONFLICT (email_canonical) DO NOTHING")
        guard inserted == 1 else { return false }
        var rows = RowBatch("staff_invitation_roles", ["invitation_id", "role_id"])
        for role in roles { rows.append([invitation.id.sqlValue, role.sqlValue]) }
        try transaction.insert(rows)
        return true
    }

    static func page(_ keyset: Keyset, in transaction: ReadTransaction) throws -> [Invitation] {
        try transaction.all(Invitation.query.page(keyset))
    }

    static func find(_ id: InvitationID, in transaction: ReadTransaction) throws -> Invitation? {
        try transaction.find(Invitation.self, id)
    }

    /// The invitation whose link has this digest, while the link counts.
    static func find(digest: [UInt8], at now: Timestamp, in transaction: ReadTransaction) throws -> Invitation? {
        try transaction.first(Invitation.query.filter("digest = \(digest)").filter(("expires_at" as Column) > now))
    }

    /// The roles that somebody is invited to, of each of many invitations, in one query.
    static func roles(of invitations: [InvitationID], in transaction: ReadTransaction) throws -> [InvitationID: [Role]] {
        guard !invitations.isEmpty else { return [:] }
        let columns = Role.columns.names.map { SQL(column: $0, of: "r") }.joined(", ")
        return try transaction.grouped(
            """
            SELECT i.invitation_id, \(columns) FROM staff_invitation_roles i JOIN roles r ON r.id = i.role_id
            WHERE i.invitation_id IN (\(list: invitations)) ORDER BY r.name
            """, by: InvitationID.self
        ) { try Role(from: &$0) }
    }

    /// Makes a link count, in the place of the one that was sent before. `nil` when the invitation is gone.
    static func issue(_ digest: [UInt8], until expiry: Timestamp, for id: InvitationID, in transaction: WriteTransaction) throws
        -> Invitation?
    {
        let issued = try transaction.execute(
            "UPDATE staff_invitations SET digest = \(digest), expires_at = \(expiry) WHERE id = \(id)")
        return issued == 1 ? try find(id, in: transaction) : nil
    }

    /// Removes an invitation. False when it is gone: of many who follow a link at once, one has removed it.
    static func remove(_ id: InvitationID, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute("DELETE FROM staff_invitation_roles WHERE invitation_id = \(id)")
        return try transaction.execute("DELETE FROM staff_invitations WHERE id = \(id)") == 1
    }
}
