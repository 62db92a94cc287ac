import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletKernel

/// Takes what an order's payments promise when its goods leave, in a shop that has it so.
public struct ShipmentCaptures: Sendable {
    static let kind = "payments.capture"

    let isWanted: Bool
    let jobs: JobQueue

    /// Says that goods of an order leave.
    ///
    /// With `capture: at-shipment` all that the order's payments still promise is then taken, whole with the first goods, as soon as the
    /// transaction is committed. In other shops nothing comes of it. It may be said as often as goods leave.
    public func goodsLeave(_ order: OrderID, in transaction: WriteTransaction) throws {
        guard isWanted else { return }
        try jobs.enqueue(
            ShipmentCaptures.kind, payload: Array("\(order)".utf8), uniqueKey: "\(ShipmentCaptures.kind):\(order)", in: transaction)
    }
}

extension SingleExtensionPoint where Value == ShipmentCaptures {
    public static var shipmentCaptures: Self { Self("shipment-captures", "the payments feature") }
}

/// Takes what is promised for one order. A provider that says no is asked again later, and then left to an operator; what other payments of
/// the order promise is taken all the same.
struct ShipmentCapturer: Sendable {
    let database: Database
    let operations: PaymentOperations

    var handler: JobHandler {
        JobHandler(ShipmentCaptures.kind) { job in try await run(try OrderID(String(decoding: job.payload, as: UTF8.self))) }
    }

    private func run(_ order: OrderID) async throws {
        var failure: (any Error)?
        for payment in try await database.read({ try Payment.ofOrder(order, in: $0) }) {
            do { try await take(payment.id) } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
    }

    private func take(_ id: PaymentID) async throws {
        try await operations.finishPending(of: id)
        let payment = try await database.read { try $0.find(Payment.self, id) }
        guard let payment, payment.capturable > 0, !payment.isReturning else { return }
        _ = try await operations.perform(.init(kind: .capture), on: id)
    }
}
