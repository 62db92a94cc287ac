import MartletAPI
import MartletCatalog
import MartletCommerce
import MartletJSON

/// A cart as storefronts see it.
public struct CartBody: ResponseBody {
    let view: CartView

    public init(view: CartView) { self.view = view }

    static let lineSchema = Schema.object(
        [("id", .id(CartLineID.self))] + VariantSummary.schemaFields + [
            ("quantity", .integer(1...Int64.max, example: 2)),
            ("unit_price", Schema.money.nullable.described("Null when it cannot be bought any more: remove the line.")),
            ("subtotal", Schema.money.nullable), ("discount", Schema.money.nullable), ("tax", Schema.money.nullable),
            ("total", Schema.money.nullable), ("available", .integer(nil, "How many are left; null when stock is not counted.").nullable),
        ], component: "CartLine")

    private static let savedLineSchema = Schema.object(
        [("id", .id(CartLineID.self))] + VariantSummary.schemaFields + [
            ("quantity", .integer(1...Int64.max, example: 2)),
            ("unit_price", Schema.money.nullable.described("What it costs now; null when it cannot be bought any more.")),
            ("available", .integer(nil, "How many are left; null when stock is not counted.").nullable),
        ], component: "SavedLine")

    static let fields: [(String, Schema)] = [
        ("id", .id(CartID.self)), ("status", .choice(Cart.Status.allCases.map(\.rawValue))), ("currency", .string(example: "EUR")),
        ("email", .string(format: "email", example: "ada@example.com").nullable), ("shipping_address", Schema.address.nullable),
        ("billing_address", Schema.address.nullable),
        (
            "shipping_option",
            Schema.object([("id", .string()), ("name", .string()), ("price", .money)], component: "ShippingOption").nullable
        ),
        ("lines", .array(of: lineSchema)),
        ("saved_lines", .array(of: savedLineSchema, "What was put aside for later: it is neither priced nor ordered.")),
        ("subtotal", Schema.money.described("The lines before discounts.")),
        ("discount_total", .money), ("shipping_total", Schema.money.described("Before discounts.")), ("tax_total", .money),
        ("tax_included", Schema.money.described("The part of the tax that prices include.")),
        ("total", Schema.money.described("Subtotal + shipping − discounts + tax that is not included.")),
        ("weight", .integer(nil, "In grams.")), ("metadata", .anyObject("The store's own fields.")), ("created_at", .timestamp),
        ("expires_at", .timestamp),
    ]
    public static let schema = Schema.object(fields, component: "Cart")

    public func write(to json: inout JSONWriter) { json.object { writeFields(to: &$0) } }

    func writeFields(to json: inout JSONWriter) {
        let (cart, price) = (view.cart, view.price)
        json.field("id", cart.id)
        json.field("status", cart.status.rawValue)
        json.field("currency", cart.currency)
        json.field("email", cart.email)
        json.field("shipping_address", cart.shippingAddress)
        json.field("billing_address", cart.billingAddress)
        json.field("shipping_option", view.shipping.map(ShippingOptionBody.init))
        json.key("lines")
        json.array { json in for line in view.lines { write(line, to: &json) } }
        json.key("saved_lines")
        json.array { json in
            for line in view.savedLines {
                json.object { json in
                    writeCommon(line, to: &json)
                    writeAvailable(line, to: &json)
                }
            }
        }
        json.field("subtotal", price.subtotal)
        json.field("discount_total", price.discount)
        json.field("shipping_total", price.shipping)
        json.field("tax_total", price.tax)
        json.field("tax_included", price.taxIncluded)
        json.field("total", price.total)
        json.field("weight", view.weight)
        json.field("metadata", cart.metadata)
        json.field("created_at", cart.createdAt)
        json.field("expires_at", cart.expiresAt)
    }

    private func write(_ line: CartLine, to json: inout JSONWriter) {
        let priced = view.price.lines.first { $0.variant == line.variant }
        json.object { json in
            writeCommon(line, to: &json)
            json.field("subtotal", priced?.subtotal)
            json.field("discount", priced?.discount)
            json.field("tax", priced?.tax)
            json.field("total", priced?.total)
            writeAvailable(line, to: &json)
        }
    }

    private func writeCommon(_ line: CartLine, to json: inout JSONWriter) {
        json.field("id", line.id)
        line.summary.writeFields(to: &json)
        json.field("quantity", line.quantity)
        json.field("unit_price", line.unitPrice)
    }

    private func writeAvailable(_ line: CartLine, to json: inout JSONWriter) {
        json.field("available", line.availability.left)
    }
}

/// A new cart with the secret that opens it, which is not shown again.
struct NewCartBody: ResponseBody {
    let cart: CartBody
    let secret: GuestSecret?

    static let schema = Schema.object(
        CartBody.fields + [
            (
                "token",
                Schema.string("The secret that opens the cart: send it as Martlet-Cart-Token. Null for the cart of a customer.").nullable
            )
        ])

    func write(to json: inout JSONWriter) {
        json.object { json in
            cart.writeFields(to: &json)
            json.field("token", secret?.text)
        }
    }
}

/// A way to ship.
struct ShippingOptionBody: ResponseBody {
    let option: ShippingOption

    static let schema = Schema.object(
        [("id", .string(example: "flat-shipping")), ("name", .string(example: "Standard")), ("price", .money)], component: "ShippingOption")

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", option.id)
            json.field("name", option.name)
            json.field("price", option.price)
        }
    }
}
