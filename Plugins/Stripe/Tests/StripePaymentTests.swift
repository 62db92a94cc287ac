import MartletCommerce
import MartletJSON
import MartletTesting
import TestSupport
import Testing

/// Paying, from the cart to the refund.
@Suite(.timeLimit(.minutes(5)))
struct StripePaymentTests {
    @Test(arguments: TestDatabase.available)
    func `a card pays in one call`(database: TestDatabase) async throws {
        try await StripeBench.open(database) { bench in
            let buyer = try await bench.buyer()
            let session = try await bench.begin(buyer, card: "pm_card_visa")
            #expect(session.status == 201 && session["status"] == "captured", "\(session.json)")
            #expect(session["order"]["placed"] == true && session["action"] == .null)
            #expect(bench.stripe.charges.map(\.received) == [2_489])
            #expect(try await buyer.view()["status"] == "ordered")
            let token = ["Martlet-Order-Token": session["order"]["token"]?.stringValue ?? ""]
            let order = try await bench.shop.get("/api/v1/store/orders/\(session["order"]["id"]?.stringValue ?? "")", token)
            #expect(order["payment_status"] == "paid")
            // Whatever Stripe tells of it afterwards is known.
            try await bench.deliverAll()
            #expect(try await bench.payment(session)["captured"]["amount"] == 2_489)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a buyer pays in their page, and a second time their bank asks who they are`(database: TestDatabase) async throws {
        try await StripeBench.open(database) { bench in
            let buyer = try await bench.buyer()
            let session = try await bench.begin(buyer)
            #expect(session["status"] == "requires_action" && session["action"]["type"] == "client", "\(session.json)")
            #expect(session["action"]["data"]?["publishable_key"] == "pk_test_1")
            let intent = try #require(bench.stripe.charges.first?.intent)
            #expect(session["action"]["data"]?["client_secret"]?.stringValue?.hasPrefix("\(intent)_secret_") == true)
            #expect(try await bench.confirm(session, of: buyer)["status"] == "requires_action")

            bench.stripe.pay(intent, with: "pm_card_authenticationRequired")
            let asked = try await bench.confirm(session, of: buyer)
            #expect(asked["action"]["type"] == "redirect" && asked["action"]["url"] == .string("https://bank.test/\(intent)"))
            bench.stripe.authenticate(intent)
            let paid = try await bench.confirm(session, of: buyer)
            #expect(paid["status"] == "captured" && paid["order"]["placed"] == true, "\(paid.json)")
            // Asked again, it is answered the same.
            #expect(try await bench.confirm(session, of: buyer).json == paid.json)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a buyer who closes the page has an order all the same, once Stripe tells`(database: TestDatabase) async throws {
        try await StripeBench.open(database) { bench in
            let buyer = try await bench.buyer()
            let session = try await bench.begin(buyer)
            bench.stripe.pay(try #require(bench.stripe.charges.first?.intent))
            try await bench.deliverAll()
            let after = try await bench.session(session, of: buyer)
            #expect(after["status"] == "captured" && after["order"]["placed"] == true)
        }
    }

    @Test(arguments: [
        ("pm_card_chargeDeclined", "refused"), ("pm_card_chargeDeclinedInsufficientFunds", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired"), ("pm_card_chargeDeclinedFraudulent", "suspected_fraud"),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_details"), ("pm_card_chargeDeclinedVelocityLimitExceeded", "limit_exceeded"),
        ("pm_none", "invalid"),
    ])
    func `a card that is declined says why, and the cart can be tried again`(card: String, reason: String) async throws {
        try await StripeBench.open(.sqlite) { bench in
            let buyer = try await bench.buyer(stock: 1)
            let declined = try await bench.begin(buyer, card: card)
            #expect(declined.status == 402 && declined["reason"] == .string(reason), "\(declined.json)")
            #expect(try await buyer.view()["status"] == "open")
            #expect(bench.stripe.charges.map(\.status) == ["canceled"])
            #expect(try await bench.begin(buyer, card: "pm_card_visa")["status"] == "captured")
            try await bench.deliverAll { $0.reversed() }
            #expect(bench.stripe.charges.map(\.received) == [0, 2_489])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what is promised is captured in two parts, refunded in two parts, and not a third time`(database: TestDatabase) async throws {
        try await StripeBench.open(database, features: "payments: { capture: by-hand }") { bench in
            let session = try await bench.begin(try await bench.buyer(), card: "pm_card_visa")
            #expect(session["status"] == "authorized" && session["order"]["placed"] == true)
            #expect(try await bench.ask("capture", session, 2_490).code == "amount_too_large")
            let first = try await bench.ask("capture", session, 1_000)
            #expect(first["status"] == "partially_captured" && first["captured"]["amount"] == 1_000, "\(first.json)")
            let second = try await bench.ask("capture", session)
            #expect(second["status"] == "captured" && second["captured"]["amount"] == 2_489, "\(second.json)")

            #expect(try await bench.ask("refunds", session, 1_489)["refunded"]["amount"] == 1_489)
            #expect(try await bench.ask("refunds", session, 1_001).code == "amount_too_large")
            #expect(try await bench.ask("refunds", session, 1_000)["refunded"]["amount"] == 2_489)
            #expect(try await bench.ask("refunds", session, 1).code == "payment_state")
            #expect(bench.stripe.charges.map { [$0.received, $0.refunded] } == [[2_489, 2_489]])
            try await bench.deliverAll { $0.reversed() }
            let payment = try await bench.payment(session)
            #expect(payment["captured"]["amount"] == 2_489 && payment["refunded"]["amount"] == 2_489)
            #expect(payment["operations"].arrayValue?.count == 4)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `two payments make up one order, and each is given back when the rest does not come`(database: TestDatabase) async throws {
        try await StripeBench.open(database) { bench in
            let buyer = try await bench.buyer()
            let first = try await bench.begin(buyer, card: "pm_card_visa", amount: 1_000)
            #expect(first["status"] == "captured" && first["order"]["placed"] == false)
            #expect(try await bench.begin(buyer, card: "pm_card_visa", amount: 1_490).status == 422)
            #expect(try await bench.begin(buyer, card: "pm_card_chargeDeclined").status == 402)
            let second = try await bench.begin(buyer, card: "pm_card_visa")
            #expect(second["amount"]["amount"] == 1_489 && second["order"]["placed"] == true, "\(second.json)")

            let other = try await bench.buyer()
            _ = try await bench.begin(other, card: "pm_card_visa", amount: 1_000)
            try await bench.sweep(after: .seconds(601))
            #expect(try await other.view()["status"] == "open")
            #expect(bench.stripe.charges.map(\.refunded) == [0, 0, 0, 1_000])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a payment that nobody goes on with is cancelled, by the buyer or when its time is up`(database: TestDatabase) async throws {
        try await StripeBench.open(database) { bench in
            let buyer = try await bench.buyer(stock: 1)
            let session = try await bench.begin(buyer)
            let path = "/api/v1/store/payment-sessions/\(session["id"].stringValue ?? "")"
            #expect(try await bench.shop.send(.delete, path, nil, buyer.headers)["status"] == "voided")
            #expect(try await buyer.view()["status"] == "open")

            _ = try await bench.begin(buyer)
            try await bench.sweep(after: .seconds(599))
            #expect(try await buyer.view()["status"] == "placing")
            try await bench.sweep(after: .seconds(1))
            #expect(try await buyer.view()["status"] == "open")
            #expect(bench.stripe.charges.map(\.status) == ["canceled", "canceled"])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `money that comes after its order was given up goes back`(database: TestDatabase) async throws {
        try await StripeBench.open(database) { bench in
            let buyer = try await bench.buyer(stock: 1)
            _ = try await bench.begin(buyer)
            let intent = try #require(bench.stripe.charges.first?.intent)
            // The shop cannot reach Stripe when it gives up, and the buyer pays.
            bench.stripe.pay(intent)
            try await bench.shop.scheduler.runNow("inventory.expire")
            bench.shop.time.advance(by: .seconds(601))
            try await bench.shop.scheduler.runNow("inventory.expire")
            let quick = try await Buyer(in: bench.shop)
            let variant = try await buyer.view()["lines"][0]?["variant_id"]?.stringValue ?? ""
            _ = try await quick.add(variant)
            try await quick.fillIn()
            #expect(try await bench.begin(quick, card: "pm_card_visa")["status"] == "captured")
            try await bench.deliverAll()
            #expect(try await buyer.view()["status"] == "open")
            #expect(bench.stripe.charges.map(\.refunded) == [2_489, 0])
        }
    }
}
