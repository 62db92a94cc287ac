import MartletCommerce
import MartletDatabase
import MartletJSON
import MartletKernel

/// One attempt to pay for an order, or for a part of it, and what has moved so far.
public struct Payment: Record, Equatable {
    public enum Status: String, Sendable, CaseIterable, SQLConvertible {
        /// The provider has not answered, or nobody knows what it answered.
        case pending
        /// The shopper has something to do first.
        case requiresAction = "requires_action"
        /// The provider tells later what comes of it.
        case processing
        case authorized
        /// A part is taken, and more can be.
        case partiallyCaptured = "partially_captured"
        case captured
        case voided
        case failed

        /// Whether nobody knows yet what comes of it.
        public var isOpen: Bool { self == .pending || self == .requiresAction || self == .processing }
        /// Whether money is promised or taken.
        public var holdsMoney: Bool { self == .authorized || self == .partiallyCaptured || self == .captured }
    }

    public let id: PaymentID
    public let order: OrderID
    public let provider: String
    public let amount: Money
    /// Whether the money is promised first and taken later.
    public let isCapturedLater: Bool
    /// The customer whose way to pay is saved when it comes about.
    public let savesFor: CustomerID?
    public internal(set) var status: Status
    /// The provider's own name for it.
    public internal(set) var external: String?
    /// What was promised in all, in minor units.
    public internal(set) var authorized: Int64
    /// What was taken in all.
    public internal(set) var captured: Int64
    /// What was given back, or is on its way back.
    public internal(set) var refunded: Int64
    /// What the shopper's bank has demanded back and holds.
    public internal(set) var disputed: Int64
    /// Whether no more will be taken.
    public internal(set) var isClosed: Bool
    /// Whether all of it is to be given back, since there is no order for it.
    public internal(set) var isReturning: Bool
    /// Why it failed, in the shopper's words.
    public internal(set) var failure: String?
    /// What the shopper has to do.
    public internal(set) var action: StoredAction?
    public let createdAt: Timestamp
    public internal(set) var updatedAt: Timestamp

    public static let table: Table = "payments"
    public static let columns: Columns = [
        "id", "order_id", "provider", "amount", "currency", "is_captured_later", "saves_for", "status", "external_id", "authorized",
        "captured",
        "refunded", "disputed", "is_closed", "is_returning", "failure", "action", "created_at", "updated_at",
    ]

    init(
        id: PaymentID, order: OrderID, provider: String, amount: Money, isCapturedLater: Bool, savesFor: CustomerID?, createdAt: Timestamp
    ) {
        self.id = id
        self.order = order
        self.provider = provider
        self.amount = amount
        self.isCapturedLater = isCapturedLater
        self.savesFor = savesFor
        status = .pending
        (authorized, captured, refunded, disputed) = (0, 0, 0, 0)
        (isClosed, isReturning) = (false, false)
        self.createdAt = createdAt
        updatedAt = createdAt
    }

    public init(from row: inout Row) throws {
        id = try row.next()
        order = try row.next()
        provider = try row.next()
        let amount: Int64 = try row.next()
        self.amount = Money(amount, try Currency(code: row.next(String.self)))
        isCapturedLater = try row.next()
        savesFor = try row.next(CustomerID?.self)
        status = try row.next()
        external = try row.next()
        authorized = try row.next()
        captured = try row.next()
        refunded = try row.next()
        disputed = try row.next()
        isClosed = try row.next()
        isReturning = try row.next()
        failure = try row.next()
        action = try row.next(StoredAction?.self)
        createdAt = try row.next()
        updatedAt = try row.next()
    }

    public var values: [SQLValue] {
        [
            id.sqlValue, order.sqlValue, provider.sqlValue, amount.amount.sqlValue, amount.currency.code.sqlValue,
            isCapturedLater.sqlValue, savesFor.sqlValue, status.sqlValue, external.sqlValue, authorized.sqlValue, captured.sqlValue,
            refunded.sqlValue,
            disputed.sqlValue, isClosed.sqlValue, isReturning.sqlValue, failure.sqlValue, action.sqlValue, createdAt.sqlValue,
            updatedAt.sqlValue,
        ]
    }

    /// The payment as its provider is asked about it.
    public var reference: PaymentReference {
        PaymentReference(
            payment: id, order: order, external: external, amount: amount, isCapturedLater: isCapturedLater, captured: captured,
            createdAt: createdAt)
    }

    /// What is promised and can still be taken, in minor units.
    public var capturable: Int64 { isClosed ? 0 : authorized - captured }
    /// What was taken and can still be given back, in minor units.
    public var refundable: Int64 { captured - refunded }
}

extension Payment {
    /// The payments of orders, oldest first.
    public static func ofOrders(_ orders: some Collection<OrderID>, in transaction: ReadTransaction) throws -> [OrderID: [Payment]] {
        try transaction.related(query.sorted(by: "id"), by: "order_id", of: orders) { $0.order }
    }

    /// The payments of an order, oldest first.
    public static func ofOrder(_ order: OrderID, in transaction: ReadTransaction) throws -> [Payment] {
        try transaction.all(query.filter(("order_id" as Column) == order).sorted(by: "id"))
    }
}

/// What a shopper has to do, as the database keeps it.
public struct StoredAction: Sendable, Equatable {
    public let url: String?
    public let data: JSONObject

    init(_ action: ClientAction) {
        url = action.url
        data = action.data
    }
}

extension StoredAction: SQLConvertible {
    public init(from cursor: any RowCursor, at index: Int) throws {
        let json = try JSONValue(from: cursor, at: index)
        url = json["url"]?.stringValue
        data = json["data"]?.objectValue ?? JSONObject()
    }

    public var sqlValue: SQLValue {
        JSONValue.object(["url": url.map { .string($0) } ?? .null, "data": .object(data)]).sqlValue
    }
}
