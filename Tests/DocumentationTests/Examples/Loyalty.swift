import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletJSON
import MartletKernel
import MartletOrders

// region: hook
/// Points that an order is about to earn.
struct PointsGrant {
    let order: OrderID
    let total: Money
    let transaction: WriteTransaction
}

extension Hook where Input == PointsGrant, Output == Int {
    /// Works out how many points an order earns, inside the transaction that books them.
    static var loyaltyPoints: Self { Self("loyalty.points") }
}
// endregion

// region: event
/// An order has earned points.
struct PointsEarned: Event {
    static let name = "loyalty.points_earned"
    let order: OrderID
    let points: Int

    var aggregate: String { "\(order)" }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("order", order)
            json.field("points", points)
        }
    }
}
// endregion

/// A point for each euro of an order.
struct LoyaltyPlugin: Plugin {
    static let id: PluginID = "loyalty"
    static let summary = "A point for each euro."
    static let requires: [PluginID] = ["orders"]

    init(settings: NoSettings) {}

    func register(in registrar: inout Registrar) {
        registrar.add(
            .migrations,
            Migration(
                1, "create points", ["CREATE TABLE loyalty_points (order_id {id} NOT NULL PRIMARY KEY, points {int} NOT NULL)"]))
        // region: subscriber
        registrar.subscribe(to: OrderPlaced.self, as: "grant") { resolver in
            let loyalty = Loyalty(
                database: try resolver(.database), outbox: try resolver(.outbox), points: try resolver(.loyaltyPoints))
            return { event, _ in try await loyalty.grant(event) }
        }
        // endregion
    }
}

// region: chain
struct Loyalty: Sendable {
    let database: Database
    let outbox: Outbox
    let points: HookChain<PointsGrant, Int>

    func grant(_ event: OrderPlaced) async throws {
        try await database.write { transaction in
            let grant = PointsGrant(order: event.order, total: event.total, transaction: transaction)
            let earned = try points(grant) { Int($0.total.amount / $0.total.currency.unit) }
            let added = try transaction.execute(
                """
                INSERT INTO loyalty_points (order_id, points) VALUES (\(event.order), \(earned))
                ON CONFLICT (order_id) DO NOTHING
                """)
            if added == 1 { try outbox.publish(PointsEarned(order: event.order, points: earned), in: transaction) }
        }
    }
}
// endregion

/// Another plugin, which knows of the hook.
struct DoublePointsPlugin: Plugin {
    static let id: PluginID = "double-points"
    static let summary = "Twice the points from 50.00 on."
    static let requires: [PluginID] = ["loyalty"]

    init(settings: NoSettings) {}

    func register(in registrar: inout Registrar) {
        // region: handler
        registrar.handle(.loyaltyPoints) { grant, next in
            let points = try next(grant)
            return grant.total.amount >= 5_000 ? points * 2 : points
        }
        // endregion
    }
}
