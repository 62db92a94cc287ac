import MartletCommerce
import MartletDatabase
import MartletIdentity
import MartletKernel

/// Finds customers, and changes who they are.
struct Customers: Sendable {
    let environment: Environment

    /// A customer. In a transaction that writes, others who change the same customer wait until it ends.
    ///
    /// - Throws: ``CustomerError/accountGone``.
    func find(_ id: CustomerID, in transaction: ReadTransaction) throws -> Customer {
        let account =
            if let writing = transaction as? WriteTransaction {
                try AccountStore.lock(AccountID(id), in: writing)
            } else {
                try AccountStore.find(AccountID(id), in: transaction)
            }
        guard let account, account.customer == id else { throw CustomerError.accountGone }
        let profile = try CustomerStore.profile(of: id, in: transaction) ?? CustomerProfile(of: id, at: account.createdAt)
        return Customer(account: account, profile: profile)
    }

    /// Customers by page, in two queries however many they are.
    func list(_ keyset: Keyset, _ filter: CustomerFilter, in transaction: ReadTransaction) throws -> [Customer] {
        let accounts = try AccountStore.page(.customer, matching: filter.conditions, keyset, in: transaction)
        let profiles = try CustomerStore.profiles(of: accounts.compactMap(\.customer), in: transaction)
        return accounts.compactMap { account in
            account.customer.map {
                Customer(account: account, profile: profiles[$0] ?? CustomerProfile(of: $0, at: account.createdAt))
            }
        }
    }

    /// Changes who a customer is.
    ///
    /// - Throws: ``CustomerError/bornInFuture``.
    func change(_ id: CustomerID, in transaction: WriteTransaction, _ body: (inout CustomerProfile) -> Void) throws -> Customer {
        var customer = try find(id, in: transaction)
        let now = environment.time.now
        body(&customer.profile)
        if let birthDate = customer.profile.birthDate, birthDate.isAfter(now) { throw CustomerError.bornInFuture }
        customer.profile.updatedAt = now
        try CustomerStore.save(customer.profile, in: transaction)
        return customer
    }
}
