import MartletCommerce
import MartletDatabase
import MartletKernel

/// What a shop knows of a variant's stock as a whole.
public struct StockItem: Sendable, Equatable {
    /// Whether stock is counted; what is not counted is always available.
    public var isTracked: Bool
    /// Whether more may be sold than there is.
    public var allowsBackorder: Bool

    public init(isTracked: Bool = true, allowsBackorder: Bool = false) {
        self.isTracked = isTracked
        self.allowsBackorder = allowsBackorder
    }
}

/// How much of a variant can be sold.
public struct Availability: Sendable, Equatable {
    /// On hand less reserved, over all locations; may be negative where backorders are allowed.
    public let quantity: Int
    public let item: StockItem

    public init(quantity: Int, item: StockItem) {
        self.quantity = quantity
        self.item = item
    }

    /// Nothing, counted: what is said of a variant that nothing is known of.
    public static let none = Availability(quantity: 0, item: StockItem())

    /// Whether so many can be sold now.
    public func covers(_ count: Int) -> Bool { !item.isTracked || item.allowsBackorder || quantity >= count }

    /// How many are left, at least 0; `nil` where stock is not counted.
    public var left: Int? { item.isTracked ? max(0, quantity) : nil }

    /// Whether one can be sold now.
    public var isAvailable: Bool { covers(1) }
}

/// A place where stock lies.
public struct Location: Record, Equatable {
    public let id: LocationID
    public let code: String
    public let name: String
    public let createdAt: Timestamp

    public static let table: Table = "locations"
    public static let columns: Columns = ["id", "code", "name", "created_at"]

    init(id: LocationID, code: String, name: String, createdAt: Timestamp) {
        self.id = id
        self.code = code
        self.name = name
        self.createdAt = createdAt
    }

    public init(from row: inout Row) throws {
        id = try row.next()
        code = try row.next()
        name = try row.next()
        createdAt = try row.next()
    }

    public var values: [SQLValue] { [id.sqlValue, code.sqlValue, name.sqlValue, createdAt.sqlValue] }
}

/// Why stock changed.
public enum MovementReason: String, Sendable, CaseIterable, SQLConvertible {
    case received, correction, imported, sold, returned, damaged
}

/// A wish for some of a variant.
public struct StockRequest: Sendable, Equatable {
    public let variant: VariantID
    public let quantity: Int

    public init(variant: VariantID, quantity: Int) {
        self.variant = variant
        self.quantity = quantity
    }
}
