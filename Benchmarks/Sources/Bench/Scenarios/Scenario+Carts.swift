extension Scenario {
    static let cart = Scenario(
        name: "cart", flow: "carts", steps: [.open, .line, Step("look")], limit: .durableTransactions
    ) { CartScript($0, $1, [.open, .line, .look]) }

    /// Many lines go into one cart before the next one is opened, as many as a cart takes by default.
    static let add = Scenario(
        name: "add", flow: "full carts", steps: [.open] + Array(repeating: .line, count: 100),
        limit: .durableTransactions
    ) { CartScript($0, $1, [.open] + Array(repeating: .line, count: 100)) }

    static let complete = Scenario(
        name: "complete", flow: "orders",
        steps: [
            .open, .line, Step("contact", transactions: 1), Step("addresses", transactions: 1), Step("shipping option", transactions: 1),
            // One that takes the stock and makes the order, one that records the payment.
            Step("complete", 201, transactions: 2),
        ], limit: .durableTransactions
    ) { CartScript($0, $1, [.open, .line, .contact, .addresses, .shippingOption, .complete]) }
}

extension Step {
    fileprivate static let open = Step("open", 201, transactions: 1)
    fileprivate static let line = Step("line", transactions: 1)
}

/// A guest with a cart.
private struct CartScript: Script {
    enum Action { case open, line, look, contact, addresses, shippingOption, complete }

    private let shop: Shop
    private var chance: Chance
    private let actions: [Action]
    private var cart: GuestCart?

    init(_ shop: Shop, _ chance: Chance, _ actions: [Action]) {
        self.shop = shop
        self.chance = chance
        self.actions = actions
    }

    private static let address = """
        {"first_name":"Ada","last_name":"Lovelace","line1":"Unter den Linden 1","city":"Berlin","postal_code":"10117","country":"DE"}
        """

    mutating func write(_ step: Int, to request: inout RequestBuffer) {
        let path = "/api/v1/store/carts" + (step == 0 ? "" : "/\(cart?.id ?? "")")
        switch actions[step] {
        case .open: request.send("POST ", path, "{}")
        case .line:
            request.send("POST ", "\(path)/lines", #"{"variant_id":"\#(chance.pick(shop.variants))","quantity":1}"#, cart: cart)
        case .look: request.get(path, cart: cart)
        case .contact: request.send("PUT ", "\(path)/contact", #"{"email":"ada@example.com"}"#, cart: cart)
        case .addresses: request.send("PUT ", "\(path)/addresses", #"{"shipping":\#(CartScript.address)}"#, cart: cart)
        case .shippingOption: request.send("PUT ", "\(path)/shipping-option", #"{"id":"flat-shipping"}"#, cart: cart)
        case .complete:
            request.send("POST ", "\(path)/complete", #"{"payment":{"provider":"manual-payments"}}"#, cart: cart)
        }
    }

    mutating func take(_ answer: Answer, of step: Int) -> Bool {
        guard actions[step] == .open else { return true }
        cart = GuestCart(answer)
        return cart != nil
    }
}
