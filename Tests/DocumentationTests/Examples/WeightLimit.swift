import MartletCarts
import MartletKernel

struct WeightLimit: Plugin {
    static let id: PluginID = "weight-limit"
    static let summary = "Refuses carts that no courier carries."
    init(settings: NoSettings) {}

    func register(in registrar: inout Registrar) {
        registrar.handle(.cartChange) { change, next in
            guard change.cart.weight <= 20_000 else { throw Refusal("cart_too_heavy", "A cart weighs 20 kg at most.") }
            try next(change)
        }
    }
}
