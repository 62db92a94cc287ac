import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletIdentity
import MartletKernel

/// What staff do about customers.
struct CustomerAdministration: Sendable {
    let environment: Environment
    let accounts: Accounts
    let sessions: Sessions

    private var customers: Customers { Customers(environment: environment) }

    // MARK: Looking

    /// A customer with the groups that they are in.
    func customer(_ id: CustomerID, in transaction: ReadTransaction) throws -> GroupedCustomer {
        GroupedCustomer(
            customer: try customers.find(id, in: transaction), groups: try CustomerGroupStore.groups(of: [id], in: transaction)[id] ?? [])
    }

    /// Customers by page, in three queries however many they are.
    func list(_ keyset: Keyset, _ filter: CustomerFilter, in transaction: ReadTransaction) throws -> [GroupedCustomer] {
        let found = try customers.list(keyset, filter, in: transaction)
        let groups = try CustomerGroupStore.groups(of: found.map(\.id), in: transaction)
        return found.map { GroupedCustomer(customer: $0, groups: groups[$0.id] ?? []) }
    }

    // MARK: Changing

    /// Changes who a customer is.
    ///
    /// - Throws: ``CustomerError/accountGone``, ``CustomerError/bornInFuture``.
    func change(_ id: CustomerID, _ changes: ProfileChanges, in transaction: WriteTransaction) throws {
        _ = try customers.change(id, in: transaction, changes.apply)
    }

    /// Closes a customer's account: nobody signs in with it, and whoever is signed in is signed out. What they have ordered goes on.
    func deactivate(_ id: CustomerID, in transaction: WriteTransaction) throws {
        var account = try customers.find(id, in: transaction).account
        guard !account.isDisabled else { return }
        guard try accounts.disable(&account, in: transaction) else { throw IdentityError.changedMeanwhile }
    }

    /// Opens a closed account again.
    func reactivate(_ id: CustomerID, in transaction: WriteTransaction) throws {
        var account = try customers.find(id, in: transaction).account
        guard account.isDisabled else { return }
        guard try accounts.enable(&account, in: transaction) else { throw IdentityError.changedMeanwhile }
    }

    /// Signs a customer out everywhere. Returns how many sessions ended.
    func signOut(_ id: CustomerID, in transaction: WriteTransaction) throws -> Int {
        try sessions.endAll(of: try customers.find(id, in: transaction).account.id, in: transaction)
    }

    // MARK: Groups

    /// Puts a customer into these groups and takes them out of all others.
    ///
    /// - Throws: ``CustomerError/accountGone``, ``CustomerError/unknownGroup(_:)``.
    func set(_ groups: [CustomerGroupID], of id: CustomerID, in transaction: WriteTransaction) throws {
        _ = try customers.find(id, in: transaction)
        let wanted = Set(groups)
        let known = try CustomerGroupStore.find(wanted, in: transaction)
        if let unknown = groups.first(where: { !known.contains($0) }) { throw CustomerError.unknownGroup(unknown) }
        try CustomerGroupStore.set(wanted, of: id, in: transaction)
    }

    // MARK: Notes

    /// Writes something down about a customer.
    ///
    /// - Throws: ``CustomerError/accountGone``, ``CustomerError/tooManyNotes(maximum:)``.
    func note(_ text: String, about id: CustomerID, by author: String, in transaction: WriteTransaction) throws -> CustomerNote {
        _ = try customers.find(id, in: transaction)
        let maximum = CustomerNote.limit
        guard try CustomerNoteStore.count(about: id, in: transaction) < maximum else { throw CustomerError.tooManyNotes(maximum: maximum) }
        let note = CustomerNote(
            id: environment.identifiers.next(), customer: id, text: text, author: author, createdAt: environment.time.now)
        try transaction.insert(note)
        return note
    }

    /// Notes about a customer, the oldest first.
    func notes(about id: CustomerID, in transaction: ReadTransaction) throws -> [CustomerNote] {
        _ = try customers.find(id, in: transaction)
        return try CustomerNoteStore.list(about: id, in: transaction)
    }

    /// Removes a note.
    ///
    /// - Throws: ``CustomerError/noteNotFound``.
    func removeNote(_ note: CustomerNoteID, about id: CustomerID, in transaction: WriteTransaction) throws {
        _ = try customers.find(id, in: transaction)
        guard try CustomerNoteStore.remove(note, about: id, in: transaction) else { throw CustomerError.noteNotFound }
    }
}

/// A customer as staff see them.
struct GroupedCustomer {
    let customer: Customer
    /// By name.
    let groups: [CustomerGroup]
}
