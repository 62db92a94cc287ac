import Foundation
import Martlet
import MartletDurable
import MartletFlatTax
import MartletJSON
import MartletKernel
import MartletSQLite

/// A thing that a shop tells of.
struct ParcelPacked: Event {
    static let name = "micro.parcel_packed"
    let parcel: Int
    let weight: Int
    var aggregate: String { "parcel \(parcel)" }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("parcel", parcel)
            json.field("weight", weight)
        }
    }
}

/// Somebody who wants to hear of it.
struct ParcelPlugin: Plugin {
    static let id: PluginID = "micro-parcels"
    static let summary = "Hears of parcels."

    init(settings: NoSettings) {}

    func register(in registrar: inout Registrar) {
        registrar.subscribe(to: ParcelPacked.self, as: "listener") { _, _ in }
    }
}

/// The temporary folder of this process's shop.
let microFolder = FileManager.default.temporaryDirectory
    .appendingPathComponent("martlet-micro-\(ProcessInfo.processInfo.processIdentifier)").path

/// A shop with a database of its own in a temporary folder.
func composeShop() throws -> Composition {
    let manifest = """
        server: { request_log: false }
        plugins:
          sqlite: { path: \(microFolder)/shop.db }
          flat-tax: { rate: 19 }
          micro-parcels: {}
        """
    let plugins = [LinkedPlugin(SQLitePlugin.self), LinkedPlugin(FlatTaxPlugin.self), LinkedPlugin(ParcelPlugin.self)]
    return try ShopLoader(linked: LinkedPlugins.builtIn + plugins, variables: [:]).load(yaml: manifest, name: "manifest")
}

/// Removes what a shop has left.
func removeShop() { try? FileManager.default.removeItem(atPath: microFolder) }
