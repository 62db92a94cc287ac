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
    let methods: PaymentMethods
    let placements: Placements
    let hold: Duration
    let placement: HookChain<Placement, Void>

    /// How a buyer pays.
    public struct PaymentChoice: Sendable {
        /// The provider's id.
        public let provider: String
        /// A part of the total, where several payments make up one order; `nil` for all that is left.
        public let amount: Money?
        /// What the buyer's page has got from the provider's.
        public let data: [String: String]
        /// Where the buyer comes back to from the provider's page.
        public let returnURL: String?
        /// What the customer has saved and pays with; `nil` for another way.
        public let method: PaymentMethodID?
        /// Whether the customer's way to pay is saved when the payment comes about.
        public let saves: Bool
        /// Whether the customer is not there to agree. Only the shop itself can say so, and only with a saved way to pay.
        public let isOffSession: Bool

        public init(
            provider: String, amount: Money? = nil, data: [String: String] = [:], returnURL: String? = nil, method: PaymentMethodID? = nil,
            saves: Bool = false, isOffSession: Bool = false
        ) {
            self.provider = provider
            self.amount = amount
            self.data = data
            self.returnURL = returnURL
            self.method = method
            self.saves = saves
            self.isOffSession = isOffSession
        }
    }

    /// An order on its way, with the payment that somebody has asked about.
    public struct Progress: Sendable {
        public let view: OrderView
        public let payment: Payment?
        /// The secret that opens the order, for who has shown that of the cart.
        public let secret: GuestSecret?
    }

    /// Places the order of a cart, or goes on with it: with another payment where one does not make up the total.
    /// Called again, it answers with the same order.
    ///
    /// - Parameter expectedTotal: What the buyer was shown; another total is refused with the new one.
    public func complete(
        _ cart: CartID, for holder: Holder, paying choice: PaymentChoice, expectedTotal: Money?
    ) async throws -> Progress {
        let (prepared, customer) = try await database.write { transaction in
            try prepare(cart, for: holder, paying: choice, expectedTotal: expectedTotal, in: transaction)
        }
        Failpoint.placementPrepared.pass()
        let secret = secret(of: prepared.order, for: holder)
        guard prepared.order.status == .placing, let payment = prepared.payments.last, payment.status == .pending else {
            return Progress(view: prepared, payment: prepared.payments.last, secret: secret)
        }
        let outcome = await authorize(payment, for: prepared.order, choice, customer)
        Failpoint.placementPaid.pass()
        let (finished, after) = try await finish(prepared, payment, outcome)
        Failpoint.placementFinished.pass()
        if case .declined(let decline) = outcome, after.status == .failed { throw PaymentError.declined(decline) }
        return Progress(view: finished, payment: after, secret: secret)
    }

    // MARK: Prepare

    private func prepare(
        _ id: CartID, for holder: Holder, paying choice: PaymentChoice, expectedTotal: Money?, in transaction: WriteTransaction
    ) throws -> (OrderView, PayingCustomer) {
        let cart = try carts.lock(id, for: holder, in: transaction)
        let customer = try customer(for: holder, choice, in: transaction)
        guard cart.status == .open else { return (try goOn(with: cart, for: holder, paying: choice, in: transaction), customer) }

        let view = try carts.view(cart, in: transaction)
        let email = try check(view, provider: choice.provider)
        let total = view.price.total
        if let expectedTotal, expectedTotal != total { throw CheckoutError.totalChanged(to: total) }
        let amount = try part(choice.amount, of: total, provider: choice.provider)

        let (order, lines) = try draft(view, email: email, for: holder, in: transaction)
        try placement(Placement(cart: view, order: order, lines: lines, transaction: transaction)) { _ in }
        try inventory.reserve(
            lines.map(\.stockRequest), for: order.id, until: order.heldUntil, in: transaction)
        try orders.insert(order, lines, in: transaction)
        let payment = try open(amount, for: order, choice, for: holder, in: transaction)
        try carts.move(id, from: .open, to: .placing, in: transaction)
        Failpoint.placementPreparing.pass()
        return (OrderView(order: order, lines: lines, payments: [payment]), customer)
    }

    /// The order of a cart that is not open any more, with another payment where a part of it is not paid for.
    private func goOn(
        with cart: Cart, for holder: Holder, paying choice: PaymentChoice, in transaction: WriteTransaction
    ) throws -> OrderView {
        guard let view = try orders.view(of: cart.id, in: transaction) else { throw CartError.notOpen(cart.status) }
        guard view.order.status == .placing, try orders.lockPlacement(view.order.id, in: transaction) else { return view }
        let payments = try Payment.ofOrder(view.order.id, in: transaction)
        let covered = try Money.sum(
            payments.filter { $0.status.isOpen || $0.status.holdsMoney }.map(\.amount), in: view.order.currency)
        let left = try view.order.total.subtracting(covered)
        guard left.amount > 0 else { return OrderView(order: view.order, lines: view.lines, payments: payments) }
        let amount = try part(choice.amount, of: left, provider: choice.provider)
        let payment = try open(amount, for: view.order, choice, for: holder, in: transaction)
        return OrderView(order: view.order, lines: view.lines, payments: payments + [payment])
    }

    /// What a payment is about: what was asked for, if the provider takes it and so much is left.
    private func part(_ amount: Money?, of left: Money, provider: String) throws -> Money {
        let amount = amount ?? left
        guard amount.currency == left.currency, amount == left || amount.amount > 0 && amount.amount < left.amount else {
            throw CheckoutError.amountNotLeft(left)
        }
        guard providers.accepting(amount).contains(where: { $0.id == provider }) else { throw CheckoutError.providerNotOffered(provider) }
        return amount
    }

    private func open(
        _ amount: Money, for order: Order, _ choice: PaymentChoice, for holder: Holder, in transaction: WriteTransaction
    ) throws -> Payment {
        try ledger.open(
            amount, for: order.id, with: choice.provider, isCapturedLater: providers.isCapturedLater(choice.provider),
            savesFor: choice.saves ? holder.customer : nil, in: transaction)
    }

    /// What the provider has to know of a customer who pays with something saved, or saves something.
    private struct PayingCustomer {
        var saved: SavedMethodToken?
        var savesFor: CustomerID?
        var vendorCustomer: String?
    }

    private func customer(for holder: Holder, _ choice: PaymentChoice, in transaction: ReadTransaction) throws -> PayingCustomer {
        var paying = PayingCustomer()
        guard choice.method != nil || choice.saves else { return paying }
        guard let customer = holder.customer else { throw Problem.unauthorized("Sign in to pay with what is saved, or to save.") }
        guard providers.capabilities(of: choice.provider)?.features.contains(.savedMethods) == true else {
            throw PaymentMethodError.notPossible
        }
        if let id = choice.method {
            let method = try methods.find(id, of: customer, in: transaction)
            guard method.provider == choice.provider else { throw PaymentMethodError.notFound }
            paying.saved = try methods.token(of: method)
        }
        if choice.saves {
            try methods.checkKeys()
            paying.savesFor = customer
            paying.vendorCustomer = try methods.vendorCustomer(customer, with: choice.provider, in: transaction)
        }
        return paying
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
        guard providers.contains(provider) else { throw CheckoutError.providerNotOffered(provider) }
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
    func orderSecret(cart secret: String, _ order: OrderID) -> GuestSecret {
        GuestSecret(derivedFrom: secret, for: "order \(order)")
    }

    /// The secret that opens an order, for who has shown that of its cart.
    func secret(of order: Order, for holder: Holder) -> GuestSecret? {
        guard let secret = holder.secret.map({ orderSecret(cart: $0, order.id) }), secret.digest == order.tokenDigest else { return nil }
        return secret
    }

    // MARK: Pay

    private func authorize(
        _ payment: Payment, for order: Order, _ choice: PaymentChoice, _ customer: PayingCustomer
    ) async -> PaymentOutcome {
        // There is nothing to ask a provider for.
        if payment.amount.isZero { return .succeeded(.captured(payment.amount, external: nil)) }
        return await providers.authorize(
            PaymentRequest(
                key: "\(payment.id)", payment: payment.reference, orderNumber: order.number, email: order.email, data: choice.data,
                returnURL: choice.returnURL, saved: customer.saved, savesFor: customer.savesFor, vendorCustomer: customer.vendorCustomer,
                isOffSession: choice.isOffSession),
            with: payment.provider)
    }

    // MARK: Finish

    /// Writes down what the provider answered, which ends the placement accordingly. Returns the order as it is afterwards: still being
    /// placed where the shopper has something to do, where a part is not paid, or where nobody knows.
    private func finish(_ prepared: OrderView, _ pending: Payment, _ outcome: PaymentOutcome) async throws -> (OrderView, Payment) {
        let (after, order) = try await record(outcome, of: pending) { try orders.current(prepared.order, in: $0) }
        guard let order else { throw OrderError.notFound }
        let payments = prepared.payments.map { $0.id == after.id ? after : $0 }
        return (OrderView(order: order, lines: prepared.lines, payments: payments), after)
    }

    /// Writes an outcome down, and reads what has become of something with it. What contradicts the shop is as good as unknown: the payment
    /// stays in doubt, and an operator is told.
    func record<T: Sendable>(
        _ outcome: PaymentOutcome, of payment: Payment, then read: @escaping @Sendable (ReadTransaction) throws -> T
    ) async throws -> (Payment, T) {
        do {
            return try await database.write { transaction in
                let after = try ledger.record(outcome, of: payment.id, in: transaction)
                Failpoint.placementFinishing.pass()
                return (after, try read(transaction))
            }
        } catch PaymentError.mismatch(let reason) {
            environment.logger.error(
                "a payment provider contradicts the shop", metadata: ["payment": "\(payment.id)", "reason": "\(reason)"])
            return (payment, try await database.read(read))
        }
    }

    /// Writes an outcome down.
    func record(_ outcome: PaymentOutcome, of payment: Payment) async throws -> Payment {
        try await record(outcome, of: payment) { _ in }.0
    }

    // MARK: Sweep

    /// Ends placements that a crash, a silent provider or a buyer who went away has left behind: asks the providers what became of their
    /// payments, and finishes accordingly. What nobody knows stays, and is asked for again.
    ///
    /// - Parameter age: How old a placement must be, so that one under way is left alone.
    /// - Returns: How many placements were ended.
    @discardableResult
    public func sweep(olderThan age: Duration) async throws -> Int {
        let before = environment.time.now - age
        var ended = 0
        for placement in try await database.read({ try orders.unfinished(before: before, limit: 100, in: $0) }) {
            let isOver = environment.time.now >= placement.order.heldUntil
            for payment in placement.payments where payment.status.isOpen {
                let outcome = await outcome(of: payment)
                Failpoint.placementLookedUp.pass()
                let after = try await record(outcome, of: payment)
                // Whoever was to do something has not done it in time. A provider that works on it goes on.
                if isOver, after.status == .requiresAction || after.status == .pending {
                    _ = try await record(await providers.void(after), of: after)
                }
            }
            if try await hasEnded(placement.order.id, isOver: isOver) { ended += 1 }
        }
        return ended
    }

    /// Whether a placement is over. One whose time is up, and of which a part was never paid, is given up.
    private func hasEnded(_ id: OrderID, isOver: Bool) async throws -> Bool {
        try await database.write { transaction in
            guard var order = try orders.lock(id, in: transaction), order.status == .placing else { return true }
            let payments = try Payment.ofOrder(id, in: transaction)
            guard isOver, !payments.contains(where: \.status.isOpen) else { return false }
            try placements.fail(&order, payments, in: transaction)
            return true
        }
    }

    /// What is known of a payment by now.
    private func outcome(of payment: Payment) async -> PaymentOutcome {
        if payment.amount.isZero { return .succeeded(.captured(payment.amount, external: nil)) }
        return await providers.lookUp(payment)
    }
}

extension SingleExtensionPoint where Value == Checkout {
    public static var checkout: Self { Self("checkout", "the checkout feature") }
}
