import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletKernel

/// Writes down what payments do, once each, and never backwards.
public struct PaymentLedger: Sendable {
    private let environment: Environment
    private let outbox: Outbox

    init(environment: Environment, outbox: Outbox) {
        self.environment = environment
        self.outbox = outbox
    }

    /// Notes that an amount is to be paid. The row is there before anything is asked of the provider.
    public func open(_ amount: Money, for order: OrderID, with provider: String, in transaction: WriteTransaction) throws -> Payment {
        let payment = Payment(
            id: environment.identifiers.next(), order: order, provider: provider, amount: amount, createdAt: environment.time.now)
        try transaction.insert(payment)
        return payment
    }

    /// Records what a provider answered. Returns the payment as it is afterwards; an outcome that came before, or that would
    /// move it backwards, changes nothing.
    @discardableResult
    public func record(_ outcome: PaymentOutcome, of id: PaymentID, in transaction: WriteTransaction) throws -> Payment {
        guard var payment = try lock(id, in: transaction) else { throw PaymentError.notFound }
        let whole = payment.amount.amount
        switch outcome {
        case .authorized(let external):
            guard payment.status.mayBecome(.authorized) else { return payment }
            payment.status = .authorized
            payment.external = external ?? payment.external
            payment.authorized = whole
            try add(.authorized, payment, in: transaction)
        case .captured(let external):
            guard payment.status.mayBecome(.captured) else { return payment }
            let wasAuthorized = payment.status == .authorized
            payment.status = .captured
            payment.external = external ?? payment.external
            payment.authorized = whole
            payment.captured = whole
            if !wasAuthorized { try add(.authorized, payment, in: transaction) }
            try add(.captured, payment, in: transaction)
            try outbox.publish(PaymentCaptured(payment: id, order: payment.order, amount: payment.amount), in: transaction)
        case .voided:
            guard payment.status.mayBecome(.voided) else { return payment }
            payment.status = .voided
            try add(.voided, payment, in: transaction)
        case .declined(let reason):
            guard payment.status.mayBecome(.failed) else { return payment }
            payment.status = .failed
            payment.failure = String(reason.prefix(500))
            try add(.failed, payment, in: transaction)
        case .unknown: return payment
        }
        payment.updatedAt = environment.time.now
        try transaction.update(payment)
        return payment
    }

    /// The payments of orders, oldest first.
    public func payments(of orders: some Collection<OrderID>, in transaction: ReadTransaction) throws -> [OrderID: [Payment]] {
        try transaction.related(Payment.query.sorted(by: "id"), by: "order_id", of: orders) { $0.order }
    }

    /// The payment, locked until the transaction ends.
    public func lock(_ id: PaymentID, in transaction: WriteTransaction) throws -> Payment? {
        try transaction.first(Payment.self, "\(Payment.query.filter(("id" as Column) == id).sql)\(transaction.dialect.forUpdate)")
    }

    private func add(_ kind: PaymentEntryKind, _ payment: Payment, in transaction: WriteTransaction) throws {
        let id: PaymentEntryID = environment.identifiers.next()
        try transaction.execute(
            """
            INSERT INTO payment_entries (id, payment_id, kind, amount, created_at)
            VALUES (\(id), \(payment.id), \(kind), \(payment.amount.amount), \(environment.time.now))
            """)
    }
}

extension SingleExtensionPoint where Value == PaymentLedger {
    public static var paymentLedger: Self { Self("payment-ledger", "the payments feature") }
}
