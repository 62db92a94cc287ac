import MartletCommerce
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct AcmePayTests {
    // region: conformance
    @Test(arguments: PaymentProviderConformance.checks(for: AcmePay.capabilities))
    func `Acme keeps the contract`(check: PaymentProviderConformance.Check) async throws {
        let time = ManualTime()
        let acme = AcmeServer(time: time)
        let provider = AcmePay(
            key: try Secret("key"), webhookSecret: try Secret("acme-secret"), transport: acme)
        let bench = PaymentBench(
            provider, time: time,
            data: { scene in ["card": scene == .declined ? "tok_declined" : "tok_visa"] },
            books: { acme.books($0) }, fail: { acme.fail($0) }, messages: { acme.takeMessages() })
        try await check.run(on: bench)
    }
    // endregion

    private func shop(_ body: (TestShop, Buyer, AcmeServer) async throws -> Void) async throws {
        let settings = "  flat-shipping: {}\n  acme-pay: { key: test, webhook_secret: acme-secret }\n"
        try await TestDatabase.sqlite.shop(settings: settings, extra: [AcmePayPlugin.self]) { shop in
            let acme = AcmeServer(time: shop.time)
            shop.network.pass(to: acme)
            let buyer = try await Buyer(in: shop)
            _ = try await buyer.add(try await shop.product("Anvil", price: 9_900, stock: 20)[0])
            try await buyer.fillIn()
            try await body(shop, buyer, acme)
        }
    }

    @Test func `a payment is taken with the order, and staff give a part back`() async throws {
        try await shop { shop, buyer, _ in
            let order = try await buyer.complete(provider: "acme-pay", data: ["card": "tok_visa"])
            #expect(order["payment_status"] == "paid")
            let staff = try await shop.admin()
            let id = try await shop.get("/api/v1/admin/payments", staff)["data"][0]?["id"]?.stringValue ?? ""
            let refund = try await shop.post(
                "/api/v1/admin/payments/\(id)/refunds",
                ["amount": ["amount": 400, "currency": "EUR"], "reason": "requested_by_customer"], staff)
            #expect(refund["refunded"]["amount"] == 400)
        }
    }

    @Test func `a decline reaches the shopper with its reason`() async throws {
        try await shop { _, buyer, _ in
            let refusal = try await buyer.complete(provider: "acme-pay", data: ["card": "tok_declined"])
            #expect(refusal.status == 402)
            #expect(refusal["detail"] == "The card's limit is reached.")
        }
    }

    // region: silence
    @Test func `money that Acme took in silence becomes an order`() async throws {
        try await shop { shop, buyer, acme in
            acme.fail(.silenceAfter)
            let order = try await buyer.complete(provider: "acme-pay", data: ["card": "tok_visa"])
            #expect(order["payment_status"] == "pending")

            shop.time.advance(by: .seconds(120))
            try await shop.scheduler.runNow("checkout.sweep")
            let token = ["Martlet-Order-Token": order["token"].stringValue ?? ""]
            let after = try await shop.get("/api/v1/store/orders/\(order["id"].stringValue ?? "")", token)
            #expect(after["payment_status"] == "paid")
        }
    }
    // endregion
}
