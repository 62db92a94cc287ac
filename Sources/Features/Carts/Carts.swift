import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletInventory
import MartletJSON
import MartletKernel
import MartletPricing

/// Reads, prices and changes carts.
public struct Carts: Sendable {
    let environment: Environment
    let inventory: Inventory
    let prices: PriceCalculator
    let shipping: ShippingOptions
    let store: Store
    let maximumQuantity: Int
    let maximumLines: Int
    let lifetime: Duration
    let change: HookChain<CartChange, Void>

    // MARK: Reading

    /// The cart with its lines and prices. Throws ``CartError/notFound`` unless the secret opens it.
    public func view(_ id: CartID, secret: String, in transaction: ReadTransaction) throws -> CartView {
        guard let cart = try CartStore.find(id, secret: secret, in: transaction) else { throw CartError.notFound }
        return try view(cart, in: transaction)
    }

    /// The cart with its lines and prices.
    public func view(_ cart: Cart, in transaction: ReadTransaction) throws -> CartView {
        let lines = try CartStore.lines(of: cart, in: transaction)
        let priced = lines.compactMap { line in
            line.unitPrice.map { PricingRequest.Line(variant: line.variant, quantity: line.quantity, unitPrice: $0, weight: line.weight) }
        }
        let option = try cart.shippingOption.flatMap { chosen in
            try shipping.offered(for: priced, currency: cart.currency, to: cart.shippingAddress).first { $0.id == chosen }
        }
        let breakdown = try prices.price(
            PricingRequest(lines: priced, currency: cart.currency, shipping: option, destination: cart.shippingAddress),
            now: environment.time.now)
        return CartView(
            cart: cart, lines: lines, shipping: option, price: breakdown,
            availability: try inventory.availability(of: lines.map(\.variant), in: transaction))
    }

    /// The ways in which the cart can be shipped.
    public func shippingOptions(for view: CartView) throws -> [ShippingOption] {
        try shipping.offered(for: view.pricedLines, currency: view.cart.currency, to: view.cart.shippingAddress)
    }

    /// Whether an order of a cart needs a shipping option.
    public var needsShipping: Bool { !shipping.isEmpty }

    // MARK: Changing

    func open(currency: Currency?, email: EmailAddress?, metadata: JSONObject, in transaction: WriteTransaction) throws -> (
        view: CartView, secret: GuestSecret
    ) {
        let secret = GuestSecret(bytes: environment.random.bytes(32))
        let now = environment.time.now
        let cart = Cart(
            id: environment.identifiers.next(), tokenDigest: secret.digest, currency: currency ?? store.currency, email: email,
            metadata: metadata,
            createdAt: now, expiresAt: now + lifetime)
        try transaction.insert(cart)
        return (try view(cart, in: transaction), secret)
    }

    /// Changes the cart's own row.
    func update(_ id: CartID, secret: String, in transaction: WriteTransaction, _ body: (inout Cart) throws -> Void) throws -> CartView {
        var cart = try openCart(id, secret: secret, in: transaction)
        try body(&cart)
        return try changed(cart, in: transaction)
    }

    func add(_ quantity: Int, of variant: VariantID, to id: CartID, secret: String, in transaction: WriteTransaction) throws -> CartView {
        let cart = try openCart(id, secret: secret, in: transaction)
        let held = try CartStore.quantity(of: variant, in: id, transaction)
        try set(held + quantity, of: variant, in: cart, transaction)
        return try changed(cart, in: transaction)
    }

    func change(_ line: CartLineID, to quantity: Int, in id: CartID, secret: String, in transaction: WriteTransaction) throws -> CartView {
        let cart = try openCart(id, secret: secret, in: transaction)
        guard let variant = try CartStore.variant(of: line, in: id, transaction) else { throw CartError.lineNotFound }
        try set(quantity, of: variant, in: cart, transaction)
        return try changed(cart, in: transaction)
    }

    func remove(_ line: CartLineID, from id: CartID, secret: String, in transaction: WriteTransaction) throws -> CartView {
        let cart = try openCart(id, secret: secret, in: transaction)
        guard try CartStore.remove(line, from: id, transaction) else { throw CartError.lineNotFound }
        return try changed(cart, in: transaction)
    }

    private func openCart(_ id: CartID, secret: String, in transaction: WriteTransaction) throws -> Cart {
        guard let cart = try CartStore.find(id, secret: secret, in: transaction) else { throw CartError.notFound }
        guard cart.status == .open else { throw CartError.notOpen(cart.status) }
        return cart
    }

    private func set(_ quantity: Int, of variant: VariantID, in cart: Cart, _ transaction: WriteTransaction) throws {
        guard quantity <= maximumQuantity else { throw CartError.tooMany(maximum: maximumQuantity) }
        guard try CartStore.isOnSale(variant, cart.currency, in: transaction) else { throw CartError.notOnSale(variant) }
        let available = try inventory.availability(of: [variant], in: transaction)[variant] ?? Availability(quantity: 0, item: StockItem())
        guard available.covers(quantity) else {
            throw InventoryError.soldOut([.init(variant: variant, requested: quantity, available: max(0, available.quantity))])
        }
        try CartStore.set(quantity, of: variant, in: cart.id, newLine: environment.identifiers.next(), transaction)
    }

    /// Keeps the cart for its lifetime from now, and lets plugins refuse what has become of it.
    private func changed(_ cart: Cart, in transaction: WriteTransaction) throws -> CartView {
        var cart = cart
        cart.expiresAt = environment.time.now + lifetime
        try transaction.update(cart)
        let view = try view(cart, in: transaction)
        guard view.lines.count <= maximumLines else { throw CartError.tooManyLines(maximum: maximumLines) }
        try change(CartChange(cart: view, transaction: transaction)) { _ in }
        return view
    }

    // MARK: Placing

    /// The cart, locked, whatever its status, if the secret opens it.
    public func lock(_ id: CartID, secret: String, in transaction: WriteTransaction) throws -> Cart {
        guard let cart = try CartStore.find(id, secret: secret, in: transaction) else { throw CartError.notFound }
        return cart
    }

    /// Moves a cart between statuses. False when it was in another one.
    @discardableResult
    public func move(_ id: CartID, from old: Cart.Status, to new: Cart.Status, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute("UPDATE carts SET status = \(new) WHERE id = \(id) AND status = \(old)") == 1
    }
}

extension SingleExtensionPoint where Value == Carts {
    public static var carts: Self { Self("carts", "the carts feature") }
}
