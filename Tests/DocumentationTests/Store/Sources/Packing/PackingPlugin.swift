import MartletAPI
import MartletCarts
import MartletDatabase
import MartletKernel
import MartletOrders

/// Keeps a list of what is to be packed, and refuses carts that no courier carries.
public struct PackingPlugin: Plugin {
    public static let id: PluginID = "packing"
    public static let summary = "A list of what is to be packed, and a limit to what a cart weighs."
    public static let requires: [PluginID] = ["carts", "orders"]

    // region: settings
    public struct Settings: PluginSettings {
        public static let schema = SettingsSchema(
            .integer("max_grams", "The heaviest cart.", in: 1...1_000_000, default: 20_000))
        let maxGrams: Int
    }
    // endregion

    private let settings: Settings

    public init(settings: Settings) { self.settings = settings }

    public func register(in registrar: inout Registrar) {
        // region: hook
        let limit = settings.maxGrams
        registrar.handle(.cartChange) { change, next in
            guard change.cart.weight <= limit else {
                throw Refusal("cart_too_heavy", "The cart weighs \(change.cart.weight) g; \(limit) g is the most.")
            }
            try next(change)
        }
        // endregion
        // region: register migrations
        for migration in Migration.packing { registrar.add(.migrations, migration) }
        // endregion
        // region: subscriber
        registrar.subscribe(to: OrderPlaced.self, as: "list") { resolver in
            let database = try resolver(.database)
            return { event, envelope in
                try await database.write {
                    try PackingList.add(event.order, number: event.number, at: envelope.publishedAt, in: $0)
                }
            }
        }
        // endregion
        // region: register routes
        registrar.add(.endpoints) { _ in PackingRoutes().endpoints }
        registrar.add(.permissions, PermissionDeclaration(.packingRead, "see what is to be packed"))
        // endregion
    }
}
