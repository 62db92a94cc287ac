import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletKernel

/// Marks payments for which there is no order: what they hold goes back, and what is under way is stopped.
public struct PaymentReturns: Sendable {
    static let kind = "payments.return"

    let jobs: JobQueue

    /// Has payments given back, as far as they hold or await anything. It begins when the transaction is committed.
    public func giveBack(_ payments: some Sequence<Payment>, in transaction: WriteTransaction) throws {
        for payment in payments where payment.status.isOpen || payment.status.holdsMoney {
            let marked = try transaction.execute("UPDATE payments SET is_returning = TRUE WHERE id = \(payment.id)")
            guard marked == 1 else { throw PaymentError.notFound }
            try jobs.enqueue(
                PaymentReturns.kind, payload: Array("\(payment.id)".utf8), uniqueKey: "\(PaymentReturns.kind):\(payment.id)",
                in: transaction)
        }
    }
}

extension PaymentReturns {
    /// Has payments given back of which nobody has thought since something came of them: money may come while the rest is given back.
    ///
    /// - Parameter voiding: The providers that can give a promise up. Others let it lapse.
    func sweep(voiding: [String], in transaction: WriteTransaction) throws {
        let marked = Payment.query.filter("is_returning")
        var left = try transaction.all(marked.filter("captured > refunded").sorted(by: "id").limit(100))
        for provider in voiding {
            let ofProvider = marked.filter(("provider" as Column) == provider).filter("NOT is_closed AND authorized > captured")
            left += try transaction.all(ofProvider.sorted(by: "id").limit(100))
        }
        try giveBack(left, in: transaction)
    }
}

extension SingleExtensionPoint where Value == PaymentReturns {
    public static var paymentReturns: Self { Self("payment-returns", "the payments feature") }
}

/// Gives back what marked payments hold: what was taken is refunded, what is promised is given up, and what is under way is stopped. A
/// provider that says no is asked again later, and then left to an operator.
struct PaymentReturner: Sendable {
    let database: Database
    let ledger: PaymentLedger
    let operations: PaymentOperations
    let providers: PaymentProviders

    var handler: JobHandler {
        JobHandler(PaymentReturns.kind) { job in try await run(try PaymentID(String(decoding: job.payload, as: UTF8.self))) }
    }

    private func run(_ id: PaymentID) async throws {
        // A payment that is stopped may turn out to be made, and is refunded then.
        for _ in 0..<4 {
            try await operations.finishPending(of: id)
            let payment = try await database.read { try $0.find(Payment.self, id) }
            guard let payment, payment.isReturning else { return }
            if payment.status.isOpen {
                let outcome = await providers.void(payment)
                let after = try await database.write { try ledger.record(outcome, of: id, in: $0) }
                guard !after.status.isOpen else { throw PaymentError.unknown }
            } else if payment.refundable > 0 {
                _ = try await operations.perform(.init(kind: .refund, reason: .orderFailed), on: id)
            } else if payment.capturable > 0, providers.capabilities(of: payment.provider)?.features.contains(.voids) == true {
                _ = try await operations.perform(.init(kind: .void), on: id)
            } else {
                // Nothing is left, or a promise that lapses by itself.
                return
            }
        }
    }
}
