import MartletJSON
import MartletKernel

/// What a provider answers.
public enum PaymentOutcome: Sendable, Equatable {
    /// It has happened: where the payment stands now.
    case succeeded(PaymentReport)
    /// The shopper has something to do first.
    case requiresAction(ClientAction)
    /// The vendor has taken it on, and tells later what comes of it, perhaps after days.
    case processing(external: String?)
    /// It has not happened and will not.
    case declined(Decline)
    /// Nobody knows yet, such as after a time-out.
    case unknown
}

/// Where a payment stands. All amounts are totals: what was ever promised, what was ever taken.
///
/// Reports may come late, twice and in any order: of two the shop believes the larger total, so each is enough by itself.
public struct PaymentReport: Sendable, Equatable {
    /// The vendor's own name for the payment.
    public let external: String?
    /// What the payment is about as the vendor knows it. The shop takes no report about another amount or currency.
    public let amount: Money
    /// What was promised in all, in minor units; what was taken counts too.
    public let authorized: Int64
    /// What was taken in all, in minor units.
    public let captured: Int64
    /// Whether no more will be taken: it was voided, has lapsed, or was taken for the last time.
    public let isClosed: Bool
    /// The refunds that the answer speaks of, not necessarily all.
    public let refunds: [RefundReport]
    /// The way to pay, where it was to be saved.
    public let saved: SavedMethodToken?

    public init(
        external: String?, amount: Money, authorized: Int64, captured: Int64, isClosed: Bool, refunds: [RefundReport] = [],
        saved: SavedMethodToken? = nil
    ) {
        self.external = external
        self.amount = amount
        self.authorized = authorized
        self.captured = captured
        self.isClosed = isClosed
        self.refunds = refunds
        self.saved = saved
    }

    /// The same, with the way to pay that was saved.
    public func saving(_ method: SavedMethodToken?) -> PaymentReport {
        PaymentReport(
            external: external, amount: amount, authorized: authorized, captured: captured, isClosed: isClosed, refunds: refunds,
            saved: method)
    }

    /// The whole amount is promised and none of it is taken.
    public static func authorized(_ amount: Money, external: String?) -> PaymentReport {
        PaymentReport(external: external, amount: amount, authorized: amount.amount, captured: 0, isClosed: false)
    }

    /// The whole amount is taken.
    public static func captured(_ amount: Money, external: String?) -> PaymentReport {
        PaymentReport(external: external, amount: amount, authorized: amount.amount, captured: amount.amount, isClosed: true)
    }

    /// Nothing was taken, and nothing will be.
    public static func voided(_ amount: Money, external: String?) -> PaymentReport {
        PaymentReport(external: external, amount: amount, authorized: 0, captured: 0, isClosed: true)
    }
}

/// Where a refund stands.
public struct RefundReport: Sendable, Equatable {
    public enum Status: String, Sendable {
        /// On its way: it counts as given back until it fails.
        case pending
        case succeeded
        /// The money came back to the shop, or never left.
        case failed
    }

    /// The vendor's own name for the refund.
    public let external: String
    /// The ``PaymentRefund/key`` that the shop asked with; `nil` for one that somebody made at the vendor's.
    public let key: String?
    /// In minor units of the payment's currency.
    public let amount: Int64
    public let status: Status
    /// Why it failed, for staff.
    public let failure: String?

    public init(external: String, key: String?, amount: Int64, status: Status, failure: String? = nil) {
        self.external = external
        self.key = key
        self.amount = amount
        self.status = status
        self.failure = failure
    }
}

/// What comes of saving a way to pay.
public enum MethodOutcome: Sendable, Equatable {
    case saved(SavedMethodToken)
    /// The customer has something to do first.
    case requiresAction(ClientAction)
    case declined(Decline)
    /// Nobody knows yet, such as after a time-out.
    case unknown
}

/// What the shopper has to do.
public struct ClientAction: Sendable, Equatable {
    /// The vendor's own name for the payment.
    public let external: String?
    /// The vendor's page to send the shopper to; `nil` where the vendor's code in the shop's page goes on by itself.
    public let url: String?
    /// What the vendor's code needs, for the shopper's page alone.
    public let data: JSONObject

    public init(external: String?, url: String? = nil, data: JSONObject = JSONObject()) {
        self.external = external
        self.url = url
        self.data = data
    }
}

/// Why something did not happen.
public struct Decline: Error, Sendable, Equatable {
    public enum Reason: String, Sendable, CaseIterable {
        /// The bank or the vendor said no and not why.
        case refused
        case insufficientFunds = "insufficient_funds"
        case expired
        /// A number, a code or an address is wrong.
        case incorrectDetails = "incorrect_details"
        /// The shopper did not prove who they are.
        case authenticationFailed = "authentication_failed"
        case limitExceeded = "limit_exceeded"
        case suspectedFraud = "suspected_fraud"
        /// The way to pay cannot be used for this.
        case methodNotAccepted = "method_not_accepted"
        /// The amount or the currency is none that the vendor takes.
        case amountNotAccepted = "amount_not_accepted"
        /// The shopper gave up.
        case cancelled
        /// The provider cannot do this at all.
        case notSupported = "not_supported"
        /// The vendor has never heard of it.
        case notStarted = "not_started"
        /// The vendor cannot be reached, and the request certainly did not arrive.
        case unavailable
        /// The vendor does not take the request as it is; its message says what is wrong with it.
        case invalid
    }

    public let reason: Reason
    /// For the shopper. It names no secret.
    public let message: String
    /// The vendor's own word, for staff.
    public let code: String?

    /// - Parameter message: In the shopper's words; the reason's own unless given.
    public init(_ reason: Reason, message: String? = nil, code: String? = nil) {
        self.reason = reason
        self.message = String((message ?? reason.message).prefix(500))
        self.code = code.map { String($0.prefix(100)) }
    }
}

extension Decline.Reason {
    /// The reason in a shopper's words.
    var message: String {
        switch self {
        case .refused: "The payment was declined. Try another way to pay."
        case .insufficientFunds: "There is not enough money on the account. Try another way to pay."
        case .expired: "The card has expired. Try another one."
        case .incorrectDetails: "A number or code was not right. Check it and try again."
        case .authenticationFailed: "Your bank could not make sure that it is you. Try again, or try another way to pay."
        case .limitExceeded: "The payment is above a limit of the card or account. Try another way to pay."
        case .suspectedFraud: "The payment was declined. Try another way to pay."
        case .methodNotAccepted: "This way to pay cannot be used here. Try another one."
        case .amountNotAccepted: "This amount cannot be paid in this way. Try another one."
        case .cancelled: "The payment was cancelled."
        case .notSupported: "This way to pay does not allow that."
        case .notStarted: "The payment was not begun. Try again."
        case .unavailable: "The payment service cannot be reached. Try again shortly, or try another way to pay."
        case .invalid: "The payment could not be made."
        }
    }
}
