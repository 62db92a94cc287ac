import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletJSON

/// The operations on roles and permissions.
struct RoleRoutes {
    let staff: Staff
    private var roles: Roles { staff.roles }

    var endpoints: [Endpoint] {
        [
            .read(
                .admin, "/permissions", access: .permission(.rolesRead), tag: "Roles",
                "Lists the permissions that roles and API keys can hold, and what each allows.", input: NoInput.self
            ) { _, _ in PermissionList(vocabulary: roles.vocabulary) },
            .read(
                .admin, "/roles", access: .permission(.rolesRead), tag: "Roles", "Lists roles, those first that every shop has.",
                input: ListInput<RoleSort>.self
            ) { request, transaction in
                let list = request.input
                let found = try RoleStore.page(list.keyset, in: transaction)
                let counts = try RoleStore.counts(of: found.map(\.id), in: transaction)
                return list.page(found, position: { [$0.id.sqlValue] }) { body($0, staff: counts[$0.id] ?? 0) }
            },
            .read(.admin, "/roles/{id}", access: .permission(.rolesRead), tag: "Roles", "Shows a role.", input: RolePath.self) {
                request, transaction in
                try body(request.input.id, in: transaction)
            },
            .write(
                .post, .admin, "/roles", access: .permission(.rolesWrite), tag: "Roles",
                "Makes a role. It allows no more than its maker may do.", status: .created, input: NewRole.self,
                problems: [.roleNameTaken]
            ) { request, transaction in
                let input = request.input
                try roles.vocabulary.check(input.permissions)
                try staff.authority(of: request.caller, in: transaction).check(input.permissions)
                guard let role = try roles.create(name: input.name, permissions: input.permissions, in: transaction) else {
                    throw IdentityError.roleNameTaken(input.name)
                }
                let body = body(role, staff: 0)
                try request.audit(.role, role.id, after: body, in: transaction)
                return body
            },
            .write(
                .patch, .admin, "/roles/{id}", access: .permission(.rolesWrite), tag: "Roles",
                "Changes a role, and with it what everybody may do who has it.", input: RoleChanges.self,
                problems: [.roleNameTaken, .builtInRole], current: { try body($0.input.id, in: $1) }
            ) { request, transaction in
                try change(request, in: transaction)
            },
            .write(
                .put, .admin, "/roles/{id}/second-factor", access: .permission(.rolesWrite), tag: "Roles",
                "Says whether whoever has a role may do nothing without a second factor.", input: RoleSecondFactor.self,
                problems: [.noEncryptionKey]
            ) { request, transaction in
                try StaffStore.lock(in: transaction)
                let (id, before) = (request.input.id, try body(request.input.id, in: transaction))
                try staff.authority(of: request.caller, in: transaction).check([before.role])
                guard try roles.set(needsSecondFactor: request.input.isNeeded, of: id, in: transaction) else {
                    throw Problem.notFound("role")
                }
                let after = try body(id, in: transaction)
                try request.audit(.role, id, before: before, after: after, in: transaction)
                return after
            },
            .write(
                .delete, .admin, "/roles/{id}", access: .permission(.rolesWrite), tag: "Roles",
                "Removes a role. Where somebody has it, the request says which role they get.", input: RoleRemoval.self,
                problems: [.roleInUse, .builtInRole]
            ) { request, transaction in
                try remove(request, in: transaction)
                return NoContent()
            },
        ]
    }

    private func change(_ request: Request<RoleChanges>, in transaction: WriteTransaction) throws -> RoleBody {
        try StaffStore.lock(in: transaction)
        let (input, before) = (request.input, try own(request.input.id, in: transaction))
        guard case .permissions(let held) = before.grant else { throw IdentityError.builtInRole(before.name) }
        let (name, permissions) = (input.name.applied(to: before.name), input.permissions.applied(to: held))
        // Those that it has of features that are off stay as they are.
        if let new = input.permissions.newValue { try roles.vocabulary.check(new) }
        let authority = try staff.authority(of: request.caller, in: transaction)
        try authority.check([before])
        try authority.check(roles.vocabulary.permissions(of: .permissions(permissions)))
        guard try roles.update(input.id, name: name, permissions: permissions, in: transaction) else {
            throw IdentityError.roleNameTaken(name)
        }
        let after = try body(input.id, in: transaction)
        try request.audit(.role, input.id, before: body(before, staff: after.staff), after: after, in: transaction)
        return after
    }

    private func remove(_ request: Request<RoleRemoval>, in transaction: WriteTransaction) throws {
        try StaffStore.lock(in: transaction)
        let (input, role) = (request.input, try own(request.input.id, in: transaction))
        let authority = try staff.authority(of: request.caller, in: transaction)
        try authority.check([role])
        let before = try body(role.id, in: transaction)
        if let successor = input.successor {
            guard successor != role.id, let new = try roles.find(successor, in: transaction) else {
                throw IdentityError.unknownSuccessor(successor)
            }
            try authority.check([new])
            try roles.move(from: role.id, to: new.id, in: transaction)
        }
        guard try roles.remove(role.id, in: transaction) else { throw IdentityError.roleInUse(role.name) }
        try request.audit(.role, role.id, before: before, in: transaction)
    }

    /// A role of the shop's own.
    private func own(_ id: RoleID, in transaction: ReadTransaction) throws -> Role {
        guard let role = try roles.find(id, in: transaction) else { throw Problem.notFound("role") }
        guard !role.isBuiltIn else { throw IdentityError.builtInRole(role.name) }
        return role
    }

    private func body(_ id: RoleID, in transaction: ReadTransaction) throws -> RoleBody {
        guard let role = try roles.find(id, in: transaction) else { throw Problem.notFound("role") }
        return body(role, staff: try RoleStore.counts(of: [id], in: transaction)[id] ?? 0)
    }

    private func body(_ role: Role, staff count: Int) -> RoleBody {
        RoleBody(role: role, permissions: roles.vocabulary.permissions(of: role.grant), staff: count)
    }
}

extension ResourceKind {
    public static let role = ResourceKind("role")
}
