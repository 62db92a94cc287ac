import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletKernel
import MartletOrders
import MartletPayments

/// Payments that take the buyer more than one call. A session is a payment of an order that is being placed.
extension Checkout {
    /// A session of the holder's.
    public func session(_ id: PaymentID, for holder: Holder, in transaction: ReadTransaction) throws -> Progress {
        guard let payment = try transaction.find(Payment.self, id) else { throw PaymentError.notFound }
        // The secret of the cart opens its order, whose own secret follows from it.
        let own = Holder(secret: holder.secret.map { orderSecret(cart: $0, payment.order).text }, customer: holder.customer)
        guard let view = try orders.view(payment.order, for: own, in: transaction) else { throw PaymentError.notFound }
        return Progress(view: view, payment: payment, secret: secret(of: view.order, for: holder))
    }

    private func session(_ id: PaymentID, for holder: Holder) async throws -> Progress {
        try await database.read { try session(id, for: holder, in: $0) }
    }

    /// Goes on with a session when the buyer has done what was asked for. One that has ended is answered as it ended.
    ///
    /// - Parameter data: What the provider's page has given the buyer's.
    public func confirm(_ id: PaymentID, for holder: Holder, data: [String: String], returnURL: String?) async throws -> Progress {
        let session = try await session(id, for: holder)
        guard let payment = session.payment, payment.status.isOpen else { return session }
        let key: PaymentOperationID = environment.identifiers.next()
        let outcome = await providers.confirm(
            PaymentConfirmation(key: "\(key)", payment: payment.reference, data: data, returnURL: returnURL), with: payment.provider)
        Failpoint.placementPaid.pass()
        _ = try await record(outcome, of: payment)
        Failpoint.placementFinished.pass()
        switch outcome {
        case .declined(let decline): throw PaymentError.declined(decline)
        case .unknown: throw PaymentError.unknown
        case .succeeded, .requiresAction, .processing: break
        }
        return try await self.session(id, for: holder)
    }

    /// Gives a session up that the buyer does not go on with. The cart is open again, unless another payment of its order goes on.
    public func cancel(_ id: PaymentID, for holder: Holder) async throws -> Progress {
        let session = try await session(id, for: holder)
        guard let payment = session.payment, payment.status.isOpen else { return session }
        let after = try await record(await providers.void(payment), of: payment)
        if after.status.isOpen { throw PaymentError.unknown }
        return try await self.session(id, for: holder)
    }
}
