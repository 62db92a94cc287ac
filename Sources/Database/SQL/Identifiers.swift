/// The name of a table. Made from constants only, so no input can name one.
public struct Table: Sendable, Hashable, ExpressibleByStringLiteral {
    let constant: StaticString
    public init(stringLiteral value: StaticString) { constant = value }

    public var name: String { constant.description }
    public static func == (a: Table, b: Table) -> Bool { a.constant.utf8.elementsEqual(b.constant.utf8) }
    public func hash(into hasher: inout Hasher) { hasher.combine(bytes: UnsafeRawBufferPointer(constant.utf8)) }
}

/// The name of a column, or `table.column`. Made from constants only, so no input can name one.
public struct Column: Sendable, Hashable, ExpressibleByStringLiteral {
    let constant: StaticString
    public init(stringLiteral value: StaticString) { constant = value }

    public var name: String { constant.description }
    public static func == (a: Column, b: Column) -> Bool { a.constant.utf8.elementsEqual(b.constant.utf8) }
    public func hash(into hasher: inout Hasher) { hasher.combine(bytes: UnsafeRawBufferPointer(constant.utf8)) }
}

/// Names of columns in an order, such as all of a table's.
public struct Columns: Sendable, ExpressibleByArrayLiteral {
    public let names: [Column]
    /// `a, b, c`
    let list: SQLText
    /// `?, ?, ?`
    let places: SQLText

    public init(arrayLiteral names: Column...) { self.init(names) }

    public init(_ names: [Column]) {
        self.names = names
        list = names.map { "\($0)" as SQL }.joined(", ").text
        places = names.map { _ in "?" as SQL }.joined(", ").text
    }
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
    public init(column: Column, of alias: Table) { self = "\(alias).\(column)" }
}

extension StaticString {
    /// The characters of a name, which has more than one, so that it is kept as UTF-8.
    fileprivate var utf8: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount) }
}
