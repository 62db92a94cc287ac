import MartletAPI
import MartletCommerce
import MartletJSON

/// A payment as staff see it.
public struct PaymentBody: ResponseBody {
    let payment: Payment

    public init(payment: Payment) { self.payment = payment }

    public static let schema = Schema.object(
        [
            ("id", .id(PaymentID.self)), ("order_id", .id(OrderID.self)), ("provider", .string(example: "manual-payments")),
            ("amount", .money),
            ("status", .choice(Payment.Status.allCases.map(\.rawValue))), ("authorized", .money), ("captured", .money),
            ("external_id", .string("The provider's own name for it.").nullable), ("failure", .string().nullable),
            ("created_at", .timestamp),
            ("updated_at", .timestamp),
        ], component: "Payment")

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", payment.id)
            json.field("order_id", payment.order)
            json.field("provider", payment.provider)
            json.field("amount", payment.amount)
            json.field("status", payment.status.rawValue)
            json.field("authorized", Money(payment.authorized, payment.amount.currency))
            json.field("captured", Money(payment.captured, payment.amount.currency))
            json.field("external_id", payment.external)
            json.field("failure", payment.failure)
            json.field("created_at", payment.createdAt)
            json.field("updated_at", payment.updatedAt)
        }
    }
}
