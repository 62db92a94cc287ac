import MartletAPI
import MartletCommerce
import MartletJSON

struct NewCart: RequestInput {
    let currency: Currency?
    let email: EmailAddress?
    let metadata: JSONObject

    init(from fields: inout Fields) {
        currency = fields.body(optional: "currency", .currency, "The shop's own unless given.")
        email = fields.body(optional: "email", .email)
        metadata = fields.body(optional: "metadata", .anyObject()) ?? JSONObject()
    }
}

struct CartPath: RequestInput {
    let id: CartID
    init(from fields: inout Fields) { id = fields.path("id", .id()) }
}

struct NewLine: RequestInput {
    let cart: CartID
    let variant: VariantID
    let quantity: Int

    init(from fields: inout Fields) {
        cart = fields.path("id", .id())
        variant = fields.body("variant_id", .id())
        quantity = fields.body("quantity", .integer(1...9_999, example: 2), "How many more; the shop may allow fewer in a line.")
    }
}

struct LineChange: RequestInput {
    let cart: CartID
    let line: CartLineID
    let quantity: Int

    init(from fields: inout Fields) {
        cart = fields.path("id", .id())
        line = fields.path("line_id", .id())
        quantity = fields.body("quantity", .integer(1...9_999, example: 3), "How many in all.")
    }
}

struct LinePath: RequestInput {
    let cart: CartID
    let line: CartLineID

    init(from fields: inout Fields) {
        cart = fields.path("id", .id())
        line = fields.path("line_id", .id())
    }
}

struct CartContact: RequestInput {
    let cart: CartID
    let email: EmailAddress

    init(from fields: inout Fields) {
        cart = fields.path("id", .id())
        email = fields.body("email", .email)
    }
}

struct CartAddresses: RequestInput {
    let cart: CartID
    let shipping: Address
    let billing: Address?

    init(from fields: inout Fields) {
        cart = fields.path("id", .id())
        shipping = fields.body("shipping", .address)
        billing = fields.body(optional: "billing", .address, "The shipping address unless given.")
    }
}

struct ShippingChoice: RequestInput {
    let cart: CartID
    let option: String

    init(from fields: inout Fields) {
        cart = fields.path("id", .id())
        option = fields.body("id", .text(1...100, example: "flat-shipping"), "One of the cart's shipping options.")
    }
}
