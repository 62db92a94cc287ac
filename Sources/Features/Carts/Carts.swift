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
    let prices: PriceCalculator
    let shipping: ShippingOptions
    let store: Store
    let maximumQuantity: Int
    let maximumLines: Int
    let lifetime: Duration
    let change: HookChain<CartChange, Void>

    // MARK: Reading

    /// The cart with its lines and prices. Throws ``CartError/notFound`` unless it belongs to the holder.
    public func view(_ id: CartID, for holder: Holder, in transaction: ReadTransaction) throws -> CartView {
        guard let cart = try CartStore.find(id, for: holder, in: transaction) else { throw CartError.notFound }
        return try view(cart, in: transaction)
    }

    /// The cart with its lines and prices.
    public func view(_ cart: Cart, in transaction: ReadTransaction) throws -> CartView {
        try view(cart, try CartStore.lines(of: cart, in: transaction))
    }

    /// - Parameter all: The lines in the cart and those that are saved for later.
    private func view(_ cart: Cart, _ all: [CartLine]) throws -> CartView {
        let lines = all.filter { !$0.isSaved }
        let priced = CartView.priced(lines)
        let option = try cart.shippingOption.flatMap { chosen in
            try shipping.offered(for: priced, currency: cart.currency, to: cart.shippingAddress).first { $0.id == chosen }
        }
        let breakdown = try prices.price(
            PricingRequest(lines: priced, currency: cart.currency, shipping: option, destination: cart.shippingAddress),
            now: environment.time.now)
        return CartView(
            cart: cart, lines: lines, savedLines: all.filter(\.isSaved), shipping: option, price: breakdown)
    }

    /// The ways in which the cart can be shipped.
    public func shippingOptions(for view: CartView) throws -> [ShippingOption] {
        try shipping.offered(for: view.pricedLines, currency: view.cart.currency, to: view.cart.shippingAddress)
    }

    /// Whether an order of a cart needs a shipping option.
    public var needsShipping: Bool { !shipping.isEmpty }

    // MARK: Changing

    /// Opens a cart: a customer's, or one that the secret opens which is returned.
    func open(
        for customer: CustomerID?, currency: Currency?, email: EmailAddress?, metadata: JSONObject, in transaction: WriteTransaction
    ) throws -> (view: CartView, secret: GuestSecret?) {
        let secret = customer == nil ? GuestSecret(bytes: environment.random.bytes(32)) : nil
        let now = environment.time.now
        let cart = Cart(
            id: environment.identifiers.next(), tokenDigest: secret?.digest, customer: customer, currency: currency ?? store.currency,
            email: email, metadata: metadata, createdAt: now, expiresAt: expiry(from: now))
        try transaction.insert(cart)
        guard let customer else { return (try view(cart, []), secret) }
        try gatherSaved(of: customer, into: cart.id, in: transaction)
        return (try view(cart, in: transaction), secret)
    }

    /// Changes the cart's own row.
    func update(_ id: CartID, for holder: Holder, in transaction: WriteTransaction, _ body: (inout Cart) throws -> Void) throws -> CartView
    {
        var cart = try openCart(id, for: holder, in: transaction)
        try body(&cart)
        return try updated(try view(cart, in: transaction), in: transaction)
    }

    /// Chooses one of the ways in which the cart can be shipped.
    func ship(by option: String, _ id: CartID, for holder: Holder, in transaction: WriteTransaction) throws -> CartView {
        var cart = try openCart(id, for: holder, in: transaction)
        let before = try view(cart, in: transaction)
        guard try shippingOptions(for: before).contains(where: { $0.id == option }) else { throw CartError.unknownShippingOption(option) }
        cart.shippingOption = option
        return try updated(try view(cart, before.lines + before.savedLines), in: transaction)
    }

    /// Puts so many of a variant into a cart, or as many more.
    ///
    /// - Throws: ``CartError``, `InventoryError`, and what a handler of ``MartletKernel/Hook/cartChange`` refuses.
    package func add(
        _ quantity: Int, of variant: VariantID, to id: CartID, for holder: Holder, in transaction: WriteTransaction
    ) throws -> CartView {
        let cart = try openCart(id, for: holder, in: transaction)
        try CartStore.add(quantity, of: variant, to: id, newLine: environment.identifiers.next(), transaction)
        return try withLines(of: cart, checking: variant, in: transaction)
    }

    func change(_ line: CartLineID, to quantity: Int, in id: CartID, for holder: Holder, in transaction: WriteTransaction) throws
        -> CartView
    {
        let cart = try openCart(id, for: holder, in: transaction)
        guard let variant = try CartStore.change(line, to: quantity, in: id, transaction) else { throw CartError.lineNotFound }
        return try withLines(of: cart, checking: variant, in: transaction)
    }

    func remove(_ line: CartLineID, from id: CartID, for holder: Holder, in transaction: WriteTransaction) throws -> CartView {
        let cart = try openCart(id, for: holder, in: transaction)
        guard try CartStore.remove(line, saved: false, from: id, transaction) else { throw CartError.lineNotFound }
        return try withLines(of: cart, checking: nil, in: transaction)
    }

    func openCart(_ id: CartID, for holder: Holder, in transaction: WriteTransaction) throws -> Cart {
        guard let cart = try CartStore.find(id, for: holder, in: transaction) else { throw CartError.notFound }
        guard cart.status == .open else { throw CartError.notOpen(cart.status) }
        return cart
    }

    /// The cart whose lines have changed.
    ///
    /// - Parameter variant: The one that there is more of, which must be for sale and in stock.
    func withLines(of cart: Cart, checking variant: VariantID?, in transaction: WriteTransaction) throws -> CartView {
        var cart = cart
        if renew(&cart) { try CartStore.keep(cart.id, until: cart.expiresAt, transaction) }
        let view = try view(cart, in: transaction)
        if let variant { try check(variant, in: view) }
        guard max(view.lines.count, view.savedLines.count) <= maximumLines else { throw CartError.tooManyLines(maximum: maximumLines) }
        try change(CartChange(cart: view, transaction: transaction)) { _ in }
        return view
    }

    private func check(_ variant: VariantID, in view: CartView) throws {
        guard let line = view.lines.first(where: { $0.variant == variant }) else { throw CartError.notOnSale(variant) }
        guard line.quantity <= maximumQuantity else { throw CartError.tooMany(maximum: maximumQuantity) }
        guard line.unitPrice != nil else { throw CartError.notOnSale(variant) }
        guard line.availability.covers(line.quantity) else {
            throw InventoryError.soldOut([.init(variant: variant, requested: line.quantity, available: max(0, line.availability.quantity))])
        }
    }

    /// The cart whose own row has changed; plugins may refuse what has become of it.
    private func updated(_ view: CartView, in transaction: WriteTransaction) throws -> CartView {
        var view = view
        renew(&view.cart)
        try transaction.update(view.cart)
        try change(CartChange(cart: view, transaction: transaction)) { _ in }
        return view
    }

    /// A cart as it is about to be, with all its lines; plugins may refuse it. Nothing is written yet.
    func settled(_ cart: Cart, _ lines: [CartLine], in transaction: WriteTransaction) throws -> CartView {
        var view = try view(cart, lines)
        renew(&view.cart)
        try change(CartChange(cart: view, transaction: transaction)) { _ in }
        return view
    }

    // MARK: Expiry

    /// A cart is kept for its lifetime from its last change, and up to a hundredth longer, so that not each change has to write
    /// down a new end.
    private func expiry(from now: Timestamp) -> Timestamp { now + lifetime + lifetime / 100 }

    /// Keeps the cart for its lifetime from now. False when it is kept for so long anyway.
    @discardableResult
    private func renew(_ cart: inout Cart) -> Bool {
        let now = environment.time.now
        guard cart.expiresAt < now + lifetime else { return false }
        cart.expiresAt = expiry(from: now)
        return true
    }

    // MARK: Placing

    /// The cart, locked, whatever its status, if it belongs to the holder.
    public func lock(_ id: CartID, for holder: Holder, in transaction: WriteTransaction) throws -> Cart {
        guard let cart = try CartStore.find(id, for: holder, in: transaction) else { throw CartError.notFound }
        return cart
    }

    /// Moves a cart between statuses, unless it is in another one.
    public func move(_ id: CartID, from old: Cart.Status, to new: Cart.Status, in transaction: WriteTransaction) throws {
        try transaction.executeLater("UPDATE carts SET status = \(new) WHERE id = \(id) AND status = \(old)")
    }
}

extension SingleExtensionPoint where Value == Carts {
    public static var carts: Self { Self("carts", "the carts feature") }
}
