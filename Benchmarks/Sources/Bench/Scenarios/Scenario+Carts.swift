extension Scenario {
    private static func cart(
        _ actions: [CartScript.Action], counting counted: CartScript.Action? = nil, isEnough: @escaping @Sendable () -> Bool = { false },
        finished: @escaping @Sendable (GuestCart) -> Void = { _ in }
    ) -> Scenario {
        Scenario(actions.map(\.step), counting: counted?.step.name) {
            CartScript($0, $1, actions, isEnough: isEnough, finished: finished)
        }
    }

    /// Ten lines go into a cart before the next one is opened.
    static let add = cart([.open] + Array(repeating: .line, count: 10), counting: .line)

    /// What people do in a shop: look around, fill a cart, and some of them buy.
    static let mixed = cart([
        .list, .product, .product, .search, .open, .line, .product, .list, .line, .look, .contact, .addresses, .shippingOption, .complete,
    ])

    /// Fills a basket with carts of one line that lack nothing, until it holds a number of them.
    static func prepare(_ count: Int, into basket: Basket) -> Scenario {
        cart(
            [.open, .line, .contact, .addresses, .shippingOption], isEnough: { basket.count >= count }, finished: { basket.put($0) })
    }

    /// Places the orders of a basket's carts, until it is empty.
    static func order(from basket: Basket) -> Scenario {
        Scenario([CartScript.Action.complete.step]) { _, _ in OrderScript(basket: basket) }
    }
}

private struct OrderScript: Script {
    let basket: Basket

    func request(_ step: Int) -> Request? { basket.take().map(Request.completing) }

    func take(_ answer: Answer, of step: Int) -> Bool { true }
}
