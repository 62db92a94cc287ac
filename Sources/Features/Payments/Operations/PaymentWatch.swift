import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletKernel

/// Watches payments that the shop has given up, and that a buyer can still make: not every provider can end what was begun, and the
/// message that would tell may be lost.
struct PaymentWatch: Sendable {
    static let kind = "payments.watch"
    /// When it looks, counted from the end. A buyer whose page is open for longer than that has closed it.
    private static let delays: [Duration] = [.seconds(600), .seconds(3_600), .seconds(6 * 3_600), .seconds(24 * 3_600)]

    let providers: PaymentProviders
    let jobs: JobQueue

    /// Begins to watch a payment that has just been given up.
    func note(_ change: PaymentChange) throws {
        let (before, payment) = (change.before, change.after)
        guard before.status.isOpen, payment.status == .voided || payment.status == .failed,
            let features = providers.capabilities(of: payment.provider)?.features, !features.contains(.stopsBegun)
        else { return }
        for (number, delay) in PaymentWatch.delays.enumerated() {
            try jobs.enqueue(
                PaymentWatch.kind, payload: Array("\(payment.id)".utf8), uniqueKey: "\(PaymentWatch.kind):\(payment.id):\(number)",
                after: delay, in: change.transaction)
        }
    }

    static func handler(_ operations: PaymentOperations) -> JobHandler {
        JobHandler(kind) { job in try await operations.look(at: try PaymentID(String(decoding: job.payload, as: UTF8.self))) }
    }
}
