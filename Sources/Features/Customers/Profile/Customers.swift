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
