import MartletCommerce
import MartletJSON
import MartletKernel
import MartletTesting
import TestSupport
import Testing

/// Cards that customers save.
@Suite(.timeLimit(.minutes(5)))
struct StripeMethodTests {
    private static let keys = "database: { encryption_keys: \"\(String(repeating: "A", count: 43))=\" }"
    private static let path = "/api/v1/store/me/payment-methods"

    private func open(_ database: TestDatabase, _ body: (StripeBench) async throws -> Void) async throws {
        try await StripeBench.open(database, more: Self.keys, body)
    }

    private func pay(_ bench: StripeBench, _ buyer: Buyer, _ more: JSONObject) async throws -> TestAnswer {
        var body: JSONObject = ["provider": "stripe", "return_url": "https://shop.test/paid"]
        for (name, value) in more { body[name] = value }
        return try await bench.shop.post("\(buyer.path)/payment-sessions", .object(body), buyer.headers)
    }

    private func saved(_ bench: StripeBench, _ customer: SignedIn) async throws -> [JSONValue] {
        try await bench.shop.get(Self.path, customer.headers)["data"].arrayValue ?? []
    }

    @Test(arguments: TestDatabase.available)
    func `a card is saved with a payment, pays again, and is forgotten`(database: TestDatabase) async throws {
        try await open(database) { bench in
            let (ada, eve) = (try await bench.shop.customer(), try await bench.shop.customer("eve@example.com"))
            let first = try await pay(bench, try await bench.buyer(as: ada), ["data": ["payment_method": "pm_card_visa"], "save": true])
            #expect(first["status"] == "captured", "\(first.json)")
            let method = try #require(try await saved(bench, ada).first)
            #expect(method["label"] == "Visa •••• 4242" && method["expires_year"] == 2_034 && method["provider"] == "stripe")
            #expect(try await saved(bench, eve).isEmpty)
            // Told again, it is kept once.
            try await bench.deliverAll()
            #expect(try await saved(bench, ada).count == 1)

            let id = try #require(method["id"])
            let again = try await pay(bench, try await bench.buyer(as: ada), ["payment_method": id])
            #expect(again["status"] == "captured", "\(again.json)")
            #expect(bench.stripe.charges.map(\.received) == [2_489, 2_489])
            // It is nobody else's.
            #expect(try await pay(bench, try await bench.buyer(as: eve), ["payment_method": id]).status == 404)
            let path = "\(Self.path)/\(id.stringValue ?? "")"
            #expect(try await bench.shop.delete(path, eve.headers).status == 404)

            // Its token stands nowhere as Stripe knows it.
            let whole = try await WholeDatabase(of: bench.shop)
            let token = try #require(bench.stripe.savedTokens.first)
            #expect(whole.tables(with: token).filter { $0 != "inbox_messages" }.isEmpty)

            #expect(try await bench.shop.delete(path, ada.headers).status == 204)
            #expect(try await saved(bench, ada).isEmpty)
            #expect(try await bench.shop.delete(path, ada.headers).status == 404)
            bench.stripe.fail(.errorBefore)
            try await bench.shop.scheduler.runNow("payments.sweep")
            #expect(bench.stripe.savedTokens.count == 1)
            try await bench.shop.scheduler.runNow("payments.sweep")
            #expect(bench.stripe.savedTokens.isEmpty)
            #expect(try await WholeDatabase(of: bench.shop).tables["payment_methods"] == "")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a card is saved when its bank asks first, and when the page is closed`(database: TestDatabase) async throws {
        try await open(database) { bench in
            let ada = try await bench.shop.customer()
            let asked = try await pay(
                bench, try await bench.buyer(as: ada), ["data": ["payment_method": "pm_card_authenticationRequired"], "save": true])
            #expect(asked["status"] == "requires_action", "\(asked.json)")
            #expect(try await saved(bench, ada).isEmpty)
            bench.stripe.authenticate(try #require(bench.stripe.charges.last?.intent))
            try await bench.deliverAll()
            let id = try #require(try await saved(bench, ada).first?["id"])
            // The bank asks each time.
            let again = try await pay(bench, try await bench.buyer(as: ada), ["payment_method": id])
            #expect(again["action"]["type"] == "redirect", "\(again.json)")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a card is saved without a payment, in one step or in two`(database: TestDatabase) async throws {
        try await open(database) { bench in
            let ada = try await bench.shop.customer()
            func begin(_ data: JSONObject = [:]) async throws -> TestAnswer {
                try await bench.shop.post(
                    Self.path, ["provider": "stripe", "data": .object(data), "return_url": "https://shop.test/cards"], ada.headers)
            }
            let direct = try await begin(["payment_method": "pm_card_visa"])
            #expect(direct.status == 201 && direct["status"] == "saved", "\(direct.json)")
            #expect(direct["payment_method"]["label"] == "Visa •••• 4242")

            let begun = try await begin()
            #expect(begun["status"] == "requires_action" && begun["action"]["type"] == "client", "\(begun.json)")
            let secret = try #require(begun["action"]["data"]?["client_secret"]?.stringValue)
            let confirm = "/api/v1/store/me/payment-method-setups/\(begun["id"].stringValue ?? "")/confirm"
            #expect(try await bench.shop.post(confirm, [:], ada.headers)["status"] == "requires_action")
            let eve = try await bench.shop.customer("eve@example.com")
            #expect(try await bench.shop.post(confirm, [:], eve.headers).status == 404)
            bench.stripe.finish(String(secret.prefix { $0 != "_" }) + "_" + String(secret.split(separator: "_")[1]))
            #expect(try await bench.shop.post(confirm, [:], ada.headers)["status"] == "saved")
            #expect(try await bench.shop.post(confirm, [:], ada.headers).status == 404)

            let asked = try await begin(["payment_method": "pm_card_authenticationRequired"])
            #expect(asked["action"]["type"] == "redirect", "\(asked.json)")
            #expect(try await begin(["payment_method": "pm_card_chargeDeclined"]).status == 402)
            #expect(try await saved(bench, ada).count == 2)
            // All of one customer's.
            #expect(bench.stripe.requests.count { $0.url.hasSuffix("/v1/customers") } == 1)
        }
    }

    @Test func `who may save what, and where nothing can be saved`() async throws {
        try await open(.sqlite) { bench in
            let guest = try await bench.buyer()
            #expect(try await pay(bench, guest, ["save": true]).status == 401)
            #expect(try await bench.shop.get(Self.path, guest.headers).status == 401)
            let ada = try await bench.shop.customer()
            #expect(try await bench.shop.post(Self.path, ["provider": "adyen"], ada.headers).code == "payment_method_not_saved")
        }
        // Without keys no token is kept.
        try await StripeBench.open(.sqlite) { bench in
            let ada = try await bench.shop.customer()
            #expect(try await pay(bench, try await bench.buyer(as: ada), ["save": true]).code == "payment_method_not_saved")
            #expect(try await bench.shop.post(Self.path, ["provider": "stripe"], ada.headers).code == "payment_method_not_saved")
        }
    }

    @Test func `a customer who is erased is forgotten at Stripe too`() async throws {
        try await open(.sqlite) { bench in
            let ada = try await bench.shop.customer()
            _ = try await bench.shop.post(
                Self.path, ["provider": "stripe", "data": ["payment_method": "pm_card_visa"], "return_url": "x"], ada.headers)
            #expect(bench.stripe.savedTokens.count == 1)
            let path = "/api/v1/admin/customers/\(ada.id)/erase"
            let answer = try await bench.shop.post(path, nil, try await bench.shop.staff().headers)
            #expect((200..<300).contains(answer.status), "\(answer.json)")
            try await bench.shop.scheduler.runNow("payments.sweep")
            #expect(bench.stripe.savedTokens.isEmpty)
            try await bench.shop.verify()
        }
    }
}
