import MartletDatabase
import MartletKernel
import TestSupport
import Testing

/// Hears of points and writes them down.
private struct PointsListenerPlugin: Plugin {
    static let id: PluginID = "points-listener"
    static let summary = "Hears of points."

    init(settings: NoSettings) {}

    func register(in registrar: inout Registrar) {
        registrar.add(.migrations, Migration(1, "create what was heard", ["CREATE TABLE heard_points (points {int} NOT NULL)"]))
        registrar.subscribe(to: PointsEarned.self, as: "listen") { resolver in
            let database = try resolver(.database)
            return { event, _ in
                try await database.write { _ = try $0.execute("INSERT INTO heard_points (points) VALUES (\(event.points))") }
            }
        }
    }
}

@Suite(.timeLimit(.minutes(1)))
struct LoyaltyTests {
    @Test(arguments: TestDatabase.available)
    func `a handler of another plugin changes the points, and they are told once`(database: TestDatabase) async throws {
        let settings = "  manual-payments: {}\n  flat-shipping: {}\n  loyalty: {}\n  double-points: {}\n  points-listener: {}\n"
        let plugins: [any Plugin.Type] = [LoyaltyPlugin.self, DoublePointsPlugin.self, PointsListenerPlugin.self]
        try await database.shop(settings: settings, extra: plugins) { shop in
            let buyer = try await Buyer(in: shop)
            _ = try await buyer.add(try await shop.product("Anvil", price: 6_010)[0])
            try await buyer.fillIn()
            #expect(try await buyer.complete().status == 201)
            try await shop.settle()
            // 60.10 and 4.90 for shipping are 65 points, doubled.
            let heard = try await shop.database.read { try $0.all("SELECT points FROM heard_points") { try $0.next(Int.self) } }
            #expect(heard == [130])
        }
    }
}
