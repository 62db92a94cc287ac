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
        case pending, authorized, paid, voided, failed
    }

    public var paymentStatus: PaymentStatus {
        let statuses = payments.map(\.status)
        if statuses.contains(.captured) { return .paid }
        if statuses.contains(.authorized) { return .authorized }
        if statuses.contains(.pending) || statuses.isEmpty { return .pending }
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
        case .open: paymentStatus == .paid ? .processing : .pending
        }
    }
}
