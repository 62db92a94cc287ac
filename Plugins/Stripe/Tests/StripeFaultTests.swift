import MartletCommerce
import MartletJSON
import MartletTesting
import TestSupport
import Testing

/// What Stripe and the network do to a shop, and what comes of it.
@Suite(.timeLimit(.minutes(5)))
struct StripeFaultTests {
    @Test(arguments: PaymentFault.allCases)
    func `a fault at any step of a payment charges once, or not at all`(fault: PaymentFault) async throws {
        // Making the intent, and confirming it.
        for step in 0..<2 {
            try await StripeBench.open(.sqlite) { bench in
                let buyer = try await bench.buyer()
                let faults: [PaymentFault?] = Array(repeating: nil, count: step) + [fault, fault]
                for fault in faults { bench.stripe.fail(fault) }
                let session = try await bench.begin(buyer, card: "pm_card_visa")
                try await bench.sweep()
                try await bench.sweep(after: .seconds(700))
                try await bench.deliverAll()
                let taken = bench.stripe.charges.map { $0.received - $0.refunded }.reduce(0, +)
                let cart = try await buyer.view()["status"]
                let isOrdered = cart == "ordered"
                #expect(taken == (isOrdered ? 2_489 : 0), "\(fault) at \(step): \(session.json)")
                #expect(isOrdered || cart == "open")
            }
        }
    }

    @Test(arguments: PaymentFault.allCases, ["capture", "refunds", "void"])
    func `a fault at a capture, a refund or a void moves money once, or not at all`(fault: PaymentFault, action: String) async throws {
        try await StripeBench.open(.sqlite, features: "payments: { capture: by-hand }") { bench in
            let session = try await bench.begin(try await bench.buyer(), card: "pm_card_visa")
            if action == "refunds" { _ = try await bench.ask("capture", session) }
            bench.stripe.fail(fault, fault)
            let asked = try await bench.ask(action, session, action == "void" ? nil : 1_000)
            #expect([402, 502].contains(asked.status), "\(asked.json)")
            if asked.status == 502 { #expect(try await bench.ask(action, session, action == "void" ? nil : 1_000).code == "payment_busy") }
            try await bench.sweep()
            let payment = try await bench.payment(session)
            let charge = try #require(bench.stripe.charges.first)
            #expect(payment["captured"]["amount"] == .integer(charge.received), "\(payment.json)")
            #expect(payment["refunded"]["amount"] == .integer(charge.refunded), "\(payment.json)")
            #expect((payment["status"] == "voided") == (charge.status == "canceled"))
            #expect(charge.refunded <= 1_000 && (action != "capture" || charge.received <= 1_000))
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a payment that is named as another one is left in doubt, and staff are told`(database: TestDatabase) async throws {
        let log = MemoryLog()
        try await StripeBench.open(database, log: log) { bench in
            let first = try await bench.begin(try await bench.buyer(), card: "pm_card_visa")
            // It begins to count from the start again.
            bench.shop.network.pass(to: FakeStripe(webhookSecret: StripeBench.secret, time: bench.shop.time))
            let buyer = try await bench.buyer()
            let second = try await bench.begin(buyer, card: "pm_card_visa")
            #expect(second.status == 201 && second["status"] == "pending", "\(second.json)")
            #expect(log.entries.contains { $0.level == .error && $0.message == "a payment provider contradicts the shop" })
            #expect(try await buyer.view()["status"] != "ordered")
            #expect(try await bench.payment(first)["captured"]["amount"] == 2_489)
            try await bench.shop.verify()
        }
    }

    @Test func `what was asked so long ago that Stripe has forgotten the key is looked up, not repeated`() async throws {
        try await StripeBench.open(.sqlite) { bench in
            let session = try await bench.begin(try await bench.buyer(), card: "pm_card_visa")
            bench.stripe.fail(.silenceAfter, .silenceAfter)
            #expect(try await bench.ask("refunds", session, 1_000).status == 502)
            bench.shop.time.advance(by: .seconds(3 * 86_400))
            let before = bench.stripe.requests.count
            try await bench.sweep()
            #expect(bench.stripe.requests.dropFirst(before).allSatisfy { $0.method == .get })
            #expect(try await bench.payment(session)["refunded"]["amount"] == 1_000)
            #expect(bench.stripe.charges.map(\.refunded) == [1_000])
        }
    }

    @Test func `a provider that keeps failing is left alone for a while, and tried again`() async throws {
        try await StripeBench.open(.sqlite) { bench in
            bench.stripe.failAlways(.unreachable)
            for _ in 0..<8 { #expect(try await bench.begin(try await bench.buyer(), card: "pm_card_visa").status == 402) }
            let before = bench.stripe.requests.count
            let refused = try await bench.begin(try await bench.buyer(), card: "pm_card_visa")
            #expect(refused.status == 402 && refused["reason"] == "unavailable")
            #expect(bench.stripe.requests.count == before)
            bench.stripe.failAlways(nil)
            bench.shop.time.advance(by: .seconds(16))
            #expect(try await bench.begin(try await bench.buyer(), card: "pm_card_visa")["status"] == "captured")
            #expect(try await bench.begin(try await bench.buyer(), card: "pm_card_visa")["status"] == "captured")
        }
    }
}
