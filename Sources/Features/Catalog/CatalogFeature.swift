import MartletAPI
import MartletDatabase
import MartletDurable
import MartletKernel

/// Products, variants, prices, categories, and their search.
public struct CatalogFeature: Plugin {
    public static let id: PluginID = "catalog"
    public static let summary = "Products with variants and prices, categories, search."
    public static let placement = PluginPlacement.feature
    public static let requires: [PluginID] = ["inventory"]

    public init(settings: NoSettings) {}

    public func register(in registrar: inout Registrar) {
        for migration in Migration.catalog { registrar.add(.migrations, migration) }
        for invariant in Invariant.catalog { registrar.add(.invariants, invariant) }
        registrar.provide(.catalog) {
            Catalog(
                environment: $0.environment, inventory: try $0(.inventory), outbox: try $0(.outbox), answers: try $0(.answerCache),
                changes: try $0(.changeLog))
        }
        registrar.provide(.productSearch) {
            ProductSearch(
                database: try $0(.database), changes: try $0(.changeLog), environment: $0.environment, answers: try $0(.answerCache))
        }
        registrar.add(.services) { try $0(.productSearch) }
        registrar.add(.endpoints) { StoreCatalogRoutes(store: try $0(.store), search: try $0(.productSearch)).endpoints }
        registrar.add(.endpoints) {
            AdminProductRoutes(catalog: try $0(.catalog), store: try $0(.store), search: try $0(.productSearch)).endpoints
        }
        registrar.add(.endpoints) { AdminCategoryRoutes(catalog: try $0(.catalog)).endpoints }
        registrar.add(
            .permissions,
            PermissionDeclaration(.catalogRead, "see products and categories, published or not", heldBy: [.manager, .support, .fulfilment]))
        registrar.add(.permissions, PermissionDeclaration(.catalogWrite, "add and change products and categories", heldBy: [.manager]))
        registrar.add(.seeders) { resolver in
            DemoCatalog(
                catalog: try resolver(.catalog), inventory: try resolver(.inventory), store: try resolver(.store)
            ).seeder
        }
    }
}

extension ResourceKind {
    public static let product = ResourceKind("product")
    public static let variant = ResourceKind("variant")
    public static let category = ResourceKind("category")
    /// Products that were read from the files of another shop.
    public static let productImport = ResourceKind("import")
}

extension Permission {
    public static let catalogRead = Permission("catalog.read")
    public static let catalogWrite = Permission("catalog.write")
}
