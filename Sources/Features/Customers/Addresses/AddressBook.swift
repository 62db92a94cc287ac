import MartletCommerce
import MartletDatabase
import MartletIdentity
import MartletKernel

/// Customers' addresses.
struct AddressBook: Sendable {
    let environment: Environment
    /// How many addresses a customer has at most.
    let limit: Int

    /// An address of a customer's. In a transaction that writes, others who change the same customer's wait until it ends.
    ///
    /// - Throws: ``CustomerError/addressNotFound``.
    func find(_ id: AddressID, of customer: CustomerID, in transaction: ReadTransaction) throws -> SavedAddress {
        if let writing = transaction as? WriteTransaction { try lock(customer, in: writing) }
        guard let address = try AddressStore.find(id, of: customer, in: transaction) else { throw CustomerError.addressNotFound }
        return address
    }

    /// Adds an address. The first one is the default for everything.
    ///
    /// - Throws: ``CustomerError/tooManyAddresses(maximum:)``.
    func add(_ input: NewAddress, for customer: CustomerID, in transaction: WriteTransaction) throws -> SavedAddress {
        try lock(customer, in: transaction)
        let count = try AddressStore.count(of: customer, in: transaction)
        guard count < limit else { throw CustomerError.tooManyAddresses(maximum: limit) }
        let address = SavedAddress(
            id: environment.identifiers.next(), customer: customer, label: input.label, address: input.address,
            isDefaultShipping: input.isDefaultShipping ?? (count == 0), isDefaultBilling: input.isDefaultBilling ?? (count == 0),
            createdAt: environment.time.now)
        try AddressStore.clearDefaults(beside: address, in: transaction)
        try AddressStore.insert(address, in: transaction)
        return address
    }

    /// Changes an address.
    ///
    /// - Throws: ``CustomerError/addressNotFound``.
    func change(_ input: AddressChanges, of customer: CustomerID, in transaction: WriteTransaction) throws -> SavedAddress {
        var address = try find(input.id, of: customer, in: transaction)
        address.label = input.label.applied(to: address.label)
        address.address = input.address.applied(to: address.address)
        address.isDefaultShipping = input.isDefaultShipping.applied(to: address.isDefaultShipping)
        address.isDefaultBilling = input.isDefaultBilling.applied(to: address.isDefaultBilling)
        address.updatedAt = environment.time.now
        try AddressStore.clearDefaults(beside: address, in: transaction)
        try AddressStore.update(address, in: transaction)
        return address
    }

    /// Lets others who change the same customer's addresses wait.
    private func lock(_ customer: CustomerID, in transaction: WriteTransaction) throws {
        guard try AccountStore.lock(AccountID(customer), in: transaction) != nil else { throw CustomerError.accountGone }
    }
}
