import MartletAPI

/// What saved ways to pay refuse.
public enum PaymentMethodError: Error, Equatable {
    case notFound
    /// The shop has no keys to keep tokens under, or the provider saves nothing.
    case notPossible
    /// The customer has as many as there may be.
    case full
    /// What was begun is over, or somebody else's.
    case setupNotFound
}

extension PaymentMethodError: ProblemConvertible {
    public var problem: Problem {
        switch self {
        case .notFound: .notFound("payment method")
        case .setupNotFound: .notFound("payment method that is being saved")
        case .notPossible: Problem(.methodNotSaved, "This way to pay cannot be saved here.")
        case .full: Problem(.methodNotSaved, "There can be \(PaymentMethods.most) at most; remove one first.")
        }
    }
}

extension ProblemType {
    public static let methodNotSaved = ProblemType(409, "payment_method_not_saved", "The way to pay cannot be saved.")
}
