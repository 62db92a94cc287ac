/// A statement or a part of one, with its bound values.
///
/// It is written as a string literal; what is interpolated becomes a bound parameter, never text. Identifiers come from
/// ``Table`` and ``Column`` constants. A `String` that was computed cannot become SQL.
///
/// ```swift
/// try tx.all(Product.self, "SELECT \(Product.columns) FROM \(Product.table) WHERE handle = \(handle)")
/// ```
public struct SQL: Sendable, ExpressibleByStringInterpolation {
    /// The text, with `?` where a value is bound.
    public private(set) var text: SQLText
    /// The values, in the order of their `?`.
    public private(set) var values: [SQLValue]

    public init(stringLiteral value: StaticString) { self.init(text: SQLText(stringLiteral: value)) }

    public init(stringInterpolation: StringInterpolation) { self = stringInterpolation.sql }

    package init(text: SQLText, values: [SQLValue] = []) {
        self.text = text
        self.values = values
    }

    /// The empty fragment.
    public static var empty: SQL { SQL(text: SQLText()) }

    public var isEmpty: Bool { text.isEmpty }

    public static func + (a: SQL, b: SQL) -> SQL {
        var sum = a
        sum += b
        return sum
    }

    public static func += (a: inout SQL, b: SQL) {
        a.text += b.text
        a.values += b.values
    }

    mutating func append(_ constant: StaticString) { text.append(constant) }

    /// Binds a value.
    mutating func bind(_ value: SQLValue) {
        text.append("?")
        values.append(value)
    }

    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var sql = SQL.empty

        public init(literalCapacity: Int, interpolationCount: Int) {
            sql.text.reserveCapacity(literalCapacity + interpolationCount * 16)
            sql.values.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ literal: StaticString) { sql.append(literal) }

        /// Binds a value.
        public mutating func appendInterpolation(_ value: some SQLConvertible) { sql.bind(value.sqlValue) }

        /// Binds an optional value; `nil` is `NULL`.
        public mutating func appendInterpolation<Value: SQLConvertible>(_ value: Value?) { sql.bind(value?.sqlValue ?? .null) }

        public mutating func appendInterpolation(_ value: SQLValue) { sql.bind(value) }

        /// Puts a fragment in.
        public mutating func appendInterpolation(_ fragment: SQL) { sql += fragment }

        public mutating func appendInterpolation(_ table: Table) { sql.append(table.constant) }
        public mutating func appendInterpolation(_ column: Column) { sql.append(column.constant) }
        public mutating func appendInterpolation(_ columns: Columns) { sql.text += columns.list }

        /// Binds a list for `IN (…)`: `WHERE id IN (\(list: ids))`.
        ///
        /// The list is padded to a power of two by repeating its last value, so that lists of many lengths share a few
        /// prepared statements. An empty list matches nothing.
        public mutating func appendInterpolation(list: some Collection<some SQLConvertible>) {
            guard var last = list.first?.sqlValue else { return sql.append("NULL") }
            var size = 1
            while size < list.count { size *= 2 }
            var isFirst = true
            func bind(_ value: SQLValue) {
                if !isFirst { sql.append(", ") }
                isFirst = false
                sql.bind(value)
            }
            for value in list {
                last = value.sqlValue
                bind(last)
            }
            for _ in list.count..<size { bind(last) }
        }
    }
}

extension Collection<SQL> {
    /// The fragments with a separator between them.
    public func joined(_ separator: SQL) -> SQL {
        var result = SQL.empty
        for (index, fragment) in enumerated() {
            if index > 0 { result += separator }
            result += fragment
        }
        return result
    }
}
