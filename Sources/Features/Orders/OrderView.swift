import MartletCommerce
import MartletPayments

/// An order with its lines and payments, and the states that follow from them.
public struct OrderView: Sendable {
    public let order: Order
    public let lines: [OrderLine]
    public let payments: [Payment]

    public init(order: Order, lines: [OrderLine], payments: [Payment]) {
        self.order = order
        self.lines = lines
        self.payments = payments
    }

    /// Derived from the ledger of payments.
    public enum PaymentStatus: String, Sendable, CaseIterable {
        case pending, authorized
        /// A part of what the order costs is taken.
        case partiallyPaid = "partially_paid"
        case paid
        case partiallyRefunded = "partially_refunded"
        case refunded, voided, failed
    }

    public var paymentStatus: PaymentStatus {
        let statuses = payments.map(\.status)
        let (captured, refunded) = payments.reduce((Int64(0), Int64(0))) { ($0.0 + $1.captured, $0.1 + $1.refunded) }
        if refunded > 0 { return refunded < captured ? .partiallyRefunded : .refunded }
        if captured > 0 { return captured < order.total.amount ? .partiallyPaid : .paid }
        if statuses.contains(.captured) { return .paid }
        if statuses.contains(where: \.isOpen) || statuses.isEmpty { return .pending }
        if statuses.contains(.authorized) { return .authorized }
        return statuses.contains(.voided) ? .voided : .failed
    }

    /// The word that shoppers know.
    public enum ShopperStatus: String, Sendable, CaseIterable {
        case pending, processing, completed, cancelled
    }

    public var shopperStatus: ShopperStatus {
        switch order.status {
        case .cancelled, .failed: .cancelled
        case .completed: .completed
        case .placing: .pending
        case .open: [.paid, .partiallyRefunded].contains(paymentStatus) ? .processing : .pending
        }
    }
}
