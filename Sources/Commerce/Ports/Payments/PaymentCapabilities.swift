/// What a provider can do; the shop asks for nothing else.
public struct PaymentCapabilities: Sendable, Equatable {
    public struct Features: OptionSet, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// Money can be promised now and taken later. Without it every payment is taken at once.
        public static let capturesLater = Features(rawValue: 1 << 0)
        /// Less than what is promised can be taken; the rest is given up.
        public static let partialCapture = Features(rawValue: 1 << 1)
        /// What is promised can be taken in several parts.
        public static let multipleCaptures = Features(rawValue: 1 << 2)
        /// A promise can be given up.
        public static let voids = Features(rawValue: 1 << 3)
        /// A payment that was only begun can be ended, so that nobody can pay it any more. Without it the shop gives back what comes
        /// late.
        public static let stopsBegun = Features(rawValue: 1 << 11)
        public static let refunds = Features(rawValue: 1 << 4)
        /// A part of what was taken can be given back.
        public static let partialRefunds = Features(rawValue: 1 << 5)
        /// What was taken can be given back in several parts.
        public static let multipleRefunds = Features(rawValue: 1 << 6)
        /// A customer's way to pay can be saved.
        public static let savedMethods = Features(rawValue: 1 << 7)
        /// What is saved can be charged while the customer is not there.
        public static let offSession = Features(rawValue: 1 << 8)
        /// The vendor tells the shop of what happens.
        public static let webhooks = Features(rawValue: 1 << 9)
        /// The vendor lists its payments, so that the books can be compared.
        public static let listing = Features(rawValue: 1 << 10)
    }

    /// Where a shopper agrees to a payment.
    public enum Confirmation: String, Sendable, CaseIterable {
        /// Nowhere: the shop's word is enough.
        case none
        /// In the shop's own page, by the vendor's code.
        case client
        /// At a page of the vendor's.
        case redirect
    }

    /// The name that shoppers see.
    public let title: String
    public let features: Features
    public let confirmation: Confirmation
    /// The currencies that it takes; `nil` for all.
    public let currencies: Set<Currency>?
    /// The least and the most that one payment may be, by currency, in minor units; a currency that is not named has no limits.
    public let limits: [Currency: ClosedRange<Int64>]

    public init(
        title: String, features: Features, confirmation: Confirmation = .none, currencies: Set<Currency>? = nil,
        limits: [Currency: ClosedRange<Int64>] = [:]
    ) {
        self.title = title
        self.features = features
        self.confirmation = confirmation
        self.currencies = currencies
        self.limits = limits
    }

    /// Whether a payment may be of that amount.
    public func accepts(_ amount: Money) -> Bool {
        (currencies?.contains(amount.currency) ?? true) && (limits[amount.currency]?.contains(amount.amount) ?? true)
    }
}
