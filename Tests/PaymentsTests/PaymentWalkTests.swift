import MartletCommerce
import MartletJSON
import MartletPayments
import MartletTesting
import TestSupport
import Testing

/// One order, whoever takes the money for it.
@Suite(.timeLimit(.minutes(5)))
struct PaymentWalkTests {
    @Test(arguments: PaymentVendor.allCases, TestDatabase.available)
    func `an order is paid, captured in parts, given back in parts, and no further`(
        vendor: PaymentVendor, database: TestDatabase
    ) async throws {
        try await vendor.shop(on: database, capture: "by-hand") { shop, fake in
            let admin = try await shop.admin()
            let buyer = try await shop.readyBuyer(try await shop.product("Shirt")[0])
            let begun = try await shop.begin(vendor, buyer)
            #expect(begun.status == 201 && begun["status"] == "requires_action", "\(begun.json)")
            let session = begun["id"].stringValue ?? ""
            #expect(try await shop.confirm(session, of: buyer)["status"] == "requires_action")
            let data = fake.act(on: try PaymentID(session), agrees: true)
            let paid = try await shop.confirm(session, of: buyer, data: data)
            #expect(paid["status"] == "authorized" && paid["order"]["placed"] == true, "\(paid.json)")

            func ask(_ what: String, _ amount: Int64? = nil, reason: Bool = false) async throws -> TestAnswer {
                var body = JSONObject()
                if let amount { body["amount"] = ["amount": .integer(amount), "currency": "EUR"] }
                if reason { body["reason"] = "requested_by_customer" }
                return try await shop.post("/api/v1/admin/payments/\(session)/\(what)", .object(body), admin)
            }
            #expect(try await ask("capture", 2_490).code == "amount_too_large")
            if vendor.capturesParts {
                #expect(try await ask("capture", 1_000)["captured"]["amount"] == 1_000)
            } else {
                #expect(try await ask("capture", 1_000).code == "payment_state")
            }
            let whole = try await ask("capture")
            #expect(whole["status"] == "captured" && whole["captured"]["amount"] == 2_489, "\(whole.json)")
            #expect(try await ask("capture").json == whole.json)
            #expect(try await ask("refunds", 1_489, reason: true)["refunded"]["amount"] == 1_489)
            #expect(try await ask("refunds", 1_001, reason: true).code == "amount_too_large")
            let back = try await ask("refunds", 1_000, reason: true)
            #expect(back["refunded"]["amount"] == 2_489, "\(back.json)")
            #expect(try await ask("refunds", 1, reason: true).code == "payment_state")
            let books = VendorBooks(attempts: 1, promised: 0, taken: 2_489, givenBack: 2_489)
            #expect(fake.books(of: try PaymentID(session)) == books)
            // What the vendor tells of it afterwards is known.
            try await shop.deliverAll(of: fake, from: vendor)
            #expect(try await shop.payments().map { [$0.captured, $0.refunded] } == [[2_489, 2_489]])
            try await shop.verify()
        }
    }

    @Test(arguments: PaymentVendor.allCases, TestDatabase.available)
    func `a buyer who agrees and closes the page has an order all the same`(vendor: PaymentVendor, database: TestDatabase) async throws {
        try await vendor.shop(on: database) { shop, fake in
            let buyer = try await shop.readyBuyer(try await shop.product("Shirt")[0])
            let session = try await shop.begin(vendor, buyer)["id"].stringValue ?? ""
            fake.act(on: try PaymentID(session), agrees: true)
            try await shop.deliverAll(of: fake, from: vendor)
            let after = try await shop.get("/api/v1/store/payment-sessions/\(session)", buyer.headers)
            #expect(after["status"] == "captured" && after["order"]["placed"] == true, "\(after.json)")
            #expect(fake.books(of: try PaymentID(session)).taken == 2_489)
        }
    }

