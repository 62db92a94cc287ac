import MartletAPI
import MartletCarts
import MartletCommerce
import MartletDatabase
import MartletInventory
import MartletKernel
import MartletOrders
import MartletPayments

/// Places orders. There is one path, whoever walks it: the buyer's call, or the sweeper after a crash.
///
/// 1. *Prepare*, one transaction: the order, its stock and its pending payment come to be, or nothing does.
/// 2. *Pay*, outside any transaction: the provider is called with the payment's id as the idempotency key.
/// 3. *Finish*, one transaction: the order is confirmed, or everything is given back. Only the first to finish does it.
public struct Checkout: Sendable {
    let environment: Environment
    let database: Database
    let carts: Carts
    let orders: Orders
    let numbers: OrderNumbers
    let inventory: Inventory
    let ledger: PaymentLedger
    let providers: PaymentProviders
    let hold: Duration
    let placement: HookChain<Placement, Void>

    /// Places the order of a cart. Called again, it answers with the same order.
    ///
    /// - Parameter expectedTotal: What the buyer was shown; another total is refused with the new one.
    /// - Returns: The order, with the secret that opens it for who has shown that of the cart.
    public func complete(
        _ cart: CartID, for holder: Holder, provider: String, expectedTotal: Money?
    ) async throws -> (view: OrderView, secret: GuestSecret?) {
        let prepared = try await database.write { transaction in
            try prepare(cart, for: holder, provider: provider, expectedTotal: expectedTotal, in: transaction)
        }
        Failpoint.placementPrepared.pass()
        let orderSecret = secret(of: prepared.order, for: holder)
        guard prepared.order.status == .placing, let payment = prepared.payments.last, payment.status == .pending else {
            return (prepared, orderSecret)
        }
        let outcome = await pay(payment, for: prepared.order)
        Failpoint.placementPaid.pass()
        let finished = try await finish(prepared, outcome)
        Failpoint.placementFinished.pass()
        if case .declined(let reason) = outcome, finished.order.status == .failed { throw PaymentError.declined(reason: reason) }
        return (finished, orderSecret)
    }

    // MARK: Prepare

    private func prepare(
        _ id: CartID, for holder: Holder, provider: String, expectedTotal: Money?, in transaction: WriteTransaction
    ) throws -> OrderView {
        let cart = try carts.lock(id, for: holder, in: transaction)
        guard cart.status == .open else {
            guard let order = try orders.view(of: id, in: transaction) else { throw CartError.notOpen(cart.status) }
            return order
        }

        let view = try carts.view(cart, in: transaction)
        let email = try check(view, provider: provider)
        let total = view.price.total
        if let expectedTotal, expectedTotal != total { throw CheckoutError.totalChanged(to: total) }

        let (order, lines) = try draft(view, email: email, for: holder, in: transaction)
        try placement(Placement(cart: view, order: order, lines: lines, transaction: transaction)) { _ in }
        try inventory.reserve(
            lines.map(\.stockRequest), for: order.id, until: order.heldUntil, in: transaction)
        try orders.insert(order, lines, in: transaction)
        let payment = try ledger.open(total, for: order.id, with: provider, in: transaction)
        try carts.move(id, from: .open, to: .placing, in: transaction)
        Failpoint.placementPreparing.pass()
        return OrderView(order: order, lines: lines, payments: [payment])
    }

    /// Everything that is missing, at once. Returns the buyer's address for email.
    private func check(_ view: CartView, provider: String) throws -> EmailAddress {
        var missing: [CheckoutError.Missing] = []
        if view.lines.isEmpty { missing.append(.lines) }
        if view.lines.contains(where: { $0.unitPrice == nil }) { missing.append(.linesForSale) }
        if view.cart.shippingAddress == nil { missing.append(.addresses) }
        if carts.needsShipping, view.shipping == nil { missing.append(.shippingOption) }
        guard let email = view.cart.email else { throw CheckoutError.incomplete(missing + [.contact]) }
        guard missing.isEmpty else { throw CheckoutError.incomplete(missing) }
        guard providers.accepting(view.price.total).contains(where: { $0.id == provider }) else {
            throw CheckoutError.providerNotOffered(provider)
        }
        return email
    }

