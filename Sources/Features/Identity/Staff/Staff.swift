import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletKernel

/// Who works in the shop: gives roles to members of staff, and closes and opens their accounts. A shop that has an owner keeps one.
package struct Staff: Sendable {
    let environment: Environment
    let accounts: Accounts
    let sessions: Sessions
    let roles: Roles

    /// A member of staff with their roles.
    package struct Member: Sendable {
        package let account: Account
        package let roles: [Role]
    }

    // MARK: Looking

    /// What a caller holds now, whatever they held when the request came in.
    package func authority(of caller: Caller, in transaction: ReadTransaction) throws -> Authority {
        switch caller.identity {
        case .staff(let id, _):
            let grants = try RoleStore.grants(of: AccountID(id), in: transaction)
            return Authority(holding: grants, among: roles.vocabulary)
        case .program: return Authority(permissions: caller.permissions, among: roles.vocabulary)
        case .guest, .customer: return Authority(permissions: [], among: roles.vocabulary)
        }
    }

    /// What somebody may do who sits at the shop's own machine.
    package var everything: Authority { Authority(holding: [.everything], among: roles.vocabulary) }

    func members(_ keyset: Keyset, in transaction: ReadTransaction) throws -> [Member] {
        let accounts = try StaffStore.list(keyset, in: transaction)
        let roles = try RoleStore.roles(of: accounts.map(\.id), in: transaction)
        return accounts.map { Member(account: $0, roles: roles[$0.id] ?? []) }
    }

    func member(_ id: StaffID, in transaction: ReadTransaction) throws -> Member {
        guard let account = try StaffStore.find(id, in: transaction) else { throw IdentityError.unknownStaff }
        return Member(account: account, roles: try RoleStore.roles(of: account.id, in: transaction))
    }

    /// Everybody who works in the shop, or has.
    package func everybody(in transaction: ReadTransaction) throws -> [Member] {
        try members(Keyset([Keyset.Term("id")], limit: 10_000), in: transaction)
    }

    // MARK: Changing

    /// Makes a member of staff who can sign in.
    ///
    /// - Parameter passwordHash: As the passwords of identity make it.
    package func create(
        _ email: EmailAddress, passwordHash: String, roles ids: [RoleID], by authority: Authority, in transaction: WriteTransaction
    ) throws -> Member {
        try StaffStore.lock(in: transaction)
        let wanted = try find(ids, in: transaction)
        try authority.check(wanted)
        let account = try accounts.create(
            .staff, email: email, emailVerifiedAt: environment.time.now, passwordHash: passwordHash, in: transaction)
        guard let account, let id = account.staff else { throw IdentityError.staffExists(email) }
        for role in wanted { try roles.give(role.id, to: id, in: transaction) }
        return try member(id, in: transaction)
    }

    /// Lets a member of staff have these roles and no others.
    package func set(_ ids: [RoleID], of id: StaffID, by authority: Authority, in transaction: WriteTransaction) throws {
        let member = try open(id, to: authority, in: transaction)
        let wanted = try find(ids, in: transaction)
        try authority.check(wanted)
        let (held, kept) = (Set(member.roles.map(\.id)), Set(wanted.map(\.id)))
        for role in held.subtracting(kept) { try roles.take(role, from: id, in: transaction) }
        for role in kept.subtracting(held) { try roles.give(role, to: id, in: transaction) }
        if held.contains(Role.owner), !kept.contains(Role.owner) { try keepOwner(in: transaction) }
    }

    /// Closes an account: nobody can sign in with it, and whoever is signed in is signed out.
    package func deactivate(_ id: StaffID, by authority: Authority, in transaction: WriteTransaction) throws {
        let member = try open(id, to: authority, in: transaction)
        var account = member.account
        guard !account.isDisabled else { return }
        guard try accounts.disable(&account, in: transaction) else { throw IdentityError.changedMeanwhile }
        if member.roles.contains(where: \.isOwner) { try keepOwner(in: transaction) }
    }

    /// Opens a closed account again, with the roles that it had.
    func reactivate(_ id: StaffID, by authority: Authority, in transaction: WriteTransaction) throws {
        var account = try open(id, to: authority, in: transaction).account
        guard account.isDisabled else { return }
        guard try accounts.enable(&account, in: transaction) else { throw IdentityError.changedMeanwhile }
    }

    /// Signs a member of staff out everywhere. Returns how many sessions ended.
    func endSessions(of id: StaffID, by authority: Authority, in transaction: WriteTransaction) throws -> Int {
        let member = try open(id, to: authority, in: transaction)
        return try sessions.endAll(of: member.account.id, in: transaction)
    }

    /// Gives somebody another password who has lost theirs, and signs them out everywhere.
    ///
    /// - Parameter withoutSecondFactor: Whether the second factor is taken away as well, for who has lost that.
    package func reset(
        _ email: EmailAddress, passwordHash: String, withoutSecondFactor: Bool, in transaction: WriteTransaction
    ) throws -> Member {
        try StaffStore.lock(in: transaction)
        guard let id = try AccountStore.find(.staff, email, in: transaction)?.staff,
            var account = try StaffStore.lock(id, in: transaction)
        else { throw IdentityError.unknownStaff }
        account.passwordHash = passwordHash
        if withoutSecondFactor {
            (account.totpSecret, account.totpLastStep, account.totpConfirmedAt) = (nil, nil, nil)
            try RecoveryCodeStore.replace([], of: account.id, at: environment.time.now, in: transaction)
        }
        guard try AccountStore.update(&account, at: environment.time.now, in: transaction) else { throw IdentityError.changedMeanwhile }
        try sessions.endAll(of: account.id, in: transaction)
        return try member(id, in: transaction)
    }

    /// A member of staff on whom somebody may act, who stays as they are until the transaction changes them.
    private func open(_ id: StaffID, to authority: Authority, in transaction: WriteTransaction) throws -> Member {
        try StaffStore.lock(in: transaction)
        guard let account = try StaffStore.lock(id, in: transaction) else { throw IdentityError.unknownStaff }
        let member = Member(account: account, roles: try RoleStore.roles(of: account.id, in: transaction))
        try authority.check(member.roles)
        return member
    }

    /// Throws when nobody is left who is an owner and can sign in.
    private func keepOwner(in transaction: WriteTransaction) throws {
        guard try RoleStore.holders(of: Role.owner, in: transaction) > 0 else { throw IdentityError.lastOwner }
    }

    package func role(named name: String, in transaction: ReadTransaction) throws -> Role? {
        try RoleStore.find(named: name, in: transaction)
    }

    package func roleNames(in transaction: ReadTransaction) throws -> [String] { try RoleStore.list(in: transaction).map(\.name) }

    func find(_ ids: [RoleID], in transaction: ReadTransaction) throws -> [Role] {
        try Set(ids).sorted { "\($0)" < "\($1)" }.map { id in
            guard let role = try roles.find(id, in: transaction) else { throw IdentityError.unknownRole(id) }
            return role
        }
    }
}

extension SingleExtensionPoint where Value == Staff {
    package static var staff: Self { Self("staff", "the identity feature") }
}
