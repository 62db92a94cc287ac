import MartletCommerce
import MartletDatabase

/// A customer of whom is asked what a shop keeps, and by what it is found.
public struct DataSubject: Sendable, Hashable {
    public let customer: CustomerID
    public let email: EmailAddress
    /// Whether the address was proved to be theirs. What guests did with it is theirs only then.
    public let isEmailVerified: Bool
    /// In the form of E.164.
    public let phone: String?

    public init(customer: CustomerID, email: EmailAddress, isEmailVerified: Bool, phone: String?) {
        self.customer = customer
        self.email = email
        self.isEmailVerified = isEmailVerified
        self.phone = phone
    }

    /// Whether a row is the customer's: they own it, or it is a guest's and has their address.
    ///
    /// - Parameters:
    ///   - owner: The column with the customer; null for a guest's.
    ///   - email: The column with an address, as it was entered.
    public func owns(owner: Column = "customer_id", email column: Column = "email") -> SQL {
        guard isEmailVerified else { return owner == customer }
        // A shopper's address comes in the way the account has it, or in lowercase.
        return "(\(owner) = \(customer) OR (\(owner) IS NULL AND (\(column) = \(email.rawValue) OR \(column) = \(email.canonical))))"
    }
}

extension EmailAddress {
    /// What stands in the place of the address of somebody who was erased, where there has to be one. It leads nowhere (RFC 2606).
    public static let erased = EmailAddress("erased@customer.invalid")!  // a valid address
}
