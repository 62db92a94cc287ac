import MartletCarts
import MartletKernel

/// Where a guest and a customer have the same in their carts, what the guest has chosen counts.
struct NewestCartPlugin: Plugin {
    static let id: PluginID = "newest-cart"
    static let summary = "What a guest has chosen last counts."
    static let requires: [PluginID] = ["carts"]

    init(settings: NoSettings) {}

    func register(in registrar: inout Registrar) {
        // region: hook
        registrar.handle(.cartMerge) { merge, _ in
            Dictionary(merge.brought.map { ($0.variant, $0.quantity) }) { first, _ in first }
        }
        // endregion
    }
}
