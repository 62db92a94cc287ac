import MartletCommerce
import MartletDatabase
import MartletKernel

/// Money that is to move for an order, and what has moved so far.
public struct Payment: Record {
    public enum Status: String, Sendable, CaseIterable, SQLConvertible {
        /// The provider has not answered, or nobody knows what it answered.
        case pending
        case authorized
        case captured
        case voided
        case failed

        /// What a status may become. Nothing goes backwards, however late a message comes.
        func mayBecome(_ next: Status) -> Bool {
            switch (self, next) {
            case (.pending, .authorized), (.pending, .captured), (.pending, .failed), (.pending, .voided): true
            case (.authorized, .captured), (.authorized, .voided): true
            default: false
            }
        }
    }

    public let id: PaymentID
    public let order: OrderID
    public let provider: String
    public let amount: Money
    public internal(set) var status: Status
    /// The provider's own name for it.
    public internal(set) var external: String?
    public internal(set) var authorized: Int64
    public internal(set) var captured: Int64
    public internal(set) var failure: String?
    public let createdAt: Timestamp
    public internal(set) var updatedAt: Timestamp

    public static let table: Table = "payments"
    public static let columns: Columns = [
        "id", "order_id", "provider", "amount", "currency", "status", "external_id", "authorized", "captured", "failure", "created_at",
        "updated_at",
    ]

    init(id: PaymentID, order: OrderID, provider: String, amount: Money, createdAt: Timestamp) {
        self.id = id
        self.order = order
        self.provider = provider
        self.amount = amount
        status = .pending
        authorized = 0
        captured = 0
        self.createdAt = createdAt
        updatedAt = createdAt
    }

    public init(from row: inout Row) throws {
        id = try row.next()
        order = try row.next()
        provider = try row.next()
        let amount: Int64 = try row.next()
        self.amount = Money(amount, try Currency(code: row.next(String.self)))
        status = try row.next()
        external = try row.next()
        authorized = try row.next()
        captured = try row.next()
        failure = try row.next()
        createdAt = try row.next()
        updatedAt = try row.next()
    }

    public var values: [SQLValue] {
        [
            id.sqlValue, order.sqlValue, provider.sqlValue, amount.amount.sqlValue, amount.currency.code.sqlValue, status.sqlValue,
            external.sqlValue, authorized.sqlValue, captured.sqlValue, failure.sqlValue, createdAt.sqlValue, updatedAt.sqlValue,
        ]
    }

    public var reference: PaymentReference { PaymentReference(payment: id, external: external, amount: amount) }
}

/// What happened to a payment. Entries are only ever added.
public enum PaymentEntryKind: String, Sendable, CaseIterable, SQLConvertible {
    case authorized, captured, voided, failed
}
