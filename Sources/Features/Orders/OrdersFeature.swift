import MartletAPI
import MartletDatabase
import MartletDurable
import MartletKernel

/// Orders: what was bought, by whom, for how much.
public struct OrdersFeature: Plugin {
    public static let id: PluginID = "orders"
    public static let summary = "Orders, for their buyers and for staff."
    public static let placement = PluginPlacement.feature
    public static let requires: [PluginID] = ["payments", "inventory"]

    public struct Settings: PluginSettings {
        public static let schema = SettingsSchema(
            .choice(
                "numbers", "Whether order numbers are unguessable or counted.", of: OrderNumbers.Style.allCases.map(\.rawValue),
                default: OrderNumbers.Style.random.rawValue),
            .string("number_prefix", "What each order number begins with.", default: ""),
            .duration("erasable_after", "How long an order keeps its buyer from being erased.", default: "30d"))
        let numbers: String
        let numberPrefix: String
        let erasableAfter: SettingDuration
    }

    private let settings: Settings

    public init(settings: Settings) { self.settings = settings }

    public func register(in registrar: inout Registrar) {
        let settings = settings
        for migration in Migration.orders { registrar.add(.migrations, migration) }
        for invariant in Invariant.orders { registrar.add(.invariants, invariant) }
        registrar.provide(.orders) { resolver in
            Orders(
                environment: resolver.environment, inventory: try resolver(.inventory),
                outbox: try resolver(.outbox))
        }
        registrar.provide(.orderNumbers) { resolver in
            OrderNumbers(
                style: OrderNumbers.Style(rawValue: settings.numbers) ?? .random, prefix: settings.numberPrefix,
                random: resolver.environment.random)
        }
        registrar.add(.endpoints) { resolver in
            let refunds = OrderRefunds(
                database: try resolver(.database), orders: try resolver(.orders), operations: try resolver(.paymentOperations))
            return OrderRoutes(orders: try resolver(.orders)).endpoints + OrderRefundRoutes(refunds: refunds).endpoints
        }
        registrar.add(.personalData) {
            OrderData(orders: try $0(.orders), time: $0.environment.time, wait: settings.erasableAfter.duration).personalData
        }
        registrar.add(.permissions, PermissionDeclaration(.ordersRead, "see orders", heldBy: [.manager, .support, .fulfilment]))
        registrar.add(
            .permissions, PermissionDeclaration(.ordersWrite, "change and cancel orders", heldBy: [.manager, .support, .fulfilment]))
    }
}

extension Permission {
    public static let ordersRead = Permission("orders.read")
    public static let ordersWrite = Permission("orders.write")
}
