/// The name of a table. Made from constants only, so no input can name one.
public struct Table: Sendable, Hashable, ExpressibleByStringLiteral {
    public let name: String
    public init(stringLiteral value: StaticString) { name = value.description }
}

/// The name of a column, or `table.column`. Made from constants only, so no input can name one.
public struct Column: Sendable, Hashable, ExpressibleByStringLiteral {
    public let name: String
    public init(stringLiteral value: StaticString) { name = value.description }
}

extension Column {
    public static func == (column: Column, value: some SQLConvertible) -> SQL { "\(column) = \(value)" }
    public static func == <Value: SQLConvertible>(column: Column, value: Value?) -> SQL {
        value.map { "\(column) = \($0)" } ?? "\(column) IS NULL"
    }
    public static func != (column: Column, value: some SQLConvertible) -> SQL { "\(column) <> \(value)" }
    public static func < (column: Column, value: some SQLConvertible) -> SQL { "\(column) < \(value)" }
    public static func <= (column: Column, value: some SQLConvertible) -> SQL { "\(column) <= \(value)" }
    public static func > (column: Column, value: some SQLConvertible) -> SQL { "\(column) > \(value)" }
    public static func >= (column: Column, value: some SQLConvertible) -> SQL { "\(column) >= \(value)" }
    /// Whether the column is one of the values; an empty list matches nothing.
    public func isOne(of values: some Collection<some SQLConvertible>) -> SQL { "\(self) IN (\(list: values))" }
}

extension SQL {
    /// A column of a table that a statement calls by another name: `p.title`.
    public init(column: Column, of alias: Table) { self.init(text: "\(alias.name).\(column.name)") }
}
