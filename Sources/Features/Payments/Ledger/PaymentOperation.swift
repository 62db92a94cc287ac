import MartletCommerce
import MartletDatabase
import MartletKernel

/// Something that a provider was asked to do with a payment: to take money, to give it up, to give it back.
///
/// It is written down before the provider is asked, and its identifier is the idempotency key: whatever happens in between, it is
/// asked for again until it is known to have happened or not. A payment has one under way at most.
public struct PaymentOperation: Record {
    public enum Kind: String, Sendable, CaseIterable, SQLConvertible {
        case capture, void, refund
    }

    public enum Status: String, Sendable, CaseIterable, SQLConvertible {
        /// The provider is being asked, or nobody knows what it has answered.
        case asked
        /// The provider has taken a refund on; it may still fail.
        case pending
        case succeeded
        case failed
    }

    public let id: PaymentOperationID
    public let payment: PaymentID
    public let kind: Kind
    /// What is to be taken or given back, in minor units of the payment's currency; 0 for a void.
    public let amount: Int64
    /// Whether a capture gives up what is left.
    public let isFinal: Bool
    /// What is taken in all when a capture has succeeded, by which one is told that nobody saw succeed.
    let target: Int64?
    public internal(set) var status: Status
    /// Why money is given back.
    public let reason: RefundReason?
    /// What staff have noted.
    public let note: String?
    /// The provider's own name for it.
    public internal(set) var external: String?
    /// Why it failed.
    public internal(set) var failure: String?
    public let createdAt: Timestamp
    public internal(set) var updatedAt: Timestamp

    public static let table: Table = "payment_operations"
    public static let columns: Columns = [
        "id", "payment_id", "kind", "amount", "is_final", "target", "status", "reason", "note", "external_id", "failure", "created_at",
        "updated_at",
    ]

    init(
        id: PaymentOperationID, payment: PaymentID, kind: Kind, amount: Int64, isFinal: Bool, target: Int64? = nil, status: Status = .asked,
        reason: RefundReason? = nil, note: String? = nil, external: String? = nil, createdAt: Timestamp
    ) {
        self.id = id
        self.payment = payment
        self.kind = kind
        self.amount = amount
        self.isFinal = isFinal
        self.target = target
        self.status = status
        self.reason = reason
        self.note = note
        self.external = external
        self.createdAt = createdAt
        updatedAt = createdAt
    }

    public init(from row: inout Row) throws {
        id = try row.next()
        payment = try row.next()
        kind = try row.next()
        amount = try row.next()
        isFinal = try row.next()
        target = try row.next()
        status = try row.next()
        reason = try row.next(String?.self).flatMap(RefundReason.init)
        note = try row.next()
        external = try row.next()
        failure = try row.next()
        createdAt = try row.next()
        updatedAt = try row.next()
    }

    public var values: [SQLValue] {
        [
            id.sqlValue, payment.sqlValue, kind.sqlValue, amount.sqlValue, isFinal.sqlValue, target.sqlValue, status.sqlValue,
            (reason?.rawValue).sqlValue, note.sqlValue, external.sqlValue, failure.sqlValue, createdAt.sqlValue, updatedAt.sqlValue,
        ]
    }

    /// The idempotency key.
    public var key: String { "\(id)" }
}
