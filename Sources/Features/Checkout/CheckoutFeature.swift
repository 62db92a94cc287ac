import MartletAPI
import MartletDatabase
import MartletDurable
import MartletKernel

/// How a cart becomes an order.
public struct CheckoutFeature: Plugin {
    public static let id: PluginID = "checkout"
    public static let summary = "Places orders: once, priced to the cent, safe from crashes."
    public static let placement = PluginPlacement.feature
    public static let requires: [PluginID] = ["carts", "orders"]

    public struct Settings: PluginSettings {
        public static let schema = SettingsSchema(
            .duration("hold", "How long an unfinished placement holds its stock; operators are told of it afterwards.", default: "10m"),
            .duration("sweep_every", "How often unfinished placements are looked for.", default: "30s"),
            .duration("sweep_after", "How old a placement must be to count as unfinished.", default: "60s"))
        let hold: SettingDuration
        let sweepEvery: SettingDuration
        let sweepAfter: SettingDuration
    }

    private let settings: Settings

    public init(settings: Settings) { self.settings = settings }

    public func register(in registrar: inout Registrar) {
        let settings = settings
        for invariant in Invariant.checkout { registrar.add(.invariants, invariant) }
        registrar.provide(.placements) { resolver in
            Placements(orders: try resolver(.orders), carts: try resolver(.carts), returns: try resolver(.paymentReturns))
        }
        registrar.provide(.checkout) { resolver in
            Checkout(
                environment: resolver.environment, database: try resolver(.database), carts: try resolver(.carts),
                orders: try resolver(.orders),
                numbers: try resolver(.orderNumbers), inventory: try resolver(.inventory), ledger: try resolver(.paymentLedger),
                providers: try resolver(.payments), methods: try resolver(.paymentMethods), placements: try resolver(.placements),
                hold: settings.hold.duration,
                placement: try resolver(.placement))
        }
        registrar.add(.endpoints) { resolver in
            CheckoutRoutes(checkout: try resolver(.checkout), carts: try resolver(.carts), providers: try resolver(.payments)).endpoints
                + PaymentSessionRoutes(checkout: try resolver(.checkout)).endpoints
        }
        registrar.handle(.paymentChange, order: 1_000) { resolver in
            let placements = try resolver(.placements)
            return { change, next in
                try next(change)
                try placements.settle(change)
            }
        }
        registrar.add(.schedules) { resolver in
            let checkout = try resolver(.checkout)
            return Schedule("checkout.sweep", every: settings.sweepEvery.duration) {
                try await checkout.sweep(olderThan: settings.sweepAfter.duration)
            }
        }
        registrar.add(.healthChecks) { resolver in
            let (database, orders, time) = (try resolver(.database), try resolver(.orders), resolver.environment.time)
            return HealthCheck("placements") {
                let before = time.now - settings.hold.duration
                guard let stuck = try? await database.read({ try orders.unfinished(before: before, limit: 100, in: $0) }) else {
                    return .failing("the database cannot be reached")
                }
                guard !stuck.isEmpty else { return .healthy }
                return .degraded("\(stuck.count) orders cannot be finished: their payment is in doubt, or paid for what is sold by now")
            }
        }
    }
}
