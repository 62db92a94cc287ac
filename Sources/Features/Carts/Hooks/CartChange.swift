import MartletDatabase
import MartletKernel

/// A cart after a change and before the commit. A handler that throws a ``Refusal`` undoes the change.
///
/// A handler refuses before it writes: where a guest's cart comes along at sign-in, a refusal leaves both carts as they were, and the
/// transaction goes on to sign the customer in.
public struct CartChange {
    public let cart: CartView
    public let transaction: WriteTransaction
}

extension Hook where Input == CartChange, Output == Void {
    /// Runs whenever a cart has changed, inside the transaction.
    public static var cartChange: Self { Self("carts.change") }
}
