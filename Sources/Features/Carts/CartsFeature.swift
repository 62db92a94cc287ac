import MartletAPI
import MartletDatabase
import MartletDurable
import MartletIdentity
import MartletKernel

/// Carts of guests and customers.
public struct CartsFeature: Plugin {
    public static let id: PluginID = "carts"
    public static let summary = "Carts of guests and customers, with prices worked out at every look."
    public static let placement = PluginPlacement.feature
    public static let requires: [PluginID] = ["catalog", "pricing", "identity"]

    public struct Settings: PluginSettings {
        public static let schema = SettingsSchema(
            .integer("max_quantity", "How many of one variant a cart may hold.", in: 1...9_999, default: 999),
            .integer("max_lines", "How many lines a cart may hold.", in: 1...1_000, default: 200),
            .duration("lifetime", "How long a cart is kept after its last change.", default: "30d"))
        let maxQuantity: Int
        let maxLines: Int
        let lifetime: SettingDuration
    }

    private let settings: Settings

    public init(settings: Settings) { self.settings = settings }

    public func register(in registrar: inout Registrar) {
        let settings = settings
        for migration in Migration.carts { registrar.add(.migrations, migration) }
        registrar.provide(.carts) { resolver in
            Carts(
                environment: resolver.environment, prices: try resolver(.priceCalculator),
                shipping: try resolver(.shippingOptions), store: try resolver(.store), maximumQuantity: settings.maxQuantity,
                maximumLines: settings.maxLines, lifetime: settings.lifetime.duration, change: try resolver(.cartChange))
        }
        registrar.add(.endpoints) { CartRoutes(carts: try $0(.carts)).endpoints }
        registrar.add(.endpoints) { SavedLineRoutes(carts: try $0(.carts)).endpoints }
        registrar.handle(.signIn) { resolver in
            let (carts, merge) = (try resolver(.carts), try resolver(.cartMerge))
            return { input, next in try carts.signIn(input, merge: merge, next) }
        }
        registrar.add(.personalData) { CartData(carts: try $0(.carts)).personalData }
        registrar.add(.endpoints) { _ in CountryRoutes().endpoints }
        registrar.add(.schedules) { resolver in
            let (database, time) = (try resolver(.database), resolver.environment.time)
            return Schedule("carts.expire", every: .seconds(3_600)) {
                let now = time.now
                while try await database.write({ try CartStore.removeExpired(before: now, limit: 500, in: $0) }) > 0 {}
            }
        }
    }
}
