import MartletAPI
import MartletCarts
import MartletDatabase
import MartletJSON
import MartletKernel
import MartletOrders
import MartletTesting
import TestSupport
import Testing

/// A plugin as a store would write it: a hook, a subscriber, a route, a migration, all in one place.
private struct WeightLimitPlugin: Plugin {
    static let id: PluginID = "weight-limit"
    static let summary = "Refuses carts that nobody can carry."
    static let requires: [PluginID] = ["carts", "orders"]

    struct Settings: PluginSettings {
        static let schema = SettingsSchema(.integer("grams", "The heaviest cart.", default: 1_000))
        let grams: Int
    }

    let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func register(in registrar: inout Registrar) {
        let limit = settings.grams
        registrar.add(
            .migrations, Migration(1, "count orders", ["CREATE TABLE placed_orders (number {text} NOT NULL PRIMARY KEY)"]))
        registrar.handle(.cartChange) { change, next in
            guard change.cart.weight <= limit else {
                throw Refusal("cart_too_heavy", "The cart weighs \(change.cart.weight) g; \(limit) g is the most.")
            }
            try next(change)
        }
        registrar.subscribe(to: OrderPlaced.self, as: "count") { resolver in
            let database = try resolver(.database)
            return { event, _ in
                try await database.write {
                    _ = try $0.execute("INSERT INTO placed_orders (number) VALUES (\(event.number)) ON CONFLICT (number) DO NOTHING")
                }
            }
        }
        registrar.add(.endpoints) { _ in
            [
                .read(.store, "/placed-orders", access: .anyone, tag: "Weight limit", "Counts placed orders.", input: NoInput.self) {
                    _, transaction in
                    PlacedOrders(count: try transaction.count("SELECT COUNT(*) FROM placed_orders"))
                }
            ]
        }
    }
}

private struct PlacedOrders: ResponseBody {
    let count: Int
    static let schema = Schema.object([("count", .integer())])
    func write(to json: inout JSONWriter) { json.object { $0.field("count", count) } }
}

@Suite(.timeLimit(.minutes(2)))
struct OwnPluginTests {
    @Test(arguments: TestDatabase.available)
    func `a plugin of a store's own needs no change anywhere else`(database: TestDatabase) async throws {
        let settings = "  manual-payments: {}\n  flat-shipping: {}\n  weight-limit: { grams: 600 }\n"
        try await database.shop(settings: settings, extra: [WeightLimitPlugin.self]) { shop in
            let variant = try await shop.product("Anvil", weight: 250)[0]
            let buyer = try await Buyer(in: shop)
            let refusal = try await buyer.add(variant, 3)
            #expect(refusal.status == 422)
            #expect(refusal.code == "cart_too_heavy")
            #expect(try await buyer.view()["lines"].arrayValue?.isEmpty == true)

            _ = try await buyer.add(variant, 2)
            try await buyer.fillIn()
            #expect(try await buyer.complete().status == 201)
            try await shop.settle()
            #expect(try await shop.get("/api/v1/store/placed-orders")["count"] == 1)
            #expect(shop.timings.snapshot.keys.contains { $0.plugin == "weight-limit" && $0.handler == "weight-limit/count" })
        }
    }
}
