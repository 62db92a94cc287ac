import MartletCommerce
import MartletDatabase
import MartletKernel

/// A payment that takes in what its provider says, with what that adds to the ledger.
///
/// Totals only grow, and a state is left only for a later one: reports may come late, twice and in any order.
struct PaymentDraft {
    struct Entry {
        let kind: PaymentEntryKind
        let amount: Int64
        var dispute: DisputeReport? = nil
    }

    var payment: Payment
    let now: Timestamp
    let transaction: WriteTransaction
    let newID: () -> PaymentOperationID
    private(set) var entries: [Entry] = []
    /// The way to pay, where the customer wished to keep it.
    private(set) var saved: SavedMethodToken?

    init(payment: Payment, now: Timestamp, transaction: WriteTransaction, newID: @escaping () -> PaymentOperationID) {
        self.payment = payment
        self.now = now
        self.transaction = transaction
        self.newID = newID
    }

    // MARK: Outcomes

    mutating func take(_ outcome: PaymentOutcome) throws {
        switch outcome {
        case .succeeded(let report): try take(report)
        case .requiresAction(let action):
            try name(action.external)
            guard payment.status.isOpen else { return }
            payment.status = .requiresAction
            payment.action = StoredAction(action)
        case .processing(let external):
            try name(external)
            guard payment.status.isOpen else { return }
            payment.status = .processing
            payment.action = nil
        case .declined(let decline):
            guard payment.status.isOpen else { return }
            payment.status = .failed
            payment.failure = decline.message
            payment.action = nil
            entries.append(Entry(kind: .failed, amount: payment.amount.amount))
        case .unknown: break
        }
    }

    private mutating func take(_ report: PaymentReport) throws {
        guard report.amount == payment.amount else {
            throw PaymentError.mismatch("it is about \(report.amount), and the payment about \(payment.amount)")
        }
        try name(report.external)
        let authorized = max(payment.authorized, report.authorized, report.captured)
        let captured = max(payment.captured, report.captured)
        guard report.captured >= 0, authorized <= payment.amount.amount else {
            throw PaymentError.mismatch("it says that \(authorized) were promised of \(payment.amount.amount)")
        }
        if authorized > payment.authorized { entries.append(Entry(kind: .authorized, amount: authorized - payment.authorized)) }
        if captured > payment.captured { entries.append(Entry(kind: .captured, amount: captured - payment.captured)) }
        if report.isClosed, !payment.isClosed, captured < authorized || authorized == 0 && !payment.amount.isZero {
            entries.append(Entry(kind: .voided, amount: authorized - captured))
        }
        (payment.authorized, payment.captured) = (authorized, captured)
        payment.isClosed = payment.isClosed || report.isClosed
        payment.status = state(of: payment)
        if !payment.status.isOpen { payment.action = nil }
        if payment.status.holdsMoney { payment.failure = nil }
        if payment.status.holdsMoney, payment.savesFor != nil { saved = report.saved }
        for refund in report.refunds { try take(refund) }
    }

    /// What a payment's amounts make of it.
    private func state(of payment: Payment) -> Payment.Status {
        if payment.amount.isZero { return .captured }
        if payment.captured > 0 {
            return payment.isClosed || payment.captured == payment.authorized ? .captured : .partiallyCaptured
        }
        if payment.isClosed { return payment.status == .failed ? .failed : .voided }
        return payment.authorized > 0 ? .authorized : payment.status
    }

    /// Takes the provider's name for the payment, which never becomes another.
    private mutating func name(_ external: String?) throws {
        guard let external else { return }
        guard payment.external == nil || payment.external == external else {
            throw PaymentError.mismatch("it is about another payment of the provider's")
        }
        payment.external = external
    }

    // MARK: Refunds

    mutating func take(_ refund: RefundReport) throws {
        guard var operation = try operation(of: refund) else { return try add(refund) }
        guard operation.amount == refund.amount else {
            throw PaymentError.mismatch("a refund is of \(refund.amount), and \(operation.amount) were asked for")
        }
        let was = operation.status
        switch (was, refund.status) {
        case (.asked, .pending), (.asked, .succeeded), (.pending, .succeeded):
            operation.status = refund.status == .pending ? .pending : .succeeded
        case (.asked, .failed), (.pending, .failed), (.succeeded, .failed):
            operation.status = .failed
            operation.failure = refund.failure ?? "The provider could not give the money back."
            payment.refunded -= operation.amount
        case (.failed, .pending), (.failed, .succeeded):
            // The provider had said no, and has done it all the same. One that it has called failed itself stays so.
            guard operation.external == nil else { return }
            guard operation.amount <= payment.refundable else { throw PaymentError.refundBeforeCapture }
            payment.refunded += operation.amount
            operation.status = refund.status == .pending ? .pending : .succeeded
            operation.failure = nil
        default: return
        }
        if was == .asked || was == .failed, operation.status != .failed { entries.append(Entry(kind: .refunded, amount: operation.amount)) }
        if was != .asked, was != .failed, operation.status == .failed {
            entries.append(Entry(kind: .refundFailed, amount: operation.amount))
        }
        operation.external = refund.external
        try save(operation)
    }

    /// A refund that somebody has made at the provider's.
    private mutating func add(_ refund: RefundReport) throws {
        guard refund.status != .failed else { return }
        guard refund.amount > 0, refund.amount <= payment.refundable else { throw PaymentError.refundBeforeCapture }
        payment.refunded += refund.amount
        entries.append(Entry(kind: .refunded, amount: refund.amount))
        try transaction.insert(
            PaymentOperation(
                id: newID(), payment: payment.id, kind: .refund, amount: refund.amount, isFinal: false,
                status: refund.status == .pending ? .pending : .succeeded, reason: .other, note: "Made at the provider's.",
                external: refund.external, createdAt: now))
    }

    private func operation(of refund: RefundReport) throws -> PaymentOperation? {
        let ofPayment = PaymentOperation.query.filter(("payment_id" as Column) == payment.id)
            .filter(("kind" as Column) == PaymentOperation.Kind.refund)
        if let id = refund.key.flatMap({ try? PaymentOperationID($0) }),
            let own = try transaction.first(ofPayment.filter(("id" as Column) == id))
        {
            return own
        }
        return try transaction.first(ofPayment.filter(("external_id" as Column) == refund.external))
    }

    // MARK: Disputes

    mutating func take(_ report: DisputeReport) throws {
        guard report.amount.currency == payment.amount.currency else {
            throw PaymentError.mismatch("a dispute is in \(report.amount.currency), and the payment in \(payment.amount.currency)")
        }
        let known = try PaymentDispute.find(report.external, of: payment.id, in: transaction)
        guard known.map({ $0.status.mayBecome(report.status) }) ?? true else { return }
        let held = known.map { $0.status.holdsMoney ? $0.amount : 0 } ?? 0
        let holds = report.status.holdsMoney ? report.amount.amount : 0
        payment.disputed += holds - held
        try PaymentDispute.save(report, of: payment.id, at: now, in: transaction)
        let isWon = report.status == .won
        entries.append(Entry(kind: isWon ? .disputeWon : .disputed, amount: isWon ? held : max(holds - held, 0), dispute: report))
    }

    // MARK: Operations

    /// Saves an operation, as of now.
    func save(_ operation: PaymentOperation) throws {
        var operation = operation
        operation.updatedAt = now
        try transaction.update(operation)
    }
}
