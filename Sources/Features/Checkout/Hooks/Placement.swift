import MartletCarts
import MartletDatabase
import MartletKernel
import MartletOrders

/// An order that is about to be placed. A handler that throws a ``Refusal`` stops it, and nothing of it remains.
public struct Placement {
    public let cart: CartView
    public let order: Order
    public let lines: [OrderLine]
    public let transaction: WriteTransaction
}

extension Hook where Input == Placement, Output == Void {
    /// Runs in the transaction that prepares an order, before it takes any stock.
    public static var placement: Self { Self("checkout.placement") }
}
