import MartletDurable
import MartletJSON
import MartletKernel
import MartletOrders
import TestSupport
import Testing

private struct Echoed: Event {
    static let name = "echo.echoed"
    let number: String
    var aggregate: String { number }
    func write(to json: inout JSONWriter) { json.object { $0.field("number", number) } }
}

/// A subscriber that is built from what publishes events.
private struct EchoPlugin: Plugin {
    static let id: PluginID = "echo"
    static let summary = "Says again what it heard."

    init(settings: NoSettings) {}

    func register(in registrar: inout Registrar) {
        registrar.subscribe(to: OrderPlaced.self, as: "echo") { resolver in
            let (orders, outbox, database) = (try resolver(.orders), try resolver(.outbox), try resolver(.database))
            return { event, _ in
                try await database.write { transaction in
                    guard try orders.view(event.order, in: transaction) != nil else { throw OrderError.notFound }
                    try outbox.publish(Echoed(number: event.number), in: transaction)
                }
            }
        }
    }
}

@Suite(.timeLimit(.minutes(1)))
struct SubscriberTests {
    @Test(arguments: TestDatabase.available)
    func `a subscriber may use what publishes events, and publish itself`(database: TestDatabase) async throws {
        try await database.shop(settings: "  manual-payments: {}\n  flat-shipping: {}\n  echo: {}\n", extra: [EchoPlugin.self]) { shop in
            let buyer = try await Buyer(in: shop)
            _ = try await buyer.add(try await shop.product("Anvil")[0])
            try await buyer.fillIn()
            _ = try await buyer.complete()
            try await shop.settle()
            let published = try await shop.database.read {
                try $0.count("SELECT COUNT(*) FROM outbox_events WHERE name = \(Echoed.name)")
            }
            #expect(published == 1)
        }
    }
}
