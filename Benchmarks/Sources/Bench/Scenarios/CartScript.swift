/// A guest with a cart.
struct CartScript: Script {
    enum Action {
        case list, product, search, open, line, look, contact, addresses, shippingOption, complete

        var step: Step {
            switch self {
            case .open, .complete: Step("\(self)", 201)
            default: Step("\(self)")
            }
        }
    }

    private let shop: Shop
    private var chance: Chance
    private let actions: [Action]
    private let isEnough: () -> Bool
    private let finished: (GuestCart) -> Void
    private var cart: GuestCart?

    /// - Parameters:
    ///   - isEnough: Asked before each flow.
    ///   - finished: Gets the cart after the last action.
    init(
        _ shop: Shop, _ chance: Chance, _ actions: [Action], isEnough: @escaping () -> Bool = { false },
        finished: @escaping (GuestCart) -> Void = { _ in }
    ) {
        self.shop = shop
        self.chance = chance
        self.actions = actions
        self.isEnough = isEnough
        self.finished = finished
    }

    private static let address = """
        {"first_name":"Ada","last_name":"Lovelace","line1":"Unter den Linden 1","city":"Berlin","postal_code":"10117","country":"DE"}
        """

    mutating func request(_ step: Int) -> Request? {
        if step == 0, isEnough() { return nil }
        let path = "/api/v1/store/carts" + (cart.map { "/\($0.id)" } ?? "")
        switch actions[step] {
        case .list: return .get("/api/v1/store/products?limit=20")
        case .product: return .get("/api/v1/store/products/\(chance.pick(shop.handles))")
        case .search: return .get(chance.search)
        case .open: return .post("/api/v1/store/carts", "{}")
        case .line: return .post("\(path)/lines", #"{"variant_id":"\#(chance.pick(shop.variants))","quantity":1}"#, cart: cart)
        case .look: return .get(path, cart: cart)
        case .contact: return .put("\(path)/contact", #"{"email":"ada@example.com"}"#, cart: cart)
        case .addresses: return .put("\(path)/addresses", #"{"shipping":\#(CartScript.address)}"#, cart: cart)
        case .shippingOption: return .put("\(path)/shipping-option", #"{"id":"flat-shipping"}"#, cart: cart)
        case .complete: return cart.map(Request.completing)
        }
    }

    mutating func take(_ answer: Answer, of step: Int) -> Bool {
        if actions[step] == .open {
            cart = GuestCart(answer)
            if cart == nil { return false }
        }
        if step == actions.count - 1, let cart { finished(cart) }
        return true
    }
}

extension Request {
    /// Places the order of a cart.
    static func completing(_ cart: GuestCart) -> Request {
        .post("/api/v1/store/carts/\(cart.id)/complete", #"{"payment":{"provider":"manual-payments"}}"#, cart: cart)
    }
}
