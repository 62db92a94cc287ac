import MartletCommerce
import MartletDatabase
import MartletKernel

extension PaymentLedger {
    /// What is to be done with a payment.
    struct Wish: Sendable {
        let kind: PaymentOperation.Kind
        /// `nil` for all that there is.
        var amount: Money?
        /// Whether a capture gives up what it leaves.
        var isFinal = false
        var reason: RefundReason?
        var note: String?
    }

    /// Writes down that a provider is to be asked, and holds what the answer may move.
    ///
    /// - Throws: ``PaymentError`` where the payment does not allow it, or does something else now.
    func ask(
        _ wish: Wish, of id: PaymentID, _ features: PaymentCapabilities.Features, in transaction: WriteTransaction
    ) throws -> (payment: Payment, operation: PaymentOperation) {
        var asked: PaymentOperation?
        let payment = try change(id, in: transaction) { draft in
            guard try pending(of: id, in: transaction) == nil else { throw PaymentError.busy }
            let amount = try check(wish, of: draft.payment, features)
            let operation = PaymentOperation(
                id: environment.identifiers.next(), payment: id, kind: wish.kind, amount: amount,
                isFinal: wish.isFinal || amount == draft.payment.capturable || !features.contains(.multipleCaptures),
                target: wish.kind == .capture ? draft.payment.captured + amount : nil, reason: wish.reason, note: wish.note,
                createdAt: draft.now)
            // No more than what was taken: the table refuses what several ask for at once.
            if wish.kind == .refund { draft.payment.refunded += amount }
            try transaction.insert(operation)
            asked = operation
        }
        guard let asked else { throw PaymentError.notFound }
        return (payment, asked)
    }

    /// Writes down what a provider has answered to an operation. One that nobody knows the end of stays as it is.
    func settle(
        _ operation: PaymentOperation, _ outcome: PaymentOutcome, in transaction: WriteTransaction
    ) throws -> (payment: Payment, operation: PaymentOperation) {
        var current = operation
        let payment = try change(operation.payment, in: transaction) { draft in
            // A webhook may have told of it in the meantime.
            try draft.take(outcome.report)
            guard let found = try transaction.find(PaymentOperation.self, operation.id) else { throw PaymentError.notFound }
            current = found
            guard current.status == .asked else { return }
            switch outcome {
            case .succeeded(let report):
                switch current.kind {
                // Where it stands among its refunds is taken already.
                case .refund: return
                case .capture: guard report.captured >= current.target ?? .max else { return }
                case .void: guard draft.payment.isClosed else { return }
                }
                current.status = .succeeded
            case .declined(let decline):
                current.status = .failed
                current.failure = decline.message
                if current.kind == .refund { draft.payment.refunded -= current.amount }
            case .requiresAction, .processing, .unknown: return
            }
            try draft.save(current)
        }
        return (payment, current)
    }

    /// What a provider is being asked about a payment.
    func pending(of id: PaymentID, in transaction: ReadTransaction) throws -> PaymentOperation? {
        try transaction.first(
            PaymentOperation.query.filter(("payment_id" as Column) == id).filter(("status" as Column) == PaymentOperation.Status.asked))
    }

    /// The amount of a wish that can be fulfilled.
    private func check(_ wish: Wish, of payment: Payment, _ features: PaymentCapabilities.Features) throws -> Int64 {
        switch wish.kind {
        case .capture:
            guard !payment.isReturning else { throw PaymentError.returning }
            let most = payment.capturable
            guard most > 0 else { throw PaymentError.notPossible(payment.status, operation: "captured") }
            let amount = try amount(wish, most: most, of: payment)
            guard amount == most || features.contains(.partialCapture) else { throw PaymentError.onlyWhole(.capture) }
            guard payment.captured == 0 || features.contains(.multipleCaptures) else { throw PaymentError.onlyOnce(.capture) }
            return amount
        case .void:
            guard payment.capturable > 0 || payment.status.isOpen else {
                throw PaymentError.notPossible(payment.status, operation: "voided")
            }
            guard features.contains(.voids) || payment.status.isOpen else { throw PaymentError.notSupported(.void) }
            return 0
        case .refund:
            let most = payment.refundable
            guard most > 0 else { throw PaymentError.notPossible(payment.status, operation: "refunded") }
            guard features.contains(.refunds) else { throw PaymentError.notSupported(.refund) }
            let amount = try amount(wish, most: most, of: payment)
            guard amount == payment.captured || features.contains(.partialRefunds) else { throw PaymentError.onlyWhole(.refund) }
            guard payment.refunded == 0 || features.contains(.multipleRefunds) else { throw PaymentError.onlyOnce(.refund) }
            return amount
        }
    }

    private func amount(_ wish: Wish, most: Int64, of payment: Payment) throws -> Int64 {
        let available = Money(most, payment.amount.currency)
        let amount = wish.amount ?? available
        guard amount.currency == available.currency else { throw PaymentError.wrongCurrency(available.currency) }
        guard amount.amount > 0, amount.amount <= most else { throw PaymentError.tooMuch(available: available) }
        return amount.amount
    }
}

extension PaymentOutcome {
    /// What an answer to an operation says of the payment itself, apart from the operation.
    fileprivate var report: PaymentOutcome {
        if case .succeeded = self { self } else { .unknown }
    }
}
