import MartletTesting
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct AcmePayTests {
    private func shop(key: String, _ body: (TestShop, Buyer) async throws -> Void) async throws {
        let settings = "  flat-shipping: {}\n  acme-pay: { key: \(key) }\n"
        try await TestDatabase.sqlite.shop(settings: settings, extra: [AcmePayPlugin.self]) { shop in
            let buyer = try await Buyer(in: shop)
            _ = try await buyer.add(try await shop.product("Anvil", price: 9_900, stock: 20)[0])
            try await buyer.fillIn()
            try await body(shop, buyer)
        }
    }

    @Test func `a payment is authorized, and staff capture it`() async throws {
        try await shop(key: "test") { shop, buyer in
            let order = try await buyer.complete(provider: "acme-pay")
            #expect(order["payment_status"] == "authorized")
            let staff = try await shop.admin()
            let payments = try await shop.get("/api/v1/admin/payments", staff)
            let id = payments["data"].arrayValue?.first?["id"]?.stringValue ?? ""
            #expect(try await shop.post("/api/v1/admin/payments/\(id)/capture", nil, staff)["status"] == "captured")
        }
    }

    @Test func `a decline reaches the shopper with its reason`() async throws {
        try await shop(key: "test") { _, buyer in
            let line = try await buyer.view()["lines"].arrayValue?.first
            _ = try await buyer.add(line?["variant_id"]?.stringValue ?? "", 14)
            let refusal = try await buyer.complete(provider: "acme-pay")
            #expect(refusal.status == 402)
            #expect(refusal["detail"] == "The card's limit is reached.")
        }
    }

    // region: silence
    @Test func `money that Acme took in silence becomes an order`() async throws {
        try await shop(key: "test_slow") { shop, buyer in
            let order = try await buyer.complete(provider: "acme-pay")
            #expect(order["payment_status"] == "pending")

            shop.time.advance(by: .seconds(120))
            try await shop.scheduler.runNow("checkout.sweep")
            let token = ["Martlet-Order-Token": order["token"].stringValue ?? ""]
            let after = try await shop.get("/api/v1/store/orders/\(order["id"].stringValue ?? "")", token)
            #expect(after["payment_status"] == "authorized")
        }
    }
    // endregion
}
