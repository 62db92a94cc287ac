import MartletDatabase
import MartletKernel
import MartletOrders
import MartletPayments

/// Has goods leave in two parcels as soon as they are ordered, and says so each time.
struct CourierPlugin: Plugin {
    static let id: PluginID = "courier"
    static let summary = "Carries goods away."
    static let requires: [PluginID] = ["orders", "payments"]

    init(settings: NoSettings) {}

    func register(in registrar: inout Registrar) {
        registrar.subscribe(to: OrderPlaced.self, as: "parcels") { resolver in
            let (database, captures) = (try resolver(.database), try resolver(.shipmentCaptures))
            return { event, _ in
                for _ in 1...2 { try await database.write { try captures.goodsLeave(event.order, in: $0) } }
            }
        }
    }
}