    private func draft(_ view: CartView, email: EmailAddress, for holder: Holder, in transaction: WriteTransaction) throws -> (
        Order, [OrderLine]
    ) {
        let id: OrderID = environment.identifiers.next()
        let (now, price) = (environment.time.now, view.price)
        // A customer who shows the secret of somebody's cart opens both, and the order is theirs.
        let secret = holder.secret.flatMap { GuestSecret.digest(of: $0) == view.cart.tokenDigest ? orderSecret(cart: $0, id) : nil }
        let order = Order(
            id: id, number: try numbers.next(in: transaction), cart: view.cart.id, tokenDigest: secret?.digest,
            customer: view.cart.customer ?? holder.customer, email: email,
            totals: OrderTotals(
                subtotal: price.subtotal, discount: price.discount, shipping: price.shipping, shippingDiscount: price.shippingDiscount,
                shippingTax: price.shippingTax,
                tax: price.tax,
                taxIncluded: price.taxIncluded, total: price.total),
            shippingAddress: view.cart.shippingAddress, billingAddress: view.cart.billingAddress, shippingOption: view.shipping,
            createdAt: now,
            heldUntil: now + hold)
        let lines = zip(view.lines, price.lines).enumerated().map { position, pair in
            let (line, priced) = pair
            return OrderLine(
                id: environment.identifiers.next(), order: id, position: position, variant: line.variant, product: line.product,
                title: line.productTitle, variantTitle: line.variantTitle, sku: line.sku, quantity: line.quantity,
                unitPrice: priced.unitPrice,
                subtotal: priced.subtotal, discount: priced.discount, taxRate: priced.taxRate, tax: priced.tax,
                isTaxIncluded: priced.isTaxIncluded, total: priced.total)
        }
        return (order, lines)
    }

    /// The order's secret follows from the cart's, so that a repeated call gets the same one though only its digest is kept.
    private func orderSecret(cart secret: String, _ order: OrderID) -> GuestSecret {
        GuestSecret(derivedFrom: secret, for: "order \(order)")
    }

    /// The secret that opens an order, for who has shown that of its cart.
    private func secret(of order: Order, for holder: Holder) -> GuestSecret? {
        guard let secret = holder.secret.map({ orderSecret(cart: $0, order.id) }), secret.digest == order.tokenDigest else { return nil }
        return secret
    }

    // MARK: Pay

    private func pay(_ payment: Payment, for order: Order) async -> PaymentOutcome {
        // There is nothing to ask a provider for.
        if payment.amount.isZero { return .captured(external: nil) }
        return await providers.authorize(
            PaymentRequest(payment: payment.id, order: order.id, amount: payment.amount, email: order.email), with: payment.provider)
    }

    // MARK: Finish

    /// Writes down what the provider answered and ends the placement accordingly. Returns the order as it is afterwards, which
    /// is still being placed where nobody knows what became of its payment.
    private func finish(_ prepared: OrderView, _ outcome: PaymentOutcome) async throws -> OrderView {
        guard let pending = prepared.payments.last else { return prepared }
        return try await database.write { transaction in
            var order = prepared.order
            guard try orders.lockPlacement(order.id, in: transaction) else {
                guard let ended = try orders.view(order.id, in: transaction) else { throw OrderError.notFound }
                return ended
            }
            let payment = try ledger.record(outcome, of: pending.id, in: transaction)
            switch payment.status {
            case .authorized, .captured:
                // The answer may come so late that somebody else has bought what was held: the money is noted all the same.
                if try orders.confirm(&order, in: transaction), let cart = order.cart {
                    try carts.move(cart, from: .placing, to: .ordered, in: transaction)
                }
            case .failed, .voided:
                let cart = order.cart
                try orders.fail(&order, in: transaction)
                if let cart { try carts.move(cart, from: .placing, to: .open, in: transaction) }
            case .pending: break
            }
            Failpoint.placementFinishing.pass()
            return OrderView(order: order, lines: prepared.lines, payments: prepared.payments.dropLast() + [payment])
        }
    }

    // MARK: Sweep

    /// Ends placements that a crash or a silent provider has left behind: asks the provider what became of each payment, and
    /// finishes accordingly. What nobody knows stays, and is asked for again.
    ///
    /// - Parameter age: How old a placement must be, so that one under way is left alone.
    /// - Returns: How many placements were ended.
    @discardableResult
    public func sweep(olderThan age: Duration) async throws -> Int {
        let before = environment.time.now - age
        var ended = 0
        for placement in try await database.read({ try orders.unfinished(before: before, limit: 100, in: $0) }) {
            guard let payment = placement.payments.last else { continue }
            let outcome = await outcome(of: payment)
            Failpoint.placementLookedUp.pass()
            var order = try await finish(placement, outcome)
            if order.order.status == .placing, let held = order.payments.last, held.status == .authorized {
                // What it held is sold: the promise is given up, and the buyer can try again.
                order = try await finish(order, await providers.void(held))
            }
            if order.order.status != .placing { ended += 1 }
        }
        return ended
    }

    /// What is known of a payment by now.
    private func outcome(of payment: Payment) async -> PaymentOutcome {
        if payment.amount.isZero { return .captured(external: nil) }
        return payment.status == .pending ? await providers.lookUp(payment) : .unknown
    }
}

extension SingleExtensionPoint where Value == Checkout {
    public static var checkout: Self { Self("checkout", "the checkout feature") }
}
