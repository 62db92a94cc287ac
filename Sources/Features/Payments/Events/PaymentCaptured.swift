import MartletCommerce
import MartletJSON
import MartletKernel

/// Money for an order has been taken.
public struct PaymentCaptured: Event {
    public static let name = "payments.payment_captured"
    public let payment: PaymentID
    public let order: OrderID
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
