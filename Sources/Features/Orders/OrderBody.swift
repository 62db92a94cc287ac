import MartletAPI
import MartletCommerce
import MartletJSON
import MartletPayments

/// An order as its buyer sees it.
public struct OrderBody: ResponseBody {
    let view: OrderView

    public init(view: OrderView) { self.view = view }

    private static let lineSchema = Schema.object(
        [
            ("id", .id(OrderLineID.self)), ("variant_id", .id(VariantID.self)), ("product_id", .id(ProductID.self)),
            ("title", .string(example: "Ocean Blue Shirt")), ("variant_title", .string(example: "M")), ("sku", .string().nullable),
            ("quantity", .integer(1...Int64.max, example: 2)), ("unit_price", .money), ("subtotal", .money), ("discount", .money),
            ("tax_rate", .string("In percent.", example: "19")), ("tax", .money),
            ("tax_included", .boolean("Whether the price includes the tax.")),
            ("total", .money),
        ], component: "OrderLine")

    public static let fields: [(String, Schema)] = [
        ("id", .id(OrderID.self)), ("number", .string(example: "K7M2X9QT4B")),
        ("status", .choice(OrderView.ShopperStatus.allCases.map(\.rawValue))),
        ("payment_status", .choice(OrderView.PaymentStatus.allCases.map(\.rawValue))),
        ("email", .string(format: "email", example: "ada@example.com")),
        ("currency", .string(example: "EUR")), ("lines", .array(of: lineSchema)), ("subtotal", .money), ("discount_total", .money),
        ("shipping_total", .money), ("tax_total", .money),
        ("tax_included", Schema.money.described("The part of the tax that prices include.")),
        ("total", Schema.money.described("Subtotal + shipping − discounts + tax that is not included.")),
        ("shipping_address", Schema.address.nullable), ("billing_address", Schema.address.nullable),
        ("shipping_option", Schema.object([("id", .string()), ("name", .string())]).nullable),
        (
            "payments",
            .array(
                of: .object([
                    ("id", .id(PaymentID.self)), ("provider", .string(example: "manual-payments")),
                    ("status", .choice(Payment.Status.allCases.map(\.rawValue))),
                    ("amount", .money), ("refunded", .money),
                ]))
        ),
        ("created_at", .timestamp), ("placed_at", Schema.timestamp.nullable),
    ]
    public static let schema = Schema.object(fields, component: "Order")

    public func write(to json: inout JSONWriter) { json.object { writeFields(to: &$0) } }

    public func writeFields(to json: inout JSONWriter) {
        writeFields(to: &json, payments: view.payments.map(PaymentSummary.init))
    }

    func writeFields(to json: inout JSONWriter, payments: [some JSONWritable]) {
        let order = view.order
        json.field("id", order.id)
        json.field("number", order.number)
        json.field("status", view.shopperStatus.rawValue)
        json.field("payment_status", view.paymentStatus.rawValue)
        json.field("email", order.email)
        json.field("currency", order.currency)
        json.key("lines")
        json.array { json in for line in view.lines { write(line, to: &json) } }
        json.field("subtotal", order.subtotal)
        json.field("discount_total", order.discount)
        json.field("shipping_total", order.shipping)
        json.field("tax_total", order.tax)
        json.field("tax_included", order.taxIncluded)
        json.field("total", order.total)
        json.field("shipping_address", order.shippingAddress)
        json.field("billing_address", order.billingAddress)
        json.key("shipping_option")
        if let id = order.shippingOption {
            json.object { json in
                json.field("id", id)
                json.field("name", order.shippingName ?? "")
            }
        } else {
            json.null()
        }
        json.field("payments", payments)
        json.field("created_at", order.createdAt)
        json.field("placed_at", order.placedAt)
    }

    private func write(_ line: OrderLine, to json: inout JSONWriter) {
        let currency = view.order.currency
        json.object { json in
            json.field("id", line.id)
            json.field("variant_id", line.variant)
            json.field("product_id", line.product)
            json.field("title", line.title)
            json.field("variant_title", line.variantTitle)
            json.field("sku", line.sku)
            json.field("quantity", line.quantity)
            json.field("unit_price", Money(line.unitPrice, currency))
            json.field("subtotal", Money(line.subtotal, currency))
            json.field("discount", Money(line.discount, currency))
            json.field("tax_rate", Rate(millionths: line.taxRate).description)
            json.field("tax", Money(line.tax, currency))
            json.field("tax_included", line.isTaxIncluded)
            json.field("total", Money(line.total, currency))
        }
    }
}

/// A payment as the buyer sees it.
private struct PaymentSummary: JSONWritable {
    let payment: Payment

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", payment.id)
            json.field("provider", payment.provider)
            json.field("status", payment.status.rawValue)
            json.field("amount", payment.amount)
            json.field("refunded", Money(payment.refunded, payment.amount.currency))
        }
    }
}

/// An order as staff see it.
struct AdminOrderBody: ResponseBody {
    let view: OrderView

    static let schema = Schema.object(
        OrderBody.fields.filter { $0.0 != "payments" } + [
            ("state", .choice(Order.Status.allCases.map(\.rawValue), "The order's own state.")),
            ("customer_id", Schema.id(CustomerID.self).nullable.described("Null for a guest's.")),
            ("payments", .array(of: PaymentBody.schema)),
        ], component: "AdminOrder")

    func write(to json: inout JSONWriter) {
        json.object { json in
            OrderBody(view: view).writeFields(to: &json, payments: view.payments.map(PaymentBody.init))
            json.field("state", view.order.status.rawValue)
            json.field("customer_id", view.order.customer)
        }
    }
}
