import MartletAPI
import MartletJSON

/// What payments refuse.
public enum PaymentError: Error, Equatable {
    case notFound
    case notPossible(Payment.Status, operation: String)
    /// The provider said no.
    case declined(reason: String)
    /// The provider did not answer, or not in words that mean anything.
    case unknown
}

extension PaymentError: ProblemConvertible {
    public var problem: Problem {
        switch self {
        case .notFound: .notFound("payment")
        case .notPossible(let status, let operation): Problem(.paymentState, "A payment that is \(status.rawValue) cannot be \(operation).")
        case .declined(let reason): Problem(.paymentDeclined, reason)
        case .unknown: Problem(.paymentUnknown, "The payment provider did not answer. Nothing is lost: try again shortly.")
        }
    }
}

extension ProblemType {
    public static let paymentState = ProblemType(409, "payment_state", "The payment's state does not allow this.")
    public static let paymentDeclined = ProblemType(402, "payment_declined", "The payment was declined.")
    public static let paymentUnknown = ProblemType(502, "payment_unknown", "The payment provider did not answer.")
}
