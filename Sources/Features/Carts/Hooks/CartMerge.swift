import MartletCommerce
import MartletDatabase
import MartletKernel

/// The cart of a guest who signs in as a customer who has one as well.
public struct CartMerge {
    public let customer: CustomerID
    /// What the customer has in their cart.
    public let own: [CartLine]
    /// What the guest brings, with prices in the currency of the customer's cart.
    public let brought: [CartLine]
    public let transaction: WriteTransaction
}

extension Hook where Input == CartMerge, Output == [VariantID: Int] {
    /// Says how many of each variant the customer is to have; what it does not name stays as the customer has it. Stock and the maximum
    /// of a line have the last word. The built-in behaviour adds both up.
    public static var cartMerge: Self { Self("carts.merge") }
}
