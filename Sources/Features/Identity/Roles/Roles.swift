import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletKernel

/// Makes roles and gives them to staff. What has changed holds from the commit on, in other processes within a second.
package struct Roles: Sendable {
    let environment: Environment
    let sessions: Sessions
    package let vocabulary: PermissionVocabulary
    let keys: KeyRing

    package func list(in transaction: ReadTransaction) throws -> [Role] { try RoleStore.list(in: transaction) }

    package func find(_ id: RoleID, in transaction: ReadTransaction) throws -> Role? { try RoleStore.find(id, in: transaction) }

    package func roles(of staff: StaffID, in transaction: ReadTransaction) throws -> [Role] {
        try RoleStore.roles(of: AccountID(staff), in: transaction)
    }

    /// Makes a role; `nil` when there is one of that name.
    ///
    /// - Throws: ``IdentityError`` for no permissions, or one that does not exist.
    package func create(name: String, permissions: Set<Permission>, in transaction: WriteTransaction) throws -> Role? {
        try vocabulary.check(permissions)
        let role = Role(id: environment.identifiers.next(), name: name, permissions: permissions, createdAt: environment.time.now)
        return try RoleStore.insert(role, in: transaction) ? role : nil
    }

    /// Changes a role of the shop's own. False when there is none, or when another one has the name.
    ///
    /// - Throws: ``IdentityError`` for no permissions, or one that does not exist.
    package func update(_ id: RoleID, name: String, permissions: Set<Permission>, in transaction: WriteTransaction) throws -> Bool {
        try vocabulary.check(permissions)
        guard try RoleStore.update(id, name: name, permissions: permissions, in: transaction) else { return false }
        try sessions.permissionsChanged(of: id, in: transaction)
        return true
    }

    /// Says whether whoever has a role, be it a built-in one, needs a second factor. False when there is no such role.
    package func set(needsSecondFactor: Bool, of id: RoleID, in transaction: WriteTransaction) throws -> Bool {
        if needsSecondFactor, !keys.canSeal { throw IdentityError.noEncryptionKey }
        guard try RoleStore.set(needsSecondFactor: needsSecondFactor, of: id, in: transaction) else { return false }
        try sessions.permissionsChanged(of: id, in: transaction)
        return true
    }

    /// Removes a role of the shop's own that nobody has, nor is invited to. False when there is none like that.
    package func remove(_ id: RoleID, in transaction: WriteTransaction) throws -> Bool { try RoleStore.remove(id, in: transaction) }

    /// Gives a role to everybody who has another one, which nobody has then.
    func move(from old: RoleID, to new: RoleID, in transaction: WriteTransaction) throws {
        for account in try RoleStore.move(from: old, to: new, in: transaction) {
            try sessions.permissionsChanged(of: account, in: transaction)
        }
    }

    /// Gives a role to a member of staff. False when they have it, or when there is no such role or member of staff.
    @discardableResult
    package func give(_ role: RoleID, to staff: StaffID, in transaction: WriteTransaction) throws -> Bool {
        guard try RoleStore.give(role, to: AccountID(staff), in: transaction) else { return false }
        try sessions.permissionsChanged(of: AccountID(staff), in: transaction)
        return true
    }

    /// Takes a role from a member of staff. False when they do not have it.
    @discardableResult
    package func take(_ role: RoleID, from staff: StaffID, in transaction: WriteTransaction) throws -> Bool {
        guard try RoleStore.take(role, from: AccountID(staff), in: transaction) else { return false }
        try sessions.permissionsChanged(of: AccountID(staff), in: transaction)
        return true
    }

    /// How many members of staff have a role and can sign in. In a transaction that writes it waits for others who ask the same,
    /// so that a shop can keep one owner.
    package func holders(of role: RoleID, in transaction: ReadTransaction) throws -> Int {
        try RoleStore.holders(of: role, in: transaction)
    }
}

extension SingleExtensionPoint where Value == Roles {
    package static var roles: Self { Self("roles", "the identity feature") }
}
