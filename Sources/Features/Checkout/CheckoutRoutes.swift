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
                return Page(data: providers.accepting(view.price.total).map(PaymentMethodBody.init))
            },
            .process(
                .post, .store, "/carts/{id}/complete", access: .holder(of: .cart), tag: "Checkout",
                "Places the order of a cart. Called again, it answers with the same order.", status: .created, input: CompleteInput.self,
                problems: [.cartIncomplete, .totalChanged, .soldOut, .cartClosed, .paymentDeclined, .refused, .methodNotSaved]
            ) { request in
                let input = request.input
                do {
                    return PlacedOrderBody(
                        progress: try await checkout.complete(
                            input.cart, for: request.holder, paying: input.payment.choice, expectedTotal: input.expectedTotal))
                } catch CheckoutError.providerNotOffered(let provider) {
                    throw CheckoutError.notOffered(provider, at: JSONPointer().appending("payment").appending("provider"))
                }
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
        let choice: Checkout.PaymentChoice
        init(from fields: inout Fields) { choice = Checkout.PaymentChoice(from: &fields) }
    }

    let cart: CartID
    let payment: PaymentChoice
    let expectedTotal: Money?

    init(from fields: inout Fields) {
        cart = fields.path("id", .id())
        payment = fields.body("payment", .object())
        expectedTotal = fields.body(
            optional: "expected_total", .money, "What the buyer was shown; another total is refused.", isInExamples: false)
    }
}

struct PaymentMethodBody: ResponseBody {
    let id: String
    let capabilities: PaymentCapabilities

    static let schema = Schema.object(
        [
            ("id", .string("Give it as `payment.provider`.", example: "manual-payments")), ("name", .string(example: "Bank transfer")),
            (
                "confirmation",
                .choice(
                    PaymentCapabilities.Confirmation.allCases.map(\.rawValue),
                    "Where the buyer agrees: nowhere, by the provider's code in the buyer's page, or at a page of the provider's.")
            ),
        ], component: "PaymentMethod")

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", capabilities.title)
            json.field("confirmation", capabilities.confirmation.rawValue)
        }
    }
}

/// A placed order with the secret that opens it.
struct PlacedOrderBody: ResponseBody {
    let progress: Checkout.Progress

    static let schema = Schema.object(
        OrderBody.fields + [
            (
                "token",
                Schema.string("The secret that opens the order: send it as Martlet-Order-Token. Null where only its customer may.").nullable
            ),
            ("payment_session", PaymentSessionBody.schema.nullable.described("The payment, while the buyer has something to do for it.")),
        ])

    func write(to json: inout JSONWriter) {
        json.object { json in
            OrderBody(view: progress.view).writeFields(to: &json)
            json.field("token", progress.secret?.text)
            json.field("payment_session", progress.payment?.status == .requiresAction ? PaymentSessionBody(progress) : nil)
        }
    }
}
