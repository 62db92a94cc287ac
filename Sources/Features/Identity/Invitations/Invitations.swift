import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletKernel

/// Asks people to work in the shop, and lets them in.
package struct Invitations: Sendable {
    let environment: Environment
    let staff: Staff
    let jobs: JobQueue
    /// How long a link counts.
    let lifetime: Duration

    /// An invitation with the roles that it is to.
    package struct Pending: Sendable {
        package let invitation: Invitation
        package let roles: [Role]
    }

    /// What the job of an invitation is called. Its payload is the invitation's identifier; the job makes the link, so that the
    /// database never holds one.
    static let job = "identity.staff_invitation"

    // MARK: Looking

    func page(_ keyset: Keyset, in transaction: ReadTransaction) throws -> [Pending] {
        let found = try InvitationStore.page(keyset, in: transaction)
        let roles = try InvitationStore.roles(of: found.map(\.id), in: transaction)
        return found.map { Pending(invitation: $0, roles: roles[$0.id] ?? []) }
    }

    func find(_ id: InvitationID, in transaction: ReadTransaction) throws -> Pending {
        guard let invitation = try InvitationStore.find(id, in: transaction) else { throw IdentityError.unknownInvitation }
        return Pending(invitation: invitation, roles: try InvitationStore.roles(of: [id], in: transaction)[id] ?? [])
    }

    // MARK: Inviting

    /// Invites somebody to roles, and has the link sent.
    func invite(
        _ email: EmailAddress, to ids: [RoleID], by authority: Authority, named name: String, in transaction: WriteTransaction
    ) throws -> Pending {
        let pending = try add(email, to: ids, by: authority, named: name, in: transaction)
        try send(pending.invitation.id, in: transaction)
        return pending
    }

    /// Invites somebody to roles, and returns what the link has, for whoever hands it over themselves.
    package func inviteInPerson(
        _ email: EmailAddress, to ids: [RoleID], by authority: Authority, named name: String, in transaction: WriteTransaction
    ) throws -> (Pending, token: GuestSecret) {
        let pending = try add(email, to: ids, by: authority, named: name, in: transaction)
        guard let issued = try issue(pending.invitation.id, in: transaction) else { throw IdentityError.unknownInvitation }
        return (Pending(invitation: issued.invitation, roles: pending.roles), issued.token)
    }

    private func add(
        _ email: EmailAddress, to ids: [RoleID], by authority: Authority, named name: String, in transaction: WriteTransaction
    ) throws -> Pending {
        try StaffStore.lock(in: transaction)
        let roles = try staff.find(ids, in: transaction)
        try authority.check(roles)
        guard try AccountStore.find(.staff, email, in: transaction) == nil else { throw IdentityError.staffExists(email) }
        let invitation = Invitation(
            id: environment.identifiers.next(), email: email, invitedBy: name, createdAt: environment.time.now)
        guard try InvitationStore.insert(invitation, roles: roles.map(\.id), in: transaction) else {
            throw IdentityError.alreadyInvited(email)
        }
        return Pending(invitation: invitation, roles: roles)
    }

    /// Has another link sent; the one before counts no more.
    func resend(_ id: InvitationID, by authority: Authority, in transaction: WriteTransaction) throws -> Pending {
        let pending = try open(id, to: authority, in: transaction)
        try send(id, in: transaction)
        return pending
    }

    func revoke(_ id: InvitationID, by authority: Authority, in transaction: WriteTransaction) throws -> Pending {
        let pending = try open(id, to: authority, in: transaction)
        _ = try InvitationStore.remove(id, in: transaction)
        return pending
    }

    private func open(_ id: InvitationID, to authority: Authority, in transaction: WriteTransaction) throws -> Pending {
        try StaffStore.lock(in: transaction)
        let pending = try find(id, in: transaction)
        try authority.check(pending.roles)
        return pending
    }

    private func send(_ id: InvitationID, in transaction: WriteTransaction) throws {
        try jobs.enqueue(Invitations.job, payload: Array("\(id)".utf8), uniqueKey: "\(Invitations.job) \(id)", in: transaction)
    }

    /// Makes a link count, in the place of the one before; `nil` when the invitation is gone.
    func issue(_ id: InvitationID, in transaction: WriteTransaction) throws -> (invitation: Invitation, token: GuestSecret)? {
        let token = GuestSecret(bytes: environment.random.bytes(32))
        let expiry = environment.time.now + lifetime
        return try InvitationStore.issue(token.digest, until: expiry, for: id, in: transaction).map { ($0, token) }
    }

    // MARK: Accepting

    /// The address that a link was sent to, while it counts.
    func email(of token: String, in transaction: ReadTransaction) throws -> EmailAddress {
        try counting(token, in: transaction).email
    }

    /// Makes the account of somebody who has followed a link, with the roles that they were invited to.
    package func accept(_ token: String, passwordHash: String, in transaction: WriteTransaction) throws -> Staff.Member {
        try StaffStore.lock(in: transaction)
        let invitation = try counting(token, in: transaction)
        let roles = try InvitationStore.roles(of: [invitation.id], in: transaction)[invitation.id] ?? []
        guard try InvitationStore.remove(invitation.id, in: transaction) else { throw IdentityError.invitationEnded }
        // Whoever has invited them held all of it.
        return try staff.create(
            invitation.email, passwordHash: passwordHash, roles: roles.map(\.id), by: staff.everything, in: transaction)
    }

    private func counting(_ token: String, in transaction: ReadTransaction) throws -> Invitation {
        let found = try InvitationStore.find(digest: GuestSecret.digest(of: token), at: environment.time.now, in: transaction)
        guard let found else { throw IdentityError.invitationEnded }
        return found
    }
}

extension SingleExtensionPoint where Value == Invitations {
    package static var invitations: Self { Self("invitations", "the identity feature") }
}