    @Test(arguments: PaymentVendor.allCases, TestDatabase.available)
    func `messages of somebody else, of another payment and of another amount change nothing`(
        vendor: PaymentVendor, database: TestDatabase
    ) async throws {
        try await vendor.shop(on: database) { shop, fake in
            let buyer = try await shop.readyBuyer(try await shop.product("Shirt")[0])
            let session = try await shop.begin(vendor, buyer)["id"].stringValue ?? ""
            fake.act(on: try PaymentID(session), agrees: true)
            let messages = fake.takeMessages()
            for message in messages {
                var forged = message
                forged.body[forged.body.count / 2] ^= 1
                #expect(await shop.deliver(forged, to: vendor.rawValue) == 400)
                forged = message
                forged.headers = [:]
                #expect(await shop.deliver(forged, to: vendor.rawValue) == 400)
                // It is genuine, and not for this provider.
                #expect(await shop.deliver(message, to: "manual-payments") == 404)
            }
            try await shop.settle()
            #expect(try await shop.payments().map(\.captured) == [0])
            for message in messages + messages { #expect(await shop.deliver(message, to: vendor.rawValue) == 204) }
            try await shop.settle()
            #expect(try await shop.payments().map(\.captured) == [2_489])
            let deliveries = try await shop.get("/api/v1/admin/webhook-deliveries", try await shop.admin())["data"].arrayValue ?? []
            #expect(deliveries.count == messages.count)
        }
    }

    @Test(arguments: PaymentVendor.allCases, TestDatabase.available)
    func `who pays what was given up gets the money back, even when no message tells`(
        vendor: PaymentVendor, database: TestDatabase
    ) async throws {
        try await vendor.shop(on: database) { shop, fake in
            let buyer = try await shop.readyBuyer(try await shop.product("Shirt")[0])
            let session = try await shop.begin(vendor, buyer)["id"].stringValue ?? ""
            #expect(try await shop.delete("/api/v1/store/payment-sessions/\(session)", buyer.headers)["status"] == "voided")
            #expect(try await buyer.view()["status"] == "open")
            fake.act(on: try PaymentID(session), agrees: true)
            // Every message is lost.
            _ = fake.takeMessages()
            shop.time.advance(by: .seconds(600))
            try await shop.settle()
            let books = fake.books(of: try PaymentID(session))
            #expect(books.taken == books.givenBack && books.promised == 0, "\(books)")
            #expect(try await shop.payments().map { $0.captured - $0.refunded } == [0])
            // Only Razorpay lets a buyer pay on.
            #expect(books.taken == (vendor == .razorpay ? 2_489 : 0))
        }
    }

    @Test(arguments: PaymentVendor.allCases, TestDatabase.available)
    func `what may have been done is never called undone`(vendor: PaymentVendor, database: TestDatabase) async throws {
        try await vendor.shop(on: database) { shop, fake in
            let admin = try await shop.admin()
            let buyer = try await shop.readyBuyer(try await shop.product("Shirt")[0])
            let session = try await shop.begin(vendor, buyer)["id"].stringValue ?? ""
            let data = fake.act(on: try PaymentID(session), agrees: true)
            #expect(try await shop.confirm(session, of: buyer, data: data)["status"] == "captured")
            for early in 0..<6 {
                // The answer to one request is lost, and the next one does not arrive.
                for fault in [PaymentFault?](repeating: nil, count: early) + [.silenceAfter, .unreachable] { fake.fail(fault) }
                let body: JSONValue = ["amount": ["amount": 100, "currency": "EUR"], "reason": "other"]
                let answer = try await shop.post("/api/v1/admin/payments/\(session)/refunds", body, admin)
                fake.failAlways(nil)
                let given = fake.books(of: try PaymentID(session)).givenBack
                if answer.status == 402 { #expect(try await shop.payments().map(\.refunded) == [given], "\(early): \(answer.json)") }
                shop.time.advance(by: .seconds(61))
                try await shop.scheduler.runNow("payments.sweep")
                let after = fake.books(of: try PaymentID(session)).givenBack
                #expect(try await shop.payments().map(\.refunded) == [after], "\(early)")
            }
            try await shop.verify()
        }
    }
}
