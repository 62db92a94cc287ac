import MartletKernel

/// A payment as the shop and its provider speak of it.
public struct PaymentReference: Sendable, Equatable {
    public let payment: PaymentID
    public let order: OrderID
    /// The vendor's own name for it; `nil` until the vendor has given one.
    public let external: String?
    /// What is to be paid in all.
    public let amount: Money
    /// Whether the money is promised first and taken later.
    public let isCapturedLater: Bool
    /// What the shop knows to have been taken, in minor units.
    public let captured: Int64
    public let createdAt: Timestamp

    public init(
        payment: PaymentID, order: OrderID, external: String? = nil, amount: Money, isCapturedLater: Bool, captured: Int64 = 0,
        createdAt: Timestamp
    ) {
        self.payment = payment
        self.order = order
        self.external = external
        self.amount = amount
        self.isCapturedLater = isCapturedLater
        self.captured = captured
        self.createdAt = createdAt
    }
}

/// What is to be paid, and how.
public struct PaymentRequest: Sendable, Equatable {
    /// The idempotency key.
    public let key: String
    public let payment: PaymentReference
    /// What shopper and staff call the order, for statements and receipts.
    public let orderNumber: String
    public let email: EmailAddress?
    /// What the shopper's page has got from the vendor's, such as the token of a card. The provider says which names it knows.
    public let data: [String: String]
    /// Where the shopper comes back to from the vendor's page.
    public let returnURL: String?
    /// What the customer has saved and pays with now.
    public let saved: SavedMethodToken?
    /// The customer whose way to pay is to be saved; `nil` where it is not.
    public let savesFor: CustomerID?
    /// The vendor's own name for that customer, from what they have saved before.
    public let vendorCustomer: String?
    /// Whether the customer is not there to agree.
    public let isOffSession: Bool

    public init(
        key: String, payment: PaymentReference, orderNumber: String, email: EmailAddress? = nil, data: [String: String] = [:],
        returnURL: String? = nil, saved: SavedMethodToken? = nil, savesFor: CustomerID? = nil, vendorCustomer: String? = nil,
        isOffSession: Bool = false
    ) {
        self.key = key
        self.payment = payment
        self.orderNumber = orderNumber
        self.email = email
        self.data = data
        self.returnURL = returnURL
        self.saved = saved
        self.savesFor = savesFor
        self.vendorCustomer = vendorCustomer
        self.isOffSession = isOffSession
    }
}

/// That the shopper has done what was asked for.
public struct PaymentConfirmation: Sendable, Equatable {
    public let key: String
    public let payment: PaymentReference
    /// What the vendor's page has given the shopper's.
    public let data: [String: String]
    public let returnURL: String?

    public init(key: String, payment: PaymentReference, data: [String: String] = [:], returnURL: String? = nil) {
        self.key = key
        self.payment = payment
        self.data = data
        self.returnURL = returnURL
    }
}

/// That promised money is to be taken.
public struct PaymentCapture: Sendable, Equatable {
    public let key: String
    public let payment: PaymentReference
    public let amount: Money
    /// Whether what is left of the promise is given up.
    public let isFinal: Bool
    /// What is taken in all afterwards, in minor units. Where the vendor has taken so much already, this is the same request again.
    public let total: Int64

    /// - Parameter total: What the shop knows to have been taken, and this, unless given.
    public init(key: String, payment: PaymentReference, amount: Money, isFinal: Bool, total: Int64? = nil) {
        self.key = key
        self.payment = payment
        self.amount = amount
        self.isFinal = isFinal
        self.total = total ?? payment.captured + amount.amount
    }
}

/// That a promise is to be given up.
public struct PaymentVoid: Sendable, Equatable {
    public let key: String
    public let payment: PaymentReference

    public init(key: String, payment: PaymentReference) {
        self.key = key
        self.payment = payment
    }
}

/// That money is to be given back.
public struct PaymentRefund: Sendable, Equatable {
    /// The idempotency key, by which the refund is found again: the vendor keeps it with the refund.
    public let key: String
    public let payment: PaymentReference
    public let amount: Money
    public let reason: RefundReason

    public init(key: String, payment: PaymentReference, amount: Money, reason: RefundReason) {
        self.key = key
        self.payment = payment
        self.amount = amount
        self.reason = reason
    }
}

/// Why money is given back.
public enum RefundReason: String, Sendable, CaseIterable {
    case requestedByCustomer = "requested_by_customer"
    case duplicate
    case fraudulent
    /// What was bought is not delivered.
    case notDelivered = "not_delivered"
    /// The order did not come about.
    case orderFailed = "order_failed"
    case other
}

/// That a customer's way to pay is to be saved without paying.
public struct MethodRequest: Sendable, Equatable {
    public let key: String
    public let customer: CustomerID
    /// The vendor's own name for the customer, from what they have saved before.
    public let vendorCustomer: String?
    /// The vendor's own name for what was begun; `nil` to begin.
    public let external: String?
    /// What the customer's page has got from the vendor's.
    public let data: [String: String]
    /// Where the customer comes back to from the vendor's page.
    public let returnURL: String?

    public init(
        key: String, customer: CustomerID, vendorCustomer: String? = nil, external: String? = nil,
        data: [String: String] = [:], returnURL: String? = nil
    ) {
        self.key = key
        self.customer = customer
        self.vendorCustomer = vendorCustomer
        self.external = external
        self.data = data
        self.returnURL = returnURL
    }
}

/// A way to pay that a customer has saved, as the vendor knows it. It is no card number, and yet a secret.
public struct SavedMethodToken: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// The vendor's name for the way to pay.
    public let token: String
    /// The vendor's name for the customer, where it has one.
    public let customer: String?
    /// What the customer sees: `Visa •••• 4242`.
    public let label: String
    /// When it expires, if it does.
    public let expires: (year: Int, month: Int)?

    public init(token: String, customer: String?, label: String, expires: (year: Int, month: Int)? = nil) {
        self.token = token
        self.customer = customer
        self.label = label
        self.expires = expires
    }

    public static func == (a: Self, b: Self) -> Bool {
        a.token == b.token && a.customer == b.customer && a.label == b.label && a.expires?.year == b.expires?.year
            && a.expires?.month == b.expires?.month
    }

    public var description: String { label }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
