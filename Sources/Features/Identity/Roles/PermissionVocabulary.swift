import MartletAPI

/// Every permission that there is, and which of them the built-in roles hold: what features have declared.
package struct PermissionVocabulary: Sendable {
    package let declarations: [PermissionDeclaration]
    package let all: Set<Permission>
    private let byRole: [BuiltInRole: Set<Permission>]

    package init(_ declarations: [PermissionDeclaration]) {
        self.declarations = declarations.sorted { $0.permission < $1.permission }
        all = Set(declarations.map(\.permission))
        byRole = Dictionary(
            uniqueKeysWithValues: BuiltInRole.allCases.map { role in
                (role, Set(declarations.filter { $0.roles.contains(role) }.map(\.permission)))
            })
    }

    /// What a role allows in this shop. Of a feature that is off there is nothing to allow.
    package func permissions(of grant: Role.Grant) -> Set<Permission> {
        switch grant {
        case .everything: all
        case .builtIn(let role): byRole[role] ?? []
        case .permissions(let permissions): permissions.intersection(all)
        }
    }

    /// What roles allow together.
    package func permissions(of grants: some Sequence<Role.Grant>) -> Set<Permission> {
        grants.reduce(into: []) { $0.formUnion(permissions(of: $1)) }
    }

    /// Throws ``IdentityError`` for no permissions, or one that does not exist.
    func check(_ permissions: Set<Permission>) throws {
        guard !permissions.isEmpty else { throw IdentityError.noPermissions }
        let unknown = permissions.subtracting(all)
        guard unknown.isEmpty else { throw IdentityError.unknownPermissions(unknown.sorted(), known: all.sorted()) }
    }
}
