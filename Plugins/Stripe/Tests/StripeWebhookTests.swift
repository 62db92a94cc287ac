import MartletCommerce
import MartletJSON
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5)))
struct StripeWebhookTests {
    @Test(arguments: TestDatabase.available)
    func `a message counts once, in any order, however often and late it comes`(database: TestDatabase) async throws {
        try await StripeBench.open(database, features: "payments: { capture: by-hand }") { bench in
            let buyer = try await bench.buyer()
            let session = try await bench.begin(buyer)
            bench.stripe.pay(try #require(bench.stripe.charges.first?.intent))
            let early = bench.stripe.takeMessages()
            _ = try await bench.confirm(session, of: buyer)
            _ = try await bench.ask("capture", session, 1_000)
            _ = try await bench.ask("capture", session)
            _ = try await bench.ask("refunds", session, 489)
            let late = bench.stripe.takeMessages()
            let all = early + late
            #expect(all.count > 4)
            for message in all.reversed() + all { #expect(await bench.deliver(message) == 204) }
            try await bench.shop.settle()
            let payment = try await bench.payment(session)
            #expect(payment["status"] == "captured" && payment["captured"]["amount"] == 2_489 && payment["refunded"]["amount"] == 489)
            let deliveries = try await bench.shop.get("/api/v1/admin/webhook-deliveries?limit=100", try await bench.shop.admin())
            #expect(deliveries["data"].arrayValue?.count == all.count)
            #expect(deliveries["data"].arrayValue?.allSatisfy { $0["status"] == "handled" } == true, "\(deliveries.json)")
        }
    }

    @Test func `what is forged, changed, stale or from nobody is refused, and nothing of it is kept`() async throws {
        try await StripeBench.open(.sqlite) { bench in
            let session = try await bench.begin(try await bench.buyer())
            bench.stripe.pay(try #require(bench.stripe.charges.first?.intent))
            let message = try #require(bench.stripe.takeMessages().last)
            let event = try JSONValue.parse(message.body)
            let now = bench.shop.time.now
            var flipped = message
            flipped.body[flipped.body.count / 2] ^= 1
            var unsigned = message
            unsigned.headers["Stripe-Signature"] = nil
            var empty = message
            empty.headers["Stripe-Signature"] = ""
            var hollow = message
            hollow.headers["Stripe-Signature"] = "t=\(now.milliseconds / 1_000),v1="
            let wrong = [
                flipped, unsigned, empty, hollow, bench.stripe.message(event, secret: "whsec_other"),
                bench.stripe.message(event, secret: ""),
                bench.stripe.message(event, at: now - .seconds(301)), bench.stripe.message(event, at: now + .seconds(301)),
                bench.stripe.message("nothing"),
            ]
            for message in wrong { #expect(await bench.deliver(message) == 400) }
            try await bench.shop.settle()
            #expect(try await bench.payment(session)["status"] == "requires_action")
            let deliveries = try await bench.shop.get("/api/v1/admin/webhook-deliveries", try await bench.shop.admin())
            #expect(deliveries["data"] == [])
            // The old secret counts while the new one takes its place.
            #expect(await bench.deliver(bench.stripe.message(event, secret: "whsec_old")) == 204)
            #expect(try await bench.shop.post("/webhooks/paypal", [:]).status == 404)
        }
    }

    @Test func `a message about another amount, currency or payment changes nothing`() async throws {
        try await StripeBench.open(.sqlite) { bench in
            let (mine, other) = (try await bench.begin(try await bench.buyer()), try await bench.begin(try await bench.buyer()))
            bench.stripe.pay(try #require(bench.stripe.charges.first?.intent))
            let event = try JSONValue.parse(try #require(bench.stripe.takeMessages().last).body)
            func changed(_ field: String, _ value: JSONValue, _ id: String) -> JSONValue {
                var whole = event.objectValue ?? [:]
                var object = event["data"]?["object"]?.objectValue ?? [:]
                object[field] = value
                whole["id"] = .string(id)
                whole["data"] = ["object": .object(object)]
                return .object(whole)
            }
            let stranger: JSONValue = ["martlet_payment": other["id"]]
            let wrong = [
                changed("amount", 2_488, "evt_a"), changed("currency", "usd", "evt_b"), changed("metadata", stranger, "evt_c"),
                changed("amount_received", 999_999, "evt_d"), changed("id", "pi_77", "evt_e"),
            ]
            for event in wrong { #expect(await bench.deliver(bench.stripe.message(event)) == 204) }
            try await bench.shop.settle()
            for session in [mine, other] { #expect(try await bench.payment(session)["captured"]["amount"] == 0) }
            let log = try await bench.shop.get("/api/v1/admin/webhook-deliveries", try await bench.shop.admin())
            #expect(log["data"].arrayValue?.allSatisfy { $0["result"]?.stringValue?.contains("refused") == true } == true, "\(log.json)")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `refunds that Stripe makes, holds or cannot make are in the books`(database: TestDatabase) async throws {
        try await StripeBench.open(database) { bench in
            let session = try await bench.begin(try await bench.buyer(), card: "pm_card_visa")
            let intent = try #require(bench.stripe.charges.first?.intent)
            bench.stripe.refundByHand(intent, 89)
            try await bench.deliverAll { $0.reversed() }
            #expect(try await bench.payment(session)["refunded"]["amount"] == 89)

            bench.stripe.holdRefunds()
            let pending = try await bench.ask("refunds", session, 400)
            #expect(pending["operations"].arrayValue?.last?["status"] == "pending", "\(pending.json)")
            #expect(try await bench.payment(session)["refunded"]["amount"] == 489)
            bench.stripe.endRefunds(succeeding: false)
            try await bench.deliverAll()
            let after = try await bench.payment(session)
            #expect(after["refunded"]["amount"] == 89 && after["operations"].arrayValue?.last?["status"] == "failed", "\(after.json)")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a dispute is in the books until it is won`(database: TestDatabase) async throws {
        try await StripeBench.open(database) { bench in
            let session = try await bench.begin(try await bench.buyer(), card: "pm_card_visa")
            let intent = try #require(bench.stripe.charges.first?.intent)
            bench.stripe.dispute(intent, status: "needs_response")
            try await bench.deliverAll()
            #expect(try await bench.payment(session)["disputed"]["amount"] == 2_489)
            bench.stripe.dispute(intent, status: "won")
            try await bench.deliverAll()
            #expect(try await bench.payment(session)["disputed"]["amount"] == 0)
        }
    }

    @Test func `a message that failed is acted upon when staff replay it`() async throws {
        try await StripeBench.open(.sqlite) { bench in
            let session = try await bench.begin(try await bench.buyer(), card: "pm_card_visa")
            _ = bench.stripe.takeMessages()
            bench.stripe.refundByHand(try #require(bench.stripe.charges.first?.intent), 89)
            bench.stripe.failAlways(.errorBefore)
            let message = try #require(
                bench.stripe.takeMessages().last { String(decoding: $0.body, as: UTF8.self).contains("charge.refunded") })
            #expect(await bench.deliver(message) == 204)
            try await bench.shop.settle()
            let admin = try await bench.shop.admin()
            let waiting = try await bench.shop.get("/api/v1/admin/webhook-deliveries", admin)["data"][0]
            #expect(waiting?["status"] == "waiting" && waiting?["error"] != .null, "\(waiting ?? .null)")
            bench.stripe.failAlways(nil)
            let path = "/api/v1/admin/webhook-deliveries/\(waiting?["id"]?.stringValue ?? "")/replay"
            #expect(try await bench.shop.post(path, nil, admin).status == 200)
            try await bench.shop.settle()
            #expect(try await bench.payment(session)["refunded"]["amount"] == 89)
        }
    }
}
