import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletJSON
import MartletKernel

/// The operations on members of staff.
struct StaffRoutes {
    let staff: Staff

    var endpoints: [Endpoint] {
        [
            .read(
                .admin, "/staff", access: .permission(.staffRead), tag: "Staff", "Lists members of staff.",
                input: ListInput<StaffSort>.self
            ) { request, transaction in
                let list = request.input
                return list.page(try staff.members(list.keyset, in: transaction), position: { [$0.account.id.sqlValue] }) {
                    StaffBody(member: $0)
                }
            },
            .read(
                .admin, "/staff/{id}", access: .permission(.staffRead), tag: "Staff",
                "Shows a member of staff, what they may do, and where they are signed in.", input: StaffPath.self
            ) { request, transaction in
                let member = try staff.member(request.input.id, in: transaction)
                return StaffDetailBody(
                    member: member, permissions: staff.roles.vocabulary.permissions(of: member.roles.map(\.grant)),
                    sessions: try staff.sessions.list(of: member.account.id, in: transaction))
            },
            .write(
                .put, .admin, "/staff/{id}/roles", access: .permission(.staffWrite), tag: "Staff",
                "Gives a member of staff these roles, and takes all others.", input: NewStaffRoles.self, problems: [.lastOwner]
            ) { request, transaction in
                try change(request, in: transaction) { try staff.set(request.input.roles, of: request.input.id, by: $0, in: transaction) }
            },
            .write(
                .post, .admin, "/staff/{id}/deactivate", access: .permission(.staffWrite), tag: "Staff",
                "Shuts a member of staff out, at once.", input: StaffPath.self, problems: [.lastOwner, .conflict]
            ) { request, transaction in
                try change(request, in: transaction) { try staff.deactivate(request.input.id, by: $0, in: transaction) }
            },
            .write(
                .post, .admin, "/staff/{id}/reactivate", access: .permission(.staffWrite), tag: "Staff",
                "Lets a member of staff in again, with the roles that they had.", input: StaffPath.self, problems: [.conflict]
            ) { request, transaction in
                try change(request, in: transaction) { try staff.reactivate(request.input.id, by: $0, in: transaction) }
            },
            .write(
                .post, .admin, "/staff/{id}/sign-out", access: .permission(.staffWrite), tag: "Staff",
                "Signs a member of staff out everywhere. They can sign in again.", input: StaffPath.self
            ) { request, transaction in
                let (id, authority) = (request.input.id, try staff.authority(of: request.caller, in: transaction))
                let ended = try staff.endSessions(of: id, by: authority, in: transaction)
                try request.audit(.staff, id, after: ["sessions_ended": .integer(Int64(ended))] as JSONValue, in: transaction)
                return StaffBody(member: try staff.member(id, in: transaction))
            },
        ]
    }

    /// Changes a member of staff with what the caller holds now, and writes down what has changed.
    private func change<Input: StaffInput>(
        _ request: Request<Input>, in transaction: WriteTransaction, _ body: (Authority) throws -> Void
    ) throws -> StaffBody {
        try StaffStore.lock(in: transaction)
        let id = request.input.id
        let before = StaffBody(member: try staff.member(id, in: transaction))
        try body(try staff.authority(of: request.caller, in: transaction))
        let after = StaffBody(member: try staff.member(id, in: transaction))
        try request.audit(.staff, id, before: before, after: after, in: transaction)
        return after
    }
}

enum StaffSort: String, ListSort {
    case newest
    static let list = "staff"
    static let standard = StaffSort.newest
    var terms: [Keyset.Term] { [Keyset.Term("id", descending: true)] }
}

/// What names a member of staff in its path.
protocol StaffInput: RequestInput {
    var id: StaffID { get }
}

struct StaffPath: StaffInput {
    let id: StaffID
    init(from fields: inout Fields) { id = fields.path("id", .id()) }
}

struct NewStaffRoles: StaffInput {
    let id: StaffID
    let roles: [RoleID]

    init(from fields: inout Fields) {
        id = fields.path("id", .id())
        roles = fields.body("roles", .list(.id(), 1...20), "All of them. Who is to have none is deactivated.")
    }
}
