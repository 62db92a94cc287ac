import MartletAPI
import MartletDatabase
import MartletIdentity
import MartletKernel

/// What a shop keeps about its customers beside how they sign in: who they are, and where they live.
public struct CustomersFeature: Plugin {
    public static let id: PluginID = "customers"
    public static let summary = "Customers' profiles and address books."
    public static let placement = PluginPlacement.feature
    public static let requires: [PluginID] = ["identity"]

    public struct Settings: PluginSettings {
        public static let schema = SettingsSchema(
            .integer("address_limit", "How many addresses a customer keeps at most.", in: 1...1_000, default: 50))
        let addressLimit: Int
    }

    private let settings: Settings

    public init(settings: Settings) { self.settings = settings }

    public func register(in registrar: inout Registrar) {
        let limit = settings.addressLimit
        for migration in Migration.customers { registrar.add(.migrations, migration) }
        registrar.add(.invariants, .customers)
        registrar.add(.endpoints) { ProfileRoutes(customers: Customers(environment: $0.environment)).endpoints }
        registrar.add(.endpoints) {
            AddressRoutes(book: AddressBook(environment: $0.environment, limit: limit)).endpoints
        }
    }
}
