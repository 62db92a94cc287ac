import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletJSON
import MartletPayments

/// How storefronts pay in more than one call.
struct PaymentSessionRoutes {
    let checkout: Checkout

    var endpoints: [Endpoint] {
        [
            .process(
                .post, .store, "/carts/{id}/payment-sessions", access: .holder(of: .cart), tag: "Checkout",
                "Begins to pay for a cart: its order is prepared, and is placed as soon as the money is promised.", status: .created,
                input: SessionInput.self,
                problems: [.cartIncomplete, .totalChanged, .soldOut, .cartClosed, .paymentDeclined, .refused, .methodNotSaved]
            ) { request in
                let input = request.input
                return PaymentSessionBody(
                    try await checkout.complete(
                        input.cart, for: request.holder, paying: input.choice, expectedTotal: input.expectedTotal))
            },
            .read(
                .store, "/payment-sessions/{id}", access: .holder(of: .cart), tag: "Checkout", "Shows how far a payment has come.",
                input: SessionPath.self
            ) { request, transaction in
                PaymentSessionBody(try checkout.session(request.input.id, for: request.holder, in: transaction))
            },
            .process(
                .post, .store, "/payment-sessions/{id}/confirm", access: .holder(of: .cart), tag: "Checkout",
                "Goes on with a payment when the buyer has done what it asked for. Called again, it answers with how it has ended.",
                input: ConfirmInput.self, problems: [.paymentDeclined, .paymentUnknown]
            ) { request in
                let input = request.input
                return PaymentSessionBody(
                    try await checkout.confirm(input.id, for: request.holder, data: input.data, returnURL: input.returnURL))
            },
            .process(
                .delete, .store, "/payment-sessions/{id}", access: .holder(of: .cart), tag: "Checkout",
                "Gives a payment up that was begun. The cart is open again, unless another payment of its order goes on.",
                input: SessionPath.self, problems: [.paymentUnknown]
            ) { request in
                PaymentSessionBody(try await checkout.cancel(request.input.id, for: request.holder))
            },
        ]
    }
}

struct SessionPath: RequestInput {
    let id: PaymentID
    init(from fields: inout Fields) { id = fields.path("id", .id()) }
}

struct SessionInput: RequestInput {
    let cart: CartID
    let choice: Checkout.PaymentChoice
    let expectedTotal: Money?

    init(from fields: inout Fields) {
        cart = fields.path("id", .id())
        let amount = fields.body(
            optional: "amount", .money, "A part of the total, where several payments make it up; all that is left unless given.",
            isInExamples: false)
        choice = Checkout.PaymentChoice(from: &fields, amount: amount)
        expectedTotal = fields.body(
            optional: "expected_total", .money, "What the buyer was shown; another total is refused.", isInExamples: false)
    }
}

struct ConfirmInput: RequestInput {
    let id: PaymentID
    let data: [String: String]
    let returnURL: String?

    init(from fields: inout Fields) {
        id = fields.path("id", .id())
        data = fields.providerData()
        returnURL = fields.returnURL()
    }
}

extension Checkout.PaymentChoice {
    /// How a buyer pays, as requests say it.
    init(from fields: inout Fields, amount: Money? = nil) {
        self.init(
            provider: fields.body("provider", .text(1...100, example: "manual-payments"), "One of the cart's payment methods."),
            amount: amount, data: fields.providerData(), returnURL: fields.returnURL(),
            method: fields.body(optional: "payment_method", .id(), "One of the customer's saved ways to pay.", isInExamples: false),
            saves: fields.body(
                optional: "save", .boolean, "Whether the customer's way to pay is saved when the payment comes about.",
                isInExamples: false) ?? false)
    }
}

/// How far a payment has come.
struct PaymentSessionBody: ResponseBody {
    let progress: Checkout.Progress

    init(_ progress: Checkout.Progress) { self.progress = progress }

    static let schema = Schema.object(
        [
            ("id", .id(PaymentID.self)), ("provider", .string(example: "manual-payments")), ("amount", .money),
            ("status", .choice(Payment.Status.allCases.map(\.rawValue))),
            (
                "action",
                ActionBody.schema.nullable.described("What the buyer has to do, while `status` is `requires_action`.")
            ),
            ("failure", .string("Why it failed, in the buyer's words.").nullable),
            (
                "order",
                Schema.object([
                    ("id", .id(OrderID.self)), ("number", .string(example: "K7M2X9QT4B")),
                    ("placed", .boolean("Whether the order is placed: then all of it is paid or promised.")), ("total", .money),
                    ("token", .string("The secret that opens the order: send it as Martlet-Order-Token.").nullable),
                ])
            ),
        ], component: "PaymentSession")

    func write(to json: inout JSONWriter) {
        let order = progress.view.order
        json.object { json in
            json.field("id", progress.payment?.id)
            json.field("provider", progress.payment?.provider)
            json.field("amount", progress.payment?.amount)
            json.field("status", progress.payment?.status.rawValue)
            json.field("action", (progress.payment?.action).map { ActionBody(action: $0) })
            json.field("failure", progress.payment?.failure)
            json.key("order")
            json.object { json in
                json.field("id", order.id)
                json.field("number", order.number)
                json.field("placed", order.placedAt != nil)
                json.field("total", order.total)
                json.field("token", progress.secret?.text)
            }
        }
    }
}
