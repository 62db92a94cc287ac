import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletJSON
import MartletKernel

/// The operations on invitations, as staff handle them.
struct InvitationRoutes {
    let invitations: Invitations
    private var staff: Staff { invitations.staff }

    var endpoints: [Endpoint] {
        [
            .read(
                .admin, "/staff/invitations", access: .permission(.staffRead), tag: "Staff",
                "Lists invitations that nobody has accepted.", input: ListInput<InvitationSort>.self
            ) { request, transaction in
                let list = request.input
                let now = request.now
                return list.page(try invitations.page(list.keyset, in: transaction), position: { [$0.invitation.id.sqlValue] }) {
                    InvitationBody(pending: $0, now: now)
                }
            },
            .write(
                .post, .admin, "/staff/invitations", access: .permission(.staffWrite), tag: "Staff",
                "Invites somebody to work in the shop, with roles that allow no more than the caller may do.", status: .created,
                input: NewInvitation.self, problems: [.staffExists, .alreadyInvited]
            ) { request, transaction in
                let (input, caller) = (request.input, request.caller)
                let authority = try staff.authority(of: caller, in: transaction)
                let pending = try invitations.invite(
                    input.email, to: input.roles, by: authority, named: try name(of: caller, in: transaction), in: transaction)
                let body = InvitationBody(pending: pending, now: request.now)
                try request.audit(.invitation, pending.invitation.id, after: body, in: transaction)
                return body
            },
            .write(
                .post, .admin, "/staff/invitations/{id}/resend", access: .permission(.staffWrite), tag: "Staff",
                "Sends an invitation again. The link that was sent before counts no more.", input: InvitationPath.self
            ) { request, transaction in
                let authority = try staff.authority(of: request.caller, in: transaction)
                let pending = try invitations.resend(request.input.id, by: authority, in: transaction)
                try request.audit(.invitation, request.input.id, in: transaction)
                return InvitationBody(pending: pending, now: request.now)
            },
            .write(
                .delete, .admin, "/staff/invitations/{id}", access: .permission(.staffWrite), tag: "Staff", "Revokes an invitation.",
                input: InvitationPath.self
            ) { request, transaction in
                let authority = try staff.authority(of: request.caller, in: transaction)
                let pending = try invitations.revoke(request.input.id, by: authority, in: transaction)
                let before = InvitationBody(pending: pending, now: request.now)
                try request.audit(.invitation, request.input.id, before: before, in: transaction)
                return NoContent()
            },
        ]
    }

    /// What the message says of who has invited somebody.
    private func name(of caller: Caller, in transaction: ReadTransaction) throws -> String {
        let name: String? =
            switch caller.identity {
            case .staff(let id, _): try AccountStore.find(AccountID(id), in: transaction)?.email.rawValue
            case .program(let id): try APIKeyStore.find(id, in: transaction)?.name
            case .guest, .customer: nil
            }
        return name ?? caller.name
    }
}

extension ResourceKind {
    public static let invitation = ResourceKind("invitation")
}

enum InvitationSort: String, ListSort {
    case newest
    static let list = "staff_invitations"
    static let standard = InvitationSort.newest
    var terms: [Keyset.Term] { [Keyset.Term("id", descending: true)] }
}

struct InvitationPath: RequestInput {
    let id: InvitationID
    init(from fields: inout Fields) { id = fields.path("id", .id()) }
}

struct NewInvitation: RequestInput {
    let email: EmailAddress
    let roles: [RoleID]

    init(from fields: inout Fields) {
        email = fields.body("email", .email)
        roles = fields.body("roles", .list(.id(), 1...20), "What they may do once they have accepted.")
    }
}

package struct InvitationBody: ResponseBody {
    private let pending: Invitations.Pending
    private let now: Timestamp

    package init(pending: Invitations.Pending, now: Timestamp) {
        self.pending = pending
        self.now = now
    }

    package static let schema = Schema.object(
        [
            ("id", .id(InvitationID.self)), ("email", .string(format: "email", example: "ada@example.com")),
            ("roles", .array(of: .object([("id", .id(RoleID.self)), ("name", .string(example: "support"))]))),
            ("status", .choice(["sending", "sent", "expired"])), ("invited_by", .string(example: "grace@example.com")),
            ("created_at", .timestamp),
            ("expires_at", Schema.timestamp.nullable.described("Until when the link counts; null until it is sent.")),
        ], component: "StaffInvitation")

    package func write(to json: inout JSONWriter) {
        let invitation = pending.invitation
        json.object { json in
            json.field("id", invitation.id)
            json.field("email", invitation.email.rawValue)
            json.key("roles")
            json.array { json in
                for role in pending.roles {
                    json.object { json in
                        json.field("id", role.id)
                        json.field("name", role.name)
                    }
                }
            }
            json.field("status", invitation.expiresAt.map { $0 > now ? "sent" : "expired" } ?? "sending")
            json.field("invited_by", invitation.invitedBy)
            json.field("created_at", invitation.createdAt)
            json.field("expires_at", invitation.expiresAt)
        }
    }
}
