import MartletAPI
import MartletDatabase
import MartletDurable
import MartletIdentity
import MartletKernel
import MartletNotifications

/// What a shop keeps about its customers beside how they sign in: who they are, and where they live.
public struct CustomersFeature: Plugin {
    public static let id: PluginID = "customers"
    public static let summary = "Customers: who they are, where they live, what they want to hear of, what is kept about them."
    public static let placement = PluginPlacement.feature
    public static let requires: [PluginID] = ["identity", "notifications"]

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
        registrar.add(.invariants, .knownCustomers)
        registrar.add(.invariants) { .erased(try $0(.personalData)) }
        registrar.add(.endpoints) {
            SettingsRoutes(customers: Customers(environment: $0.environment), outbox: try $0(.outbox)).endpoints
        }
        // Further in than others: what a plugin has made of a notice is still for the customer to want or not.
        registrar.handle(.sendingNotice, order: 100) { resolver in
            let preferences = PreferenceGuard(database: try resolver(.database))
            return { sending, next in
                try await preferences.check(sending)
                return try await next(sending)
            }
        }
        registrar.add(.personalData) { _ in CustomerData.personalData }
        registrar.provide(.privacy) {
            Privacy(environment: $0.environment, kept: try $0(.personalData), outbox: try $0(.outbox))
        }
        registrar.add(.endpoints) {
            PrivacyRoutes(privacy: try $0(.privacy), signIns: try $0(.signIns), database: try $0(.database)).endpoints
        }
        registrar.add(
            .permissions, PermissionDeclaration(.customersRead, "see customers and what is kept about them", heldBy: [.manager, .support]))
        registrar.add(
            .permissions,
            PermissionDeclaration(
                .customersWrite, "change customers, their groups and notes, shut them out and sign them out", heldBy: [.manager, .support]))
        registrar.add(.permissions, PermissionDeclaration(.customersErase, "erase customers", heldBy: [.manager]))
        registrar.add(.endpoints) { ProfileRoutes(customers: Customers(environment: $0.environment)).endpoints }
        registrar.add(.endpoints) { resolver in
            let administration = CustomerAdministration(
                environment: resolver.environment, accounts: try resolver(.accounts), sessions: try resolver(.sessions))
            return AdminCustomerRoutes(administration: administration).endpoints
                + CustomerNoteRoutes(administration: administration).endpoints + CustomerGroupRoutes().endpoints
        }
        registrar.add(.endpoints) {
            AddressRoutes(book: AddressBook(environment: $0.environment, limit: limit)).endpoints
        }
    }
}

extension Permission {
    public static let customersRead = Permission("customers.read")
    public static let customersWrite = Permission("customers.write")
    public static let customersErase = Permission("customers.erase")
}

extension ResourceKind {
    public static let customer = ResourceKind("customer")
}
