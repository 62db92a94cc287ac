import MartletCatalog
import MartletDatabase
import MartletDurable
import MartletInventory
import MartletKernel

/// Reads product exports of Shopify: `martlet import shopify FILE…`.
public struct ShopifyImportPlugin: Plugin {
    public static let id: PluginID = "shopify-import"
    public static let summary = "Reads product exports of Shopify: martlet import shopify FILE…"
    public static let requires: [PluginID] = ["catalog"]

    public init(settings: NoSettings) {}

    public func register(in registrar: inout Registrar) {
        for migration in ImportedQuantities.migrations { registrar.add(.migrations, migration) }
        registrar.provide(.catalogImporters, named: "shopify") { resolver in
            ShopifyImporter(
                database: try resolver(.database), catalog: try resolver(.catalog), inventory: try resolver(.inventory),
                store: try resolver(.store), audit: try resolver(.auditLog))
        }
    }
}
