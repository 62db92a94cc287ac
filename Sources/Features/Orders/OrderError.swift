import MartletAPI
import MartletCommerce
import MartletJSON
import MartletPayments

/// What orders refuse.
public enum OrderError: Error, Equatable {
    /// There is none, or it belongs to somebody else: the answer is the same.
    case notFound
    case notPossible(Order.Status, operation: String)
    case holdsMoney(Payment.Status)
    /// A line of another order, or shipping where there was none.
    case noSuchLine(OrderLineID?)
    /// More of a line than is left to give back.
    case tooMuchOfLine(OrderLineID, left: Int)
    /// The shipping is given back already.
    case shippingGivenBack
    /// No payment of the order alone holds so much.
    case spreadOverPayments(Money)
}

extension OrderError: ProblemConvertible {
    public var problem: Problem {
        switch self {
        case .notFound: .notFound("order")
        case .notPossible(let status, let operation): Problem(.orderState, "An order that is \(status.rawValue) cannot be \(operation).")
        case .noSuchLine(let line):
            line.map { .invalid(.body(JSONPointer().appending("lines")), "the order has no line \($0)") }
                ?? .invalid(.body(JSONPointer().appending("shipping")), "nothing was paid for shipping")
        case .tooMuchOfLine(let line, let left):
            .invalid(.body(JSONPointer().appending("lines")), "of the line \(line) only \(left) can still be given back")
        case .shippingGivenBack: .invalid(.body(JSONPointer().appending("shipping")), "the shipping is given back already")
        case .spreadOverPayments(let amount):
            Problem(.orderState, "No payment of the order alone holds \(amount): give it back payment by payment, at /admin/payments.")
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
