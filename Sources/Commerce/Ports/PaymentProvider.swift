import MartletKernel

/// Somebody who takes money: manual payments, Stripe, PayPal. A plugin provides one under its id.
///
/// A provider owns no route, no table and no retry: the shop calls it outside any transaction, with the payment's id as
/// the idempotency key, and keeps what it answers. The same key must never charge twice.
public protocol PaymentProvider: Sendable {
    var capabilities: PaymentCapabilities { get }

    /// Starts to take the money that a payment is about.
    func authorize(_ request: PaymentRequest) async -> PaymentOutcome
    /// Takes money that was authorized. At most what was authorized.
    func capture(_ reference: PaymentReference, amount: Money) async -> PaymentOutcome
    /// Gives up what was authorized and not captured.
    func void(_ reference: PaymentReference) async -> PaymentOutcome
    /// Says what became of a payment whose outcome is unknown.
    func lookUp(_ reference: PaymentReference) async -> PaymentOutcome
}

/// What a provider can do; the shop asks for nothing else.
public struct PaymentCapabilities: Sendable, Equatable {
    /// The name that shoppers see.
    public let title: String
    /// The currencies that it takes; `nil` for all.
    public let currencies: Set<Currency>?

    public init(title: String, currencies: Set<Currency>? = nil) {
        self.title = title
        self.currencies = currencies
    }

    public func accepts(_ amount: Money) -> Bool { currencies?.contains(amount.currency) ?? true }
}

/// What is to be paid.
public struct PaymentRequest: Sendable, Equatable {
    /// The payment, which is also the idempotency key of every call about it.
    public let payment: PaymentID
    public let order: OrderID
    public let amount: Money
    public let email: EmailAddress?

    public init(payment: PaymentID, order: OrderID, amount: Money, email: EmailAddress?) {
        self.payment = payment
        self.order = order
        self.amount = amount
        self.email = email
    }
}

/// How a provider and the shop speak of a payment that exists.
public struct PaymentReference: Sendable, Equatable {
    public let payment: PaymentID
    /// The provider's own name for it, if it has given one.
    public let external: String?
    public let amount: Money

    public init(payment: PaymentID, external: String?, amount: Money) {
        self.payment = payment
        self.external = external
        self.amount = amount
    }
}

/// What a provider answers.
public enum PaymentOutcome: Sendable, Equatable {
    /// The money is promised: it can be captured.
    case authorized(external: String?)
    /// The money has been taken.
    case captured(external: String?)
    /// The promise was given up.
    case voided
    /// It will not be paid; the reason is for the shopper.
    case declined(reason: String)
    /// Nobody knows yet, such as after a time-out. It is looked up until somebody does.
    case unknown
}

extension NamedExtensionPoint where Value == any PaymentProvider {
    /// Payment providers by the id of their plugin.
    public static var paymentProviders: Self { Self("payment-providers", "a payment provider") }
}
