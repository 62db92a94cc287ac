import MartletAPI

/// What somebody holds, and so may grant, and on whom they may act: nobody grants what they do not hold, and nobody changes, shuts out
/// or signs out somebody who holds more.
package struct Authority: Sendable {
    private let permissions: Set<Permission>
    /// Whether they hold the role of owners, which allows more than all permissions of today: also those that come later.
    private let isOwner: Bool
    private let vocabulary: PermissionVocabulary

    init(holding grants: some Sequence<Role.Grant>, among vocabulary: PermissionVocabulary) {
        permissions = vocabulary.permissions(of: grants)
        isOwner = grants.contains(.everything)
        self.vocabulary = vocabulary
    }

    init(permissions: Set<Permission>, among vocabulary: PermissionVocabulary) {
        self.permissions = permissions
        isOwner = false
        self.vocabulary = vocabulary
    }

    /// Throws ``IdentityError`` unless they hold all of it.
    func check(_ wanted: Set<Permission>) throws {
        let more = wanted.subtracting(permissions)
        guard more.isEmpty else { throw IdentityError.grantsMoreThanHeld(more.sorted()) }
    }

    /// Throws ``IdentityError`` unless they hold all that the roles allow: to grant them, or to act on somebody who has them.
    func check(_ roles: [Role]) throws {
        guard isOwner || !roles.contains(where: \.isOwner) else { throw IdentityError.ownersOnly }
        try check(vocabulary.permissions(of: roles.map(\.grant)))
    }
}
