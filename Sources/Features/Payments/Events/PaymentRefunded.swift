import MartletCommerce
import MartletJSON
import MartletKernel

/// Money of an order is on its way back to the shopper.
public struct PaymentRefunded: Event {
    public static let name = "payments.payment_refunded"
    public let payment: PaymentID
    public let order: OrderID
    /// What this refund gives back.
    public let amount: Money

    public init(payment: PaymentID, order: OrderID, amount: Money) {
        self.payment = payment
        self.order = order
        self.amount = amount
    }

    public var aggregate: String { "\(order)" }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("payment", payment)
            json.field("order", order)
            json.field("amount", amount)
        }
    }
}
