import MartletCommerce
import MartletJSON
import MartletKernel
import MartletTesting
import TestSupport
import Testing

/// A shop that takes money through a fake Stripe.
struct StripeBench: Sendable {
    static let secret = "whsec_0123456789"
    static let manifestLine =
        "  stripe: { secret_key: sk_test_1, publishable_key: pk_test_1, webhook_secret: \"whsec_old, \(secret)\", multicapture: true }\n"

    let shop: TestShop
    let stripe: FakeStripe

    /// Opens a shop with Stripe and nothing else to pay with.
    static func open(
        _ database: TestDatabase, features: String = "", more: String = "", log: MemoryLog? = nil,
        _ body: (StripeBench) async throws -> Void
    ) async throws {
        let sections = (features.isEmpty ? "" : "features: { \(features) }\n") + more
        try await database.shop(sections: sections, settings: "\(manifestLine)  flat-shipping: {}\n", log: log) { shop in
            let stripe = FakeStripe(webhookSecret: secret, time: shop.time)
            shop.network.pass(to: stripe)
            try await body(StripeBench(shop: shop, stripe: stripe))
        }
    }

    /// Somebody with a cart of 24.89 EUR that can be ordered.
    func buyer(stock: Int = 5, as customer: SignedIn? = nil) async throws -> Buyer {
        let buyer = try await Buyer(in: shop, as: customer)
        _ = try await buyer.add(try await shop.product("Shirt \(buyer.cart)", stock: stock)[0])
        try await buyer.fillIn()
        return buyer
    }

    /// Begins to pay.
    func begin(_ buyer: Buyer, card: String? = nil, amount: Int64? = nil) async throws -> TestAnswer {
        var body: JSONObject = ["provider": "stripe", "return_url": "https://shop.test/paid"]
        if let card { body["data"] = ["payment_method": .string(card)] }
        if let amount { body["amount"] = ["amount": .integer(amount), "currency": "EUR"] }
        return try await shop.post("\(buyer.path)/payment-sessions", .object(body), buyer.headers)
    }

    func confirm(_ session: TestAnswer, of buyer: Buyer) async throws -> TestAnswer {
        try await shop.post("/api/v1/store/payment-sessions/\(session["id"].stringValue ?? "")/confirm", [:], buyer.headers)
    }

    func session(_ session: TestAnswer, of buyer: Buyer) async throws -> TestAnswer {
        try await shop.get("/api/v1/store/payment-sessions/\(session["id"].stringValue ?? "")", buyer.headers)
    }

    func payment(_ session: TestAnswer) async throws -> TestAnswer {
        try await shop.get("/api/v1/admin/payments/\(session["id"].stringValue ?? "")", try await shop.admin())
    }

    /// Asks for a capture, a void or a refund.
    func ask(_ action: String, _ session: TestAnswer, _ amount: Int64? = nil, _ more: JSONObject = [:]) async throws -> TestAnswer {
        var body = more
        if let amount { body["amount"] = ["amount": .integer(amount), "currency": "EUR"] }
        if action == "refunds" { body["reason"] = "requested_by_customer" }
        let path = "/api/v1/admin/payments/\(session["id"].stringValue ?? "")/\(action)"
        return try await shop.post(path, action == "void" ? nil : .object(body), try await shop.admin())
    }

    /// Hands a message to the shop. Returns the status of its answer.
    @discardableResult
    func deliver(_ message: PaymentWebhook) async -> Int { await shop.deliver(message, to: "stripe") }

    /// Hands all messages that wait to the shop, and lets it act on them.
    func deliverAll(_ order: ([PaymentWebhook]) -> [PaymentWebhook] = { $0 }) async throws {
        for message in order(stripe.takeMessages()) { #expect(await deliver(message) == 204) }
        try await shop.settle()
    }

    /// Lets time pass, and everything that runs by itself run.
    func sweep(after duration: Duration = .seconds(120)) async throws {
        shop.time.advance(by: duration)
        try await shop.scheduler.runNow("checkout.sweep")
        try await shop.scheduler.runNow("payments.sweep")
        try await shop.settle()
    }
}
