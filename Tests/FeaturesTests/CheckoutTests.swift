import MartletJSON
import MartletTesting
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct CheckoutTests {
    @Test(arguments: TestDatabase.available)
    func `an order is priced to the cent and takes its stock once`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let variant = try await shop.product("Shirt", price: 1_999, stock: 5)[0]
            let buyer = try await Buyer(in: shop)
            _ = try await buyer.add(variant, 2)
            try await buyer.fillIn()
            // 2 × 19.99 + 4.90 = 44.88; 19 % included: 6.38 of the line and 0.78 of the shipping.
            let order = try await buyer.complete(expecting: 4_488)
            #expect(order.status == 201)
            #expect(order["total"]["amount"] == 4_488)
            #expect(order["tax_total"]["amount"] == 716)
            #expect(order["tax_included"]["amount"] == 716)
            #expect(order["status"] == "pending")
            #expect(order["payment_status"] == "authorized")

            let product = try await shop.get("/api/v1/store/products/shirt")
            #expect(product["variants"][0]?["available"] == 3)
            let headers = ["Martlet-Order-Token": order["token"].stringValue ?? ""]
            let seen = try await shop.get("/api/v1/store/orders/\(order["id"].stringValue ?? "")", headers)
            #expect(seen["number"] == order["number"])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `completing a cart again answers with the same order`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let buyer = try await readyBuyer(in: shop)
            let first = try await buyer.complete()
            let second = try await buyer.complete()
            #expect(second.status == 201)
            #expect(second["id"] == first["id"])
            #expect(second["token"] == first["token"])
            #expect(try await buyer.add("var_01h455vb4pex5vsknk084sn02q").code == "cart_closed")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `64 calls at once make one order of a cart`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let buyer = try await readyBuyer(in: shop)
            let answers = try await completeAtOnce(Array(repeating: buyer, count: 64))
            #expect(Set(answers.map { $0["id"] }).count == 1)
            let orders = try await shop.get("/api/v1/admin/orders", shop.admin())
            #expect(orders["data"].arrayValue?.count == 1)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `of 64 buyers of the last unit one gets it and the others are told what is left`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let variant = try await shop.product("Last one", stock: 1)[0]
            var buyers: [Buyer] = []
            for _ in 0..<64 {
                let buyer = try await Buyer(in: shop)
                _ = try await buyer.add(variant)
                try await buyer.fillIn()
                buyers.append(buyer)
            }
            let answers = try await completeAtOnce(buyers)
            let placed = answers.filter { $0.status == 201 }
            #expect(placed.count == 1)
            let refused = answers.filter { $0.status == 409 }
            #expect(refused.count == 63)
            #expect(refused.allSatisfy { $0.code == "sold_out" && $0["available"] == 0 })
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a stale total is refused with the new one`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let buyer = try await readyBuyer(in: shop)
            let answer = try await buyer.complete(expecting: 1)
            #expect(answer.status == 409)
            #expect(answer.code == "total_changed")
            #expect(answer["total"] == (["amount": 2_489, "currency": "EUR"] as JSONValue))
        }
    }

    @Test(arguments: TestDatabase.available)
    func `everything that a cart lacks is named at once`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let answer = try await Buyer(in: shop).complete()
            #expect(answer.status == 422)
            #expect(answer["missing"] == ["lines", "addresses", "shipping_option", "contact"])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a provider that is not offered is refused where the request names it`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let buyer = try await readyBuyer(in: shop)
            let whole = try await buyer.complete(provider: "gold")
            #expect(whole.status == 422 && whole["errors"][0]?["pointer"] == "/payment/provider")
            let session = try await shop.post("\(buyer.path)/payment-sessions", ["provider": "gold"], buyer.headers)
            #expect(session.status == 422 && session["errors"][0]?["pointer"] == "/provider")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a declined payment gives everything back and the cart can be tried again`(database: TestDatabase) async throws {
        try await database.shop(settings: scripted("declined"), extra: [ScriptedPaymentsPlugin.self]) { shop in
            let buyer = try await readyBuyer(in: shop, stock: 1)
            let answer = try await buyer.complete(provider: "scripted-payments")
            #expect(answer.status == 402)
            #expect(answer.code == "payment_declined")
            #expect(try await buyer.view()["status"] == "open")
            #expect(try await buyer.complete().status == 201)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a payment whose outcome is unknown is looked up until it is known`(database: TestDatabase) async throws {
        try await database.shop(settings: scripted("unknown", lookUp: "captured"), extra: [ScriptedPaymentsPlugin.self]) { shop in
            let buyer = try await readyBuyer(in: shop)
            let answer = try await buyer.complete(provider: "scripted-payments")
            #expect(answer.status == 201)
            #expect(answer["payment_status"] == "pending")
            #expect(answer["placed_at"] == .null)

            shop.time.advance(by: .seconds(61))
            try await shop.scheduler.runNow("checkout.sweep")
            let headers = ["Martlet-Order-Token": answer["token"].stringValue ?? ""]
            let order = try await shop.get("/api/v1/store/orders/\(answer["id"].stringValue ?? "")", headers)
            #expect(order["payment_status"] == "paid")
            #expect(order["status"] == "processing")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a placement that a crash left behind is given back when the provider knows nothing of it`(database: TestDatabase) async throws {
        try await database.shop(settings: scripted("unknown", lookUp: "declined"), extra: [ScriptedPaymentsPlugin.self]) { shop in
            let buyer = try await readyBuyer(in: shop, stock: 1)
            _ = try await buyer.complete(provider: "scripted-payments")
            shop.time.advance(by: .seconds(61))
            try await shop.scheduler.runNow("checkout.sweep")
            #expect(try await buyer.view()["status"] == "open")
            #expect(try await buyer.complete().status == 201)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `the same idempotency key is answered the same`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let buyer = try await readyBuyer(in: shop)
            let first = try await buyer.complete(key: "3f0c7a4e")
            let second = try await buyer.complete(key: "3f0c7a4e")
            #expect(first.body == second.body)
            #expect(try await buyer.complete(expecting: 5, key: "3f0c7a4e").code == "idempotency_key_reused")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `staff capture, and an order that holds money cannot be cancelled`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let buyer = try await readyBuyer(in: shop)
            let id = try await buyer.complete()["id"].stringValue ?? ""
            let admin = try await shop.admin()
            let order = try await shop.get("/api/v1/admin/orders/\(id)", admin)
            let payment = order["payments"][0]?["id"]?.stringValue ?? ""
            #expect(try await shop.post("/api/v1/admin/payments/\(payment)/capture", nil, admin)["status"] == "captured")
            #expect(try await shop.post("/api/v1/admin/payments/\(payment)/capture", nil, admin)["status"] == "captured")
            #expect(try await shop.post("/api/v1/admin/payments/\(payment)/void", nil, admin).code == "payment_state")
            #expect(try await shop.post("/api/v1/admin/orders/\(id)/cancel", nil, admin).code == "order_state")
            #expect(try await shop.get("/api/v1/admin/orders/\(id)", admin)["status"] == "processing")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a cancelled order gives its stock back`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let buyer = try await readyBuyer(in: shop, stock: 1)
            let id = try await buyer.complete()["id"].stringValue ?? ""
            let admin = try await shop.admin()
            let payment = try await shop.get("/api/v1/admin/orders/\(id)", admin)["payments"][0]?["id"]?.stringValue ?? ""
            _ = try await shop.post("/api/v1/admin/payments/\(payment)/void", nil, admin)
            #expect(try await shop.post("/api/v1/admin/orders/\(id)/cancel", nil, admin)["status"] == "cancelled")
            #expect(try await shop.get("/api/v1/store/products/shirt")["variants"][0]?["available"] == 1)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what an unfinished placement holds is for others after its time, and a late promise is given up`(
        database: TestDatabase
    ) async throws {
        let settings = scripted("unknown", lookUp: "authorized")
        try await database.shop(settings: settings, extra: [ScriptedPaymentsPlugin.self]) { shop in
            let variant = try await shop.product("Last one", stock: 1)[0]
            let slow = try await readyBuyer(of: variant, in: shop)
            let quick = try await readyBuyer(of: variant, in: shop)
            #expect(try await slow.complete(provider: "scripted-payments")["payment_status"] == "pending")
            #expect(try await quick.complete().code == "sold_out")

            shop.time.advance(by: .seconds(599))
            try await shop.scheduler.runNow("inventory.expire")
            #expect(try await quick.complete().code == "sold_out")
            shop.time.advance(by: .seconds(1))
            try await shop.scheduler.runNow("inventory.expire")
            #expect(try await quick.complete().status == 201)

            try await shop.scheduler.runNow("checkout.sweep")
            #expect(try await slow.view()["status"] == "open")
            try await shop.settle()
            let orders = try await shop.get("/api/v1/admin/orders?state=failed", shop.admin())
            #expect(orders["data"][0]?["payments"]?[0]?["status"] == "voided")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a late payment whose stock nobody else has bought makes an order that holds it again`(database: TestDatabase) async throws {
        let settings = scripted("unknown", lookUp: "captured")
        try await database.shop(settings: settings, extra: [ScriptedPaymentsPlugin.self]) { shop in
            let buyer = try await readyBuyer(in: shop, stock: 1)
            _ = try await buyer.complete(provider: "scripted-payments")
            shop.time.advance(by: .seconds(3_600))
            try await shop.scheduler.runNow("inventory.expire")
            #expect(try await shop.get("/api/v1/store/products/shirt")["variants"][0]?["available"] == 1)
            try await shop.scheduler.runNow("checkout.sweep")
            #expect(try await buyer.view()["status"] == "ordered")
            #expect(try await shop.get("/api/v1/store/products/shirt")["variants"][0]?["available"] == 0)
        }
    }

    private func readyBuyer(of variant: String, in shop: TestShop) async throws -> Buyer {
        let buyer = try await Buyer(in: shop)
        _ = try await buyer.add(variant)
        try await buyer.fillIn()
        return buyer
    }

    private func readyBuyer(in shop: TestShop, stock: Int = 5) async throws -> Buyer {
        try await readyBuyer(of: try await shop.product("Shirt", stock: stock)[0], in: shop)
    }

    private func completeAtOnce(_ buyers: [Buyer]) async throws -> [TestAnswer] {
        try await withThrowingTaskGroup(of: TestAnswer.self) { group in
            for buyer in buyers { group.addTask { try await buyer.complete() } }
            var answers: [TestAnswer] = []
            for try await answer in group { answers.append(answer) }
            return answers
        }
    }

    private func scripted(_ outcome: String, lookUp: String = "unknown") -> String {
        "  manual-payments: {}\n  flat-shipping: {}\n  scripted-payments: { authorize: \(outcome), look_up: \(lookUp) }\n"
    }
}
