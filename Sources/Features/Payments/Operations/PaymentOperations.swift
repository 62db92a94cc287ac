import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletKernel

/// Takes, gives up and gives back money of payments that exist.
///
/// Each is written down before the provider is asked, and settled after it has answered: asked for by somebody, or by the sweeper
/// when nobody knows how it ended.
public struct PaymentOperations: Sendable {
    let environment: Environment
    let database: Database
    let ledger: PaymentLedger
    let providers: PaymentProviders

    /// How long providers keep idempotency keys at least. What is older is not asked for again, but looked up.
    private static let keysLast: Duration = .seconds(12 * 3_600)

    /// What was done, with the payment before and after it.
    struct Done: Sendable {
        let before: Payment
        let after: Payment
        let operation: PaymentOperation
    }

    /// Does something with a payment.
    ///
    /// - Parameters:
    ///   - asking: Runs in the transaction that writes down what is asked for.
    ///   - note: Runs in the transaction that writes the end down.
    /// - Throws: ``PaymentError``; ``PaymentError/unknown`` where the provider did not answer, and the sweeper goes on.
    func perform(
        _ wish: PaymentLedger.Wish, on id: PaymentID,
        asking: @escaping @Sendable (PaymentOperationID, WriteTransaction) throws -> Void = { _, _ in },
        note: @escaping @Sendable (Done, WriteTransaction) throws -> Void = { _, _ in }
    ) async throws -> Done {
        guard let payment = try await database.read({ try $0.find(Payment.self, id) }) else { throw PaymentError.notFound }
        let features = providers.capabilities(of: payment.provider)?.features ?? []
        let (before, operation) = try await database.write { transaction in
            let asked = try ledger.ask(wish, of: id, features, in: transaction)
            try asking(asked.operation.id, transaction)
            return asked
        }
        Failpoint.operationAsked.pass()
        let outcome = await providers.perform(operation, on: before)
        Failpoint.operationAnswered.pass()
        let done = try await settle(operation, before, outcome, note: note)
        Failpoint.operationSettled.pass()
        switch done.operation.status {
        case .succeeded, .pending: return done
        case .failed:
            // The provider may know better than the shop what the payment is now.
            try await look(at: id)
            throw PaymentError.declined(outcome.decline ?? Decline(.refused, message: done.operation.failure))
        case .asked: throw PaymentError.unknown
        }
    }

    /// Gives money back, for what is noted with it.
    ///
    /// - Parameters:
    ///   - asking: Runs in the transaction that writes down what is asked for, and may refuse it.
    ///   - settled: Runs in the transaction that writes down how it has ended.
    /// - Throws: ``PaymentError``; ``PaymentError/unknown`` where the provider did not answer, and the sweeper goes on.
    public func refund(
        _ amount: Money, of id: PaymentID, reason: RefundReason, note: String?,
        asking: @escaping @Sendable (PaymentOperationID, WriteTransaction) throws -> Void,
        settled: @escaping @Sendable (WriteTransaction) throws -> Void
    ) async throws {
        _ = try await perform(.init(kind: .refund, amount: amount, reason: reason, note: note), on: id, asking: asking) { try settled($1) }
    }

    /// Writes down where a payment stands at the provider's.
    func look(at id: PaymentID) async throws {
        guard let payment = try await database.read({ try $0.find(Payment.self, id) }) else { throw PaymentError.notFound }
        let outcome = await providers.lookUp(payment)
        do {
            _ = try await database.write { try ledger.record(outcome, of: id, in: $0) }
        } catch PaymentError.mismatch(let reason) { complain(of: id, reason) }
    }

    private func complain(of id: PaymentID, _ reason: String) {
        environment.logger.error("a payment provider contradicts the shop", metadata: ["payment": "\(id)", "reason": "\(reason)"])
    }

    /// Finds out how operations have ended that nobody saw end.
    ///
    /// - Parameter age: How old one must be, so that one under way is left alone.
    /// - Returns: How many are settled.
    @discardableResult
    func sweep(olderThan age: Duration) async throws -> Int {
        let before = environment.time.now - age
        let left = try await database.read { transaction in
            try transaction.all(
                PaymentOperation.query.filter(("status" as Column) == PaymentOperation.Status.asked)
                    .filter(("created_at" as Column) < before).sorted(by: "created_at").limit(100))
        }
        var settled = 0
        for operation in left where try await resume(operation).status != .asked { settled += 1 }
        return settled
    }

    /// Goes on with an operation that was written down.
    func resume(_ operation: PaymentOperation) async throws -> PaymentOperation {
        guard let payment = try await database.read({ try $0.find(Payment.self, operation.payment) }) else { throw PaymentError.notFound }
        let isFresh = environment.time.now < operation.createdAt + PaymentOperations.keysLast
        let outcome = isFresh ? await providers.perform(operation, on: payment, isRepeated: true) : await lookUp(operation, of: payment)
        return try await settle(operation, payment, outcome) { _, _ in }.operation
    }

    /// Goes on with what a provider was asked about a payment, if nobody knows its end.
    ///
    /// - Throws: ``PaymentError/unknown`` where nobody knows it still.
    func finishPending(of id: PaymentID) async throws {
        guard let asked = try await database.read({ try ledger.pending(of: id, in: $0) }) else { return }
        if try await resume(asked).status == .asked { throw PaymentError.unknown }
    }

    /// What became of an operation whose key the provider may have forgotten.
    private func lookUp(_ operation: PaymentOperation, of payment: Payment) async -> PaymentOutcome {
        let outcome = await providers.lookUp(payment)
        guard case .succeeded(let report) = outcome else { return .unknown }
        let hasHappened =
            switch operation.kind {
            case .capture: report.captured >= operation.target ?? .max
            case .void: report.isClosed
            case .refund: report.refunds.contains { $0.key == operation.key }
            }
        return hasHappened ? outcome : .declined(Decline(.notStarted, message: "The provider has never heard of it."))
    }

    private func settle(
        _ operation: PaymentOperation, _ before: Payment, _ outcome: PaymentOutcome,
        note: @escaping @Sendable (Done, WriteTransaction) throws -> Void
    ) async throws -> Done {
        do {
            return try await database.write { transaction in
                let (after, operation) = try ledger.settle(operation, outcome, in: transaction)
                let done = Done(before: before, after: after, operation: operation)
                try note(done, transaction)
                return done
            }
        } catch let error as PaymentError {
            guard case .mismatch(let reason) = error else { throw error }
            complain(of: before.id, reason)
            return Done(before: before, after: before, operation: operation)
        }
    }
}

extension PaymentOutcome {
    fileprivate var decline: Decline? {
        if case .declined(let decline) = self { decline } else { nil }
    }
}

extension SingleExtensionPoint where Value == PaymentOperations {
    public static var paymentOperations: Self { Self("payment-operations", "the payments feature") }
}
