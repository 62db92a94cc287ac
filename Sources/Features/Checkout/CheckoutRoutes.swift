import MartletAPI
import MartletCarts
import MartletCommerce
import MartletDatabase
import MartletInventory
import MartletJSON
import MartletOrders
import MartletPayments

/// How storefronts place orders.
struct CheckoutRoutes {
    let checkout: Checkout
    let carts: Carts
    let providers: PaymentProviders

    var endpoints: [Endpoint] {
        [
            .read(
                .store, "/carts/{id}/payment-methods", access: .holder(of: .cart), tag: "Checkout", "Lists the ways to pay for a cart.",
                input: PaymentMethodsInput.self
            ) { request, transaction in
                let view = try carts.view(request.input.cart, for: request.holder, in: transaction)
                return Page(data: providers.accepting(view.price.total).map { PaymentMethodBody(id: $0.id, name: $0.capabilities.title) })
            },
            .process(
                .post, .store, "/carts/{id}/complete", access: .holder(of: .cart), tag: "Checkout",
                "Places the order of a cart. Called again, it answers with the same order.", status: .created, input: CompleteInput.self,
                problems: [.cartIncomplete, .totalChanged, .soldOut, .cartClosed, .paymentDeclined, .refused]
            ) { request in
                let input = request.input
                let (view, secret) = try await checkout.complete(
                    input.cart, for: request.holder, provider: input.payment.provider, expectedTotal: input.expectedTotal)
                return PlacedOrderBody(order: OrderBody(view: view), secret: secret)
            },
        ]
    }
}

struct PaymentMethodsInput: RequestInput {
    let cart: CartID
    init(from fields: inout Fields) { cart = fields.path("id", .id()) }
}

struct CompleteInput: RequestInput {
    /// How the buyer pays.
    struct PaymentChoice: RequestInput {
        let provider: String

        init(from fields: inout Fields) {
            provider = fields.body("provider", .text(1...100, example: "manual-payments"), "One of the cart's payment methods.")
        }
    }

    let cart: CartID
    let payment: PaymentChoice
    let expectedTotal: Money?

    init(from fields: inout Fields) {
        cart = fields.path("id", .id())
        payment = fields.body("payment", .object())
        expectedTotal = fields.body(optional: "expected_total", .money, "What the buyer was shown; another total is refused.")
    }
}

struct PaymentMethodBody: ResponseBody {
    let id: String
    let name: String

    static let schema = Schema.object(
        [("id", .string("Give it as `payment.provider`.", example: "manual-payments")), ("name", .string(example: "Bank transfer"))],
        component: "PaymentMethod")

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
        }
    }
}

/// A placed order with the secret that opens it.
struct PlacedOrderBody: ResponseBody {
    let order: OrderBody
    let secret: GuestSecret?

    static let schema = Schema.object(
        OrderBody.fields + [
            (
                "token",
                Schema.string("The secret that opens the order: send it as Martlet-Order-Token. Null where only its customer may.").nullable
            )
        ])

    func write(to json: inout JSONWriter) {
        json.object { json in
            order.writeFields(to: &json)
            json.field("token", secret?.text)
        }
    }
}
