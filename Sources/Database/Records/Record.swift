/// A row of one table as a value. It owns the names of its table and columns.
///
/// ``columns``, ``init(from:)`` and ``values`` keep one order.
public protocol Record: Sendable {
    static var table: Table { get }
    static var columns: Columns { get }
    /// The columns of the primary key; `id` unless said otherwise.
    static var primaryKey: [Column] { get }
    /// Reads the columns in the order of ``columns``.
    init(from row: inout Row) throws
    /// The values in the order of ``columns``.
    var values: [SQLValue] { get }
}

extension Record {
    public static var primaryKey: [Column] { ["id"] }

    /// Everything in the table, to be narrowed down.
    public static var query: Query<Self> { Query() }
}

extension Optional where Wrapped: SQLConvertible {
    /// The value to bind; `nil` is `NULL`.
    public var sqlValue: SQLValue { self?.sqlValue ?? .null }
}
