import MartletAPI
import MartletCommerce
import MartletJSON

/// What payments refuse.
public enum PaymentError: Error, Equatable {
    case notFound
    case notPossible(Payment.Status, operation: String)
    /// There is no order for it, and all of it goes back.
    case returning
    /// The provider is being asked something else about the payment.
    case busy
    /// An amount in another currency than the payment's.
    case wrongCurrency(Currency)
    /// More than there is, or nothing.
    case tooMuch(available: Money)
    /// The provider takes or gives back all or nothing.
    case onlyWhole(PaymentOperation.Kind)
    /// The provider takes or gives back once.
    case onlyOnce(PaymentOperation.Kind)
    /// The provider cannot do it.
    case notSupported(PaymentOperation.Kind)
    /// The provider said no.
    case declined(Decline)
    /// The provider did not answer, or not in words that mean anything.
    case unknown
    /// A provider speaks of another amount, currency or payment than the shop.
    case mismatch(String)
    /// A provider speaks of a refund of money that the shop does not know to have been taken.
    case refundBeforeCapture
}

extension PaymentError: ProblemConvertible {
    public var problem: Problem {
        switch self {
        case .notFound: .notFound("payment")
        case .notPossible(let status, let operation):
            Problem(.paymentState, "A payment that is \(status.rawValue.replacing("_", with: " ")) cannot be \(operation).")
        case .returning: Problem(.paymentState, "There is no order for this payment: what it holds goes back.")
        case .busy: Problem(.paymentBusy, "The provider is being asked about this payment. Try again shortly.")
        case .wrongCurrency(let currency):
            .invalid(.body(JSONPointer().appending("amount").appending("currency")), "must be \(currency), as the payment is")
        case .tooMuch(let available):
            Problem(
                .amountTooLarge, "It can be \(available) at most, and more than nothing.",
                members: [("available", ["amount": .integer(available.amount), "currency": .string(available.currency.code)])])
        case .onlyWhole(let kind): Problem(.paymentState, "This provider \(kind.does) the whole amount or nothing.")
        case .onlyOnce(let kind): Problem(.paymentState, "This provider \(kind.does) money once.")
        case .notSupported(let kind): Problem(.paymentState, "This provider \(kind.cannot).")
        case .declined(let decline):
            Problem(.paymentDeclined, decline.message, members: [("reason", .string(decline.reason.rawValue))])
        case .unknown, .mismatch, .refundBeforeCapture:
            Problem(.paymentUnknown, "The payment provider did not answer. Nothing is lost: it is asked until somebody knows.")
        }
    }
}

extension PaymentOperation.Kind {
    fileprivate var does: String {
        switch self {
        case .capture: "captures"
        case .void: "voids"
        case .refund: "gives back"
        }
    }

    fileprivate var cannot: String {
        switch self {
        case .capture: "takes money at once, and not later"
        case .void: "does not give a promise up: it lapses by itself"
        case .refund: "gives no money back"
        }
    }
}

extension ProblemType {
    public static let paymentState = ProblemType(409, "payment_state", "The payment's state does not allow this.")
    public static let paymentBusy = ProblemType(409, "payment_busy", "The provider is being asked about this payment.")
    public static let amountTooLarge = ProblemType(422, "amount_too_large", "The amount is more than there is.")
    public static let paymentDeclined = ProblemType(402, "payment_declined", "The payment was declined.")
    public static let paymentUnknown = ProblemType(502, "payment_unknown", "The payment provider did not answer.")
}
