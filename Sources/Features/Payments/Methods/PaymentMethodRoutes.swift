import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletJSON

/// The ways to pay that a customer has saved.
struct PaymentMethodRoutes {
    let methods: PaymentMethods
    let setups: PaymentMethodSetups

    private static let problems: [ProblemType] = [.methodNotSaved, .paymentDeclined, .paymentUnknown]

    var endpoints: [Endpoint] {
        [
            .read(
                .store, "/me/payment-methods", access: .customer, tag: "Payments",
                "Lists the ways to pay that one has saved, oldest first.",
                input: NoInput.self
            ) { request, transaction in
                Page(data: try methods.list(of: try request.customer(), in: transaction).map { PaymentMethodBody(method: $0) })
            },
            .process(
                .post, .store, "/me/payment-methods", access: .customer, tag: "Payments", "Saves a way to pay without paying.",
                status: .created, input: NewPaymentMethod.self, problems: PaymentMethodRoutes.problems
            ) { request in
                let input = request.input
                let (id, progress) = try await setups.begin(
                    with: input.provider, for: try request.customer(), data: input.step.data, returnURL: input.step.returnURL)
                return PaymentMethodSetupBody(id: id, progress: progress)
            },
            .process(
                .post, .store, "/me/payment-method-setups/{id}/confirm", access: .customer, tag: "Payments",
                "Goes on with saving when the customer has done what it asked for.", input: SetupStep.self,
                problems: PaymentMethodRoutes.problems
            ) { request in
                let input = request.input
                let progress = try await setups.confirm(
                    input.id, for: try request.customer(), data: input.step.data, returnURL: input.step.returnURL)
                return PaymentMethodSetupBody(id: input.id, progress: progress)
            },
            .write(
                .delete, .store, "/me/payment-methods/{id}", access: .customer, tag: "Payments",
                "Removes a way to pay. Its provider is told to forget it.", input: PaymentMethodPath.self
            ) { request, transaction in
                try methods.remove(request.input.id, of: try request.customer(), in: transaction)
                return NoContent()
            },
        ]
    }
}

struct PaymentMethodPath: RequestInput {
    let id: PaymentMethodID
    init(from fields: inout Fields) { id = fields.path("id", .id()) }
}

/// What the customer's page tells of a step.
struct PageData: Sendable {
    let data: [String: String]
    let returnURL: String?

    init(from fields: inout Fields) {
        data = fields.providerData()
        returnURL = fields.returnURL()
    }
}

struct NewPaymentMethod: RequestInput {
    let provider: String
    let step: PageData

    init(from fields: inout Fields) {
        provider = fields.body("provider", .text(1...100, example: "stripe"), "A provider that saves ways to pay.")
        step = PageData(from: &fields)
    }
}

struct SetupStep: RequestInput {
    let id: PaymentMethodSetupID
    let step: PageData

    init(from fields: inout Fields) {
        id = fields.path("id", .id())
        step = PageData(from: &fields)
    }
}

extension Fields {
    /// What the provider's code in the buyer's page has got.
    public mutating func providerData() -> [String: String] {
        body(
            optional: "data", .map(.text(0...5_000), 0...30), "What the provider's code in the buyer's page has got, as its README says.")
            ?? [:]
    }

    /// Where the buyer comes back to.
    public mutating func returnURL() -> String? {
        body(
            optional: "return_url", .text(1...2_000, example: "https://shop.example.com/paid"),
            "Where the buyer comes back to from the provider's page.")
    }
}

/// A way to pay as its customer sees it.
struct PaymentMethodBody: ResponseBody {
    let method: PaymentMethod

    static let schema = Schema.object(
        [
            ("id", .id(PaymentMethodID.self)), ("provider", .string(example: "stripe")), ("label", .string(example: "Visa •••• 4242")),
            ("expires_year", Schema.integer().nullable), ("expires_month", Schema.integer().nullable), ("created_at", .timestamp),
        ], component: "SavedPaymentMethod")

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", method.id)
            json.field("provider", method.provider)
            json.field("label", method.label)
            json.field("expires_year", method.expiresYear)
            json.field("expires_month", method.expiresMonth)
            json.field("created_at", method.createdAt)
        }
    }
}

/// How far saving has come.
struct PaymentMethodSetupBody: ResponseBody {
    let id: PaymentMethodSetupID
    let progress: PaymentMethodSetups.Progress

    static let schema = Schema.object(
        [
            ("id", .id(PaymentMethodSetupID.self)), ("status", .choice(["requires_action", "saved"])),
            ("action", ActionBody.schema.nullable.described("What the customer has to do.")),
            ("payment_method", PaymentMethodBody.schema.nullable.described("What is saved.")),
        ], component: "PaymentMethodSetup")

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            switch progress {
            case .saved(let method):
                json.field("status", "saved")
                json.key("action")
                json.null()
                json.field("payment_method", PaymentMethodBody(method: method))
            case .requiresAction(let action):
                json.field("status", "requires_action")
                json.field("action", ActionBody(action: StoredAction(action)))
                json.key("payment_method")
                json.null()
            }
        }
    }
}

/// What a shopper has to do, for their page.
public struct ActionBody: ResponseBody {
    let action: StoredAction

    public init(action: StoredAction) { self.action = action }

    public static let schema = Schema.object([
        ("type", .choice(["redirect", "client"], "Redirect: send the buyer to `url`. Client: the provider's code goes on.")),
        ("url", .string().nullable), ("data", .anyObject("What the provider's code in the buyer's page needs.")),
    ])

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("type", action.url == nil ? "client" : "redirect")
            json.field("url", action.url)
            json.field("data", JSONValue.object(action.data))
        }
    }
}
