import MartletAPI
import MartletCommerce
import MartletJSON

/// A payment as staff see it.
public struct PaymentBody: ResponseBody {
    let payment: Payment

    public init(payment: Payment) { self.payment = payment }

    public static let fields: [(String, Schema)] = [
        ("id", .id(PaymentID.self)), ("order_id", .id(OrderID.self)), ("provider", .string(example: "manual-payments")),
        ("amount", .money), ("status", .choice(Payment.Status.allCases.map(\.rawValue))),
        ("authorized", Schema.money.described("What was promised in all.")), ("captured", Schema.money.described("What was taken in all.")),
        ("refunded", Schema.money.described("What was given back, or is on its way back.")),
        ("disputed", Schema.money.described("What the shopper's bank holds back.")),
        ("returning", .boolean("Whether all of it is given back, since there is no order for it.")),
        ("external_id", .string("The provider's own name for it.").nullable), ("failure", .string().nullable),
        ("created_at", .timestamp), ("updated_at", .timestamp),
    ]
    public static let schema = Schema.object(fields, component: "Payment")

    public func write(to json: inout JSONWriter) { json.object { writeFields(to: &$0) } }

    func writeFields(to json: inout JSONWriter) {
        let currency = payment.amount.currency
        json.field("id", payment.id)
        json.field("order_id", payment.order)
        json.field("provider", payment.provider)
        json.field("amount", payment.amount)
        json.field("status", payment.status.rawValue)
        json.field("authorized", Money(payment.authorized, currency))
        json.field("captured", Money(payment.captured, currency))
        json.field("refunded", Money(payment.refunded, currency))
        json.field("disputed", Money(payment.disputed, currency))
        json.field("returning", payment.isReturning)
        json.field("external_id", payment.external)
        json.field("failure", payment.failure)
        json.field("created_at", payment.createdAt)
        json.field("updated_at", payment.updatedAt)
    }
}

/// A payment with what its provider was asked to do.
struct PaymentDetailBody: ResponseBody {
    let payment: Payment
    let operations: [PaymentOperation]

    static let schema = Schema.object(
        PaymentBody.fields + [("operations", .array(of: PaymentOperationBody.schema, "What the provider was asked, oldest first."))],
        component: "PaymentDetail")

    func write(to json: inout JSONWriter) {
        json.object { json in
            PaymentBody(payment: payment).writeFields(to: &json)
            json.field("operations", operations.map { PaymentOperationBody(operation: $0, currency: payment.amount.currency) })
        }
    }
}

/// What a provider was asked to do with a payment.
struct PaymentOperationBody: ResponseBody {
    let operation: PaymentOperation
    let currency: Currency

    static let schema = Schema.object(
        [
            ("id", .id(PaymentOperationID.self)), ("kind", .choice(PaymentOperation.Kind.allCases.map(\.rawValue))), ("amount", .money),
            (
                "status",
                .choice(
                    PaymentOperation.Status.allCases.map(\.rawValue),
                    "Asked: nobody knows yet. Pending: the provider has taken the refund on.")
            ),
            ("reason", .choice(RefundReason.allCases.map(\.rawValue)).nullable), ("note", .string().nullable),
            ("external_id", .string("The provider's own name for it.").nullable), ("failure", .string().nullable),
            ("created_at", .timestamp), ("updated_at", .timestamp),
        ], component: "PaymentOperation")

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", operation.id)
            json.field("kind", operation.kind.rawValue)
            json.field("amount", Money(operation.amount, currency))
            json.field("status", operation.status.rawValue)
            json.field("reason", operation.reason?.rawValue)
            json.field("note", operation.note)
            json.field("external_id", operation.external)
            json.field("failure", operation.failure)
            json.field("created_at", operation.createdAt)
            json.field("updated_at", operation.updatedAt)
        }
    }
}
