import MartletKernel

/// A message from a vendor, as it came.
public struct PaymentWebhook: Sendable, Equatable {
    /// Byte for byte: signatures are made over it.
    public var body: [UInt8]
    public var headers: HTTPTransportHeaders
    /// When it arrived, by which a provider tells a stale message. One that is read again later keeps its time.
    public var receivedAt: Timestamp

    public init(body: [UInt8], headers: HTTPTransportHeaders, receivedAt: Timestamp) {
        self.body = body
        self.headers = headers
        self.receivedAt = receivedAt
    }
}

/// Why a message is not taken.
public enum WebhookRejection: Error, Sendable, Equatable, CustomStringConvertible {
    /// It has no signature, or a wrong one.
    case forged
    /// Its signature is right, and too old or from the future.
    case stale
    /// It cannot be read. The reason names no secret.
    case unreadable(String)
    /// The provider expects no messages.
    case notExpected
    /// Whether it is genuine could not be found out; the vendor may send it again.
    case unverified(String)

    public var description: String {
        switch self {
        case .forged: "the signature is missing or wrong"
        case .stale: "the signature's time is not now"
        case .unreadable(let reason): "it cannot be read: \(reason)"
        case .notExpected: "no messages are expected from there"
        case .unverified(let reason): "whether it is genuine cannot be found out now: \(reason)"
        }
    }
}

/// Something that a vendor has told of a payment, in the shop's words.
public struct PaymentEvent: Sendable, Equatable {
    /// What it is about: the shop's own name that the vendor kept, the vendor's, or both.
    public struct Subject: Sendable, Equatable {
        public let payment: PaymentID?
        public let external: String?

        public init(payment: PaymentID?, external: String?) {
            self.payment = payment
            self.external = external
        }
    }

    public enum News: Sendable, Equatable {
        /// The payment stands so.
        case outcome(PaymentOutcome)
        /// A refund stands so.
        case refund(RefundReport)
        /// The shopper's bank takes money back, or has given it back.
        case dispute(DisputeReport)
        /// The shopper has agreed to the payment, at the vendor's page: the shop goes on with it as if they had come back.
        case agreed
        /// Something has changed that the message does not say in full: the shop looks the payment up.
        case changed
    }

    /// The vendor's own name for the message. The same name twice is the same message.
    public let id: String
    /// The vendor's word for what has happened, for staff.
    public let kind: String
    /// What it is about, and what has happened; `nil` for what does not concern payments.
    public let subject: Subject?
    public let news: News?

    public init(id: String, kind: String, subject: Subject?, news: News?) {
        self.id = id
        self.kind = kind
        self.subject = subject
        self.news = news
    }

    /// A message that concerns no payment.
    public static func irrelevant(id: String, kind: String) -> PaymentEvent { PaymentEvent(id: id, kind: kind, subject: nil, news: nil) }
}

/// Where a dispute stands: money that a shopper's bank demands back.
public struct DisputeReport: Sendable, Equatable {
    public enum Status: String, Sendable, CaseIterable, Codable {
        /// The bank asks; no money has moved.
        case inquiry
        /// The money is held back.
        case open
        /// The shop keeps the money.
        case won
        /// The money is gone.
        case lost
    }

    /// The vendor's own name for it.
    public let external: String
    public let amount: Money
    public let status: Status
    /// The vendor's word for why.
    public let reason: String?
    /// Until when evidence may be given.
    public let respondBy: Timestamp?

    public init(external: String, amount: Money, status: Status, reason: String? = nil, respondBy: Timestamp? = nil) {
        self.external = external
        self.amount = amount
        self.status = status
        self.reason = reason
        self.respondBy = respondBy
    }
}

/// Some of the payments that a vendor has got.
public struct PaymentPage: Sendable, Equatable {
    public struct Entry: Sendable, Equatable {
        /// The shop's name, if the vendor has kept one.
        public let payment: PaymentID?
        public let report: PaymentReport
        public let refunded: Int64

        /// - Parameter refunded: What was given back in all, in minor units.
        public init(payment: PaymentID?, report: PaymentReport, refunded: Int64) {
            self.payment = payment
            self.report = report
            self.refunded = refunded
        }
    }

    public let entries: [Entry]
    /// Where the next page begins; `nil` on the last.
    public let next: String?

    public init(entries: [Entry], next: String?) {
        self.entries = entries
        self.next = next
    }
}

/// The provider does not list its payments.
public struct PaymentsNotListed: Error, Equatable {
    public init() {}
}
