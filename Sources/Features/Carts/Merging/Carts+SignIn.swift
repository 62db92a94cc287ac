import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletIdentity
import MartletKernel

extension Carts {
    /// The cart that a customer goes on with on every device: the one that they opened last and have not ordered.
    public func current(of customer: CustomerID, in transaction: ReadTransaction) throws -> Cart? {
        try CartStore.current(of: customer, in: transaction)
    }

    /// Makes the cart that a secret opens the customer's. Where they have one already its lines come to theirs, within stock and maximum.
    ///
    /// A secret that opens no open cart is passed over. So is a cart that a plugin refuses: it stays the guest's.
    ///
    /// - Parameter merge: Says how many there are to be.
    /// - Returns: The customer's cart and what has changed; `nil` when there was nothing to take over.
    func takeOver(
        _ secret: String, for customer: CustomerID, merge: HookChain<CartMerge, [VariantID: Int]>, in transaction: WriteTransaction
    ) throws -> CarriedOver? {
        let now = environment.time.now
        guard let guest = try CartStore.guests(GuestSecret.digest(of: secret), in: transaction), guest.expiresAt > now else { return nil }
        guard let own = try CartStore.current(of: customer, in: transaction), own.expiresAt > now else {
            try CartStore.give(guest.id, to: customer, in: transaction)
            try gatherSaved(of: customer, into: guest.id, in: transaction)
            return CarriedOver("cart", id: "\(guest.id)", [])
        }
        let held = try CartStore.lines(of: own, in: transaction)
        let brought = try CartStore.lines(of: guest, in: own.currency, transaction)
        let inCart = (own: held.filter { !$0.isSaved }, brought: brought.filter { !$0.isSaved })
        let saved = SavedLines(own: held, brought: brought, maximumQuantity: maximumQuantity, maximumLines: maximumLines)
        let wanted = try merge(CartMerge(customer: customer, own: inCart.own, brought: inCart.brought, transaction: transaction)) { input in
            (input.own + input.brought).reduce(into: [:]) { $0[$1.variant, default: 0] += $1.quantity }
        }
        let merged = MergedLines(
            own: inCart.own, brought: inCart.brought, wanted: wanted, maximumQuantity: maximumQuantity, maximumLines: maximumLines)
        do {
            let view = try settled(own.completed(by: guest), merged.lines + saved.lines, in: transaction)
            try CartStore.replace(guest.id, by: view, instead: inCart.own, in: transaction)
            try CartStore.save(saved.lines, in: own.id, transaction)
        } catch is Refusal {
            return CarriedOver("cart", id: "\(own.id)", [CarriedOver.Change("kept", "\(guest.id)", limit: "refused")])
        }
        return CarriedOver("cart", id: "\(own.id)", merged.changes + saved.changes)
    }

    /// What a customer who signs in gets of the guest that they were.
    func signIn(
        _ input: SignIn, merge: HookChain<CartMerge, [VariantID: Int]>, _ next: (SignIn) throws -> [CarriedOver]
    ) throws -> [CarriedOver] {
        var input = input
        if let secret = input.guest[.cart],
            let carriedOver = try takeOver(secret, for: input.customer, merge: merge, in: input.transaction)
        {
            input.carriedOver.append(carriedOver)
        }
        return try next(input)
    }
}

extension Cart {
    /// The cart with what another one says where this one says nothing.
    fileprivate func completed(by other: Cart) -> Cart {
        var cart = self
        cart.email = email ?? other.email
        cart.shippingAddress = shippingAddress ?? other.shippingAddress
        cart.billingAddress = billingAddress ?? other.billingAddress
        cart.shippingOption = shippingOption ?? other.shippingOption
        for (key, value) in other.metadata where metadata[key] == nil { cart.metadata[key] = value }
        return cart
    }
}
