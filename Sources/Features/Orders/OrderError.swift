import MartletAPI
import MartletPayments

/// What orders refuse.
public enum OrderError: Error, Equatable {
    /// There is none, or it belongs to somebody else: the answer is the same.
    case notFound
    case notPossible(Order.Status, operation: String)
    case holdsMoney(Payment.Status)
}

extension OrderError: ProblemConvertible {
    public var problem: Problem {
        switch self {
        case .notFound: .notFound("order")
        case .notPossible(let status, let operation): Problem(.orderState, "An order that is \(status.rawValue) cannot be \(operation).")
        case .holdsMoney(let status):
            Problem(
                .orderState,
                status == .authorized
                    ? "Void the order's authorized payment first." : "The order is paid: its money must be given back first.")
        }
    }
}

extension ProblemType {
    public static let orderState = ProblemType(409, "order_state", "The order's state does not allow this.")
}

extension GuestToken {
    /// What opens a guest's order.
    public static let order = GuestToken(header: "Martlet-Order-Token", opens: "order")
}
