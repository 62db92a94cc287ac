import MartletKernel
import MartletTesting
import TestSupport
import Testing

/// What becomes of a shop whose clock is set an hour forward or back. `TestShop` verifies every invariant afterwards.
@Suite(.timeLimit(.minutes(2)))
struct ClockTests {
    private static let jumps: [Duration] = [.seconds(3_600), .seconds(-3_600)]

    @Test(arguments: TestDatabase.available, ClockTests.jumps)
    func `a cart is bought all the same, and its order is found by a repeated request`(database: TestDatabase, jump: Duration) async throws
    {
        try await database.shop { shop in
            let variant = try await shop.product("Lamp", stock: 1)[0]
            let buyer = try await Buyer(in: shop)
            _ = try await buyer.add(variant)
            try await buyer.fillIn()
            shop.time.advance(by: jump)
            await shop.scheduler.runDue()
            let order = try await buyer.complete(key: "k")
            #expect(order.status == 201)
            shop.time.advance(by: jump)
            let again = try await buyer.complete(key: "k")
            #expect(again.status == 201)
            #expect(again["id"] == order["id"])
        }
    }

    @Test(arguments: TestDatabase.available, ClockTests.jumps)
    func `a placement in doubt keeps its piece or finds another buyer, and never both`(database: TestDatabase, jump: Duration) async throws
    {
        let settings = "  scripted-payments: { authorize: unknown, look_up: authorized }\n  manual-payments: {}\n  flat-shipping: {}\n"
        try await database.shop(settings: settings, extra: [ScriptedPaymentsPlugin.self]) { shop in
            let variant = try await shop.product("Lamp", stock: 1)[0]
            let doubtful = try await Buyer(in: shop)
            _ = try await doubtful.add(variant)
            try await doubtful.fillIn()
            #expect(try await doubtful.complete(provider: "scripted-payments").status == 201)
            shop.time.advance(by: jump)
            await shop.scheduler.runDue()
            // Whenever the clock has come past the beginning again, the sweeper ends it.
            shop.time.advance(by: .seconds(3_700))
            await shop.scheduler.runDue()
            let order = try await doubtful.complete(provider: "scripted-payments")
            #expect(order["status"] == "pending" || order["payment_status"] == "authorized", "\(order.json)")
            #expect(try await shop.database.read { try $0.count("SELECT COUNT(*) FROM orders WHERE status = 'placing'") } == 0)
        }
    }
}
