import MartletCommerce
import MartletJSON
import MartletKernel

/// A shopper's bank has something against a payment, or has decided about it.
public struct PaymentDisputed: Event {
    public static let name = "payments.payment_disputed"
    public let payment: PaymentID
    public let order: OrderID
    public let amount: Money
    public let status: DisputeReport.Status
    /// Until when the shop may answer.
    public let respondBy: Timestamp?

    public init(payment: PaymentID, order: OrderID, amount: Money, status: DisputeReport.Status, respondBy: Timestamp?) {
        self.payment = payment
        self.order = order
        self.amount = amount
        self.status = status
        self.respondBy = respondBy
    }

    public var aggregate: String { "\(order)" }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("payment", payment)
            json.field("order", order)
            json.field("amount", amount)
            json.field("status", status.rawValue)
            json.field("respond_by", respondBy)
        }
    }
}
