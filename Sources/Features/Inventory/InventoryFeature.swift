import MartletAPI
import MartletDatabase
import MartletKernel

/// Stock: locations, movements, reservations.
public struct InventoryFeature: Plugin {
    public static let id: PluginID = "inventory"
    public static let summary = "Stock by location: movements, reservations, backorders."
    public static let placement = PluginPlacement.feature
    public static let requires: [PluginID] = ["server"]

    public init(settings: NoSettings) {}

    public func register(in registrar: inout Registrar) {
        for migration in Migration.inventory { registrar.add(.migrations, migration) }
        for invariant in Invariant.inventory { registrar.add(.invariants, invariant) }
        registrar.provide(.inventory) { Inventory(environment: $0.environment) }
        registrar.add(.endpoints) { InventoryRoutes(inventory: try $0(.inventory)).endpoints }
        registrar.add(.permissions, PermissionDeclaration(.inventoryRead, "see stock and locations"))
        registrar.add(.permissions, PermissionDeclaration(.inventoryWrite, "move stock and add locations"))
    }
}

extension Permission {
    public static let inventoryRead = Permission("inventory.read")
    public static let inventoryWrite = Permission("inventory.write")
}
