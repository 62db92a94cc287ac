import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletKernel

/// Writes down what payments do, once each, and never backwards.
///
/// Whoever tells of a payment, the buyer's call, a webhook or the sweeper, ends here; and who must act on it hears of it here, in the
/// same transaction, by the hook ``MartletKernel/Hook/paymentChange``.
public struct PaymentLedger: Sendable {
    let environment: Environment
    let outbox: Outbox
    let methods: PaymentMethods
    let changes: HookChain<PaymentChange, Void>

    // MARK: Writing

    /// Notes that an amount is to be paid. The row is there before anything is asked of the provider.
    ///
    /// - Parameter savesFor: The customer whose way to pay is saved when the payment comes about.
    public func open(
        _ amount: Money, for order: OrderID, with provider: String, isCapturedLater: Bool, savesFor: CustomerID? = nil,
        in transaction: WriteTransaction
    ) throws -> Payment {
        let payment = Payment(
            id: environment.identifiers.next(), order: order, provider: provider, amount: amount, isCapturedLater: isCapturedLater,
            savesFor: savesFor, createdAt: environment.time.now)
        try transaction.insert(payment)
        return payment
    }

    /// Records what a provider says of a payment. What was known before, or would move it backwards, changes nothing.
    ///
    /// - Returns: The payment as it is afterwards.
    /// - Throws: ``PaymentError/mismatch(_:)`` for a report about another amount, currency or payment, or under the name of another.
    @discardableResult
    public func record(_ outcome: PaymentOutcome, of id: PaymentID, in transaction: WriteTransaction) throws -> Payment {
        try change(id, in: transaction) { draft in try draft.take(outcome) }
    }

    /// Records what a provider says of a refund.
    func record(_ refund: RefundReport, of id: PaymentID, in transaction: WriteTransaction) throws {
        try change(id, in: transaction) { draft in try draft.take(refund) }
    }

    /// Records what a provider says of a dispute.
    func record(_ dispute: DisputeReport, of id: PaymentID, in transaction: WriteTransaction) throws {
        try change(id, in: transaction) { draft in try draft.take(dispute) }
    }

    // MARK: Reading

    /// The payment, locked until the transaction ends.
    public func lock(_ id: PaymentID, in transaction: WriteTransaction) throws -> Payment? {
        try transaction.first(Payment.self, "\(Payment.query.filter(("id" as Column) == id).sql)\(transaction.dialect.forUpdate)")
    }

    // MARK: One change

    /// Changes a payment, notes what has moved, and tells who must act on it.
    @discardableResult
    func change(
        _ id: PaymentID, in transaction: WriteTransaction, _ body: (inout PaymentDraft) throws -> Void
    ) throws -> Payment {
        guard let before = try lock(id, in: transaction) else { throw PaymentError.notFound }
        var draft = PaymentDraft(payment: before, now: environment.time.now, transaction: transaction) { environment.identifiers.next() }
        try body(&draft)
        if let token = draft.saved, let customer = before.savesFor { try keep(token, of: customer, with: before.provider, in: transaction) }
        guard draft.payment != before || !draft.entries.isEmpty else { return before }
        draft.payment.updatedAt = draft.now
        try save(draft.payment, over: before, in: transaction)
        for entry in draft.entries {
            let id: PaymentEntryID = environment.identifiers.next()
            try transaction.executeLater(
                """
                INSERT INTO payment_entries (id, payment_id, kind, amount, created_at)
                VALUES (\(id), \(before.id), \(entry.kind), \(entry.amount), \(draft.now))
                """)
            try publish(entry, of: draft.payment, in: transaction)
        }
        try changes(PaymentChange(before: before, after: draft.payment, transaction: transaction)) { _ in }
        return draft.payment
    }

    private func save(_ payment: Payment, over before: Payment, in transaction: WriteTransaction) throws {
        guard let update = SQL.update(before, to: payment) else { return }
        guard payment.external != before.external else { return try transaction.executeLater(update) }
        do {
            try transaction.execute(update)
        } catch let error as DatabaseError where error.kind == .uniqueViolation && error.constraint?.contains("external_id") == true {
            throw PaymentError.mismatch("the provider's name for it is that of another payment")
        }
    }

    /// Keeps a way to pay. The payment counts, whether or not that is possible.
    private func keep(
        _ token: SavedMethodToken, of customer: CustomerID, with provider: String, in transaction: WriteTransaction
    ) throws {
        do {
            try methods.save(token, of: customer, with: provider, in: transaction)
        } catch PaymentMethodError.full {
            environment.logger.notice("a customer has saved as many ways to pay as there may be", metadata: ["customer": "\(customer)"])
        }
    }

    private func publish(_ entry: PaymentDraft.Entry, of payment: Payment, in transaction: WriteTransaction) throws {
        let amount = Money(entry.amount, payment.amount.currency)
        switch entry.kind {
        case .captured: try outbox.publish(PaymentCaptured(payment: payment.id, order: payment.order, amount: amount), in: transaction)
        case .refunded: try outbox.publish(PaymentRefunded(payment: payment.id, order: payment.order, amount: amount), in: transaction)
        case .disputed, .disputeWon:
            guard let dispute = entry.dispute else { break }
            try outbox.publish(
                PaymentDisputed(
                    payment: payment.id, order: payment.order, amount: amount, status: dispute.status, respondBy: dispute.respondBy),
                in: transaction)
        case .authorized, .voided, .failed, .refundFailed: break
        }
    }
}

extension SingleExtensionPoint where Value == PaymentLedger {
    public static var paymentLedger: Self { Self("payment-ledger", "the payments feature") }
}
