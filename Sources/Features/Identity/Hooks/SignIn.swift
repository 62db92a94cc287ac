import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletKernel

/// A customer who signs in, in the transaction in which they do.
///
/// A handler takes over what belongs to the guest they were until now, notes that in ``carriedOver``, and goes on. What it throws keeps
/// them from signing in, and nothing is taken over.
public struct SignIn {
    package let account: Account
    public let customer: CustomerID
    /// The secrets that the request brings, right or wrong.
    public let guest: GuestSecrets
    public let transaction: WriteTransaction
    /// What was taken over so far.
    public var carriedOver: [CarriedOver] = []

    /// - Parameter account: A customer's; there is nothing to take over for staff, which this is `nil` for.
    package init?(_ account: Account, guest: GuestSecrets, in transaction: WriteTransaction) {
        guard let customer = account.customer else { return nil }
        self.account = account
        self.customer = customer
        self.guest = guest
        self.transaction = transaction
    }
}

extension Hook where Input == SignIn, Output == [CarriedOver] {
    /// Runs in the transaction that signs a customer in or registers them. Its built-in behaviour returns what was noted.
    public static var signIn: Self { Self("identity.sign_in") }
}
