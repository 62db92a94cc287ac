import MartletCommerce
import MartletDatabase

/// What a request shows for the one thing that it is about: the thing's secret, or that its customer has signed in.
///
/// A store makes it part of its query, so that what belongs to somebody else is not found.
public enum Holder: Sendable, Hashable {
    /// It opens nothing: what operations get that are not for holders.
    case nobody
    /// The secret that came with a guest's thing.
    case secret(String)
    /// The customer who has signed in.
    case customer(CustomerID)
    /// A customer who has signed in and shows a secret as well. Either opens the thing.
    case both(secret: String, CustomerID)

    /// - Parameters:
    ///   - secret: What was shown, right or wrong; `nil` where nothing was.
    ///   - customer: Who has signed in.
    package init(secret: String?, customer: CustomerID?) {
        switch (secret, customer) {
        case (nil, nil): self = .nobody
        case (let secret?, nil): self = .secret(secret)
        case (nil, let customer?): self = .customer(customer)
        case (let secret?, let customer?): self = .both(secret: secret, customer)
        }
    }

    /// The secret that was shown, right or wrong.
    public var secret: String? {
        switch self {
        case .secret(let secret), .both(let secret, _): secret
        case .nobody, .customer: nil
        }
    }

    public var customer: CustomerID? {
        switch self {
        case .customer(let customer), .both(_, let customer): customer
        case .nobody, .secret: nil
        }
    }

    /// Whether a row belongs to the holder: a condition beside the one that finds the row by its identifier.
    ///
    /// - Parameters:
    ///   - digest: The column with the ``GuestSecret/digest(of:)`` of what opens the row, or null.
    ///   - owner: The column with the customer to whom the row belongs, or null.
    public func owns(digest: Column = "token_digest", owner: Column = "customer_id") -> SQL {
        switch self {
        case .nobody: "1 = 0"
        case .secret(let secret): digest == GuestSecret.digest(of: secret)
        case .customer(let customer): owner == customer
        case .both(let secret, let customer): "\(digest) = \(GuestSecret.digest(of: secret)) OR \(owner) = \(customer)"
        }
    }
}
