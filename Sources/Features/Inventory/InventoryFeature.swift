import MartletAPI
import MartletDatabase
import MartletDurable
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
        registrar.provide(.inventory) {
            Inventory(environment: $0.environment, answers: try $0(.answerCache), changes: try $0(.changeLog))
        }
        registrar.add(.schedules) { resolver in
            let (database, inventory) = (try resolver(.database), try resolver(.inventory))
            return Schedule("inventory.expire", every: .seconds(30)) {
                while try await database.write({ try inventory.releaseExpired(100, in: $0) }) > 0 {}
            }
        }
        registrar.add(.endpoints) { InventoryRoutes(inventory: try $0(.inventory)).endpoints }
        registrar.add(
            .permissions, PermissionDeclaration(.inventoryRead, "see stock and locations", heldBy: [.manager, .support, .fulfilment]))
        registrar.add(
            .permissions, PermissionDeclaration(.inventoryWrite, "move stock and add locations", heldBy: [.manager, .fulfilment]))
    }
}

extension Permission {
    public static let inventoryRead = Permission("inventory.read")
    public static let inventoryWrite = Permission("inventory.write")
}
