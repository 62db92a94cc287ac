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
    public private(set) var text: String
    /// The values, in the order of their `?`.
    public private(set) var values: [SQLValue]

    public init(stringLiteral value: StaticString) {
        text = value.description
        values = []
    }

    public init(stringInterpolation: StringInterpolation) {
        text = stringInterpolation.text
        values = stringInterpolation.values
    }

    package init(text: String, values: [SQLValue] = []) {
        self.text = text
        self.values = values
    }

    /// The empty fragment.
    public static var empty: SQL { SQL(text: "") }

    public var isEmpty: Bool { text.isEmpty }

    public static func + (a: SQL, b: SQL) -> SQL { SQL(text: a.text + b.text, values: a.values + b.values) }
    public static func += (a: inout SQL, b: SQL) {
        a.text += b.text
        a.values += b.values
    }

    public struct StringInterpolation: StringInterpolationProtocol {
        var text = ""
        var values: [SQLValue] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 8)
            values.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ literal: StaticString) { text += literal.description }

        /// Binds a value.
        public mutating func appendInterpolation(_ value: some SQLConvertible) {
            text += "?"
            values.append(value.sqlValue)
        }

        /// Binds an optional value; `nil` is `NULL`.
        public mutating func appendInterpolation<Value: SQLConvertible>(_ value: Value?) {
            text += "?"
            values.append(value?.sqlValue ?? .null)
        }

        public mutating func appendInterpolation(_ value: SQLValue) {
            text += "?"
            values.append(value)
        }

        /// Puts a fragment in.
        public mutating func appendInterpolation(_ sql: SQL) {
            text += sql.text
            values += sql.values
        }

        public mutating func appendInterpolation(_ table: Table) { text += table.name }
        public mutating func appendInterpolation(_ column: Column) { text += column.name }
        public mutating func appendInterpolation(_ columns: [Column]) { text += columns.map(\.name).joined(separator: ", ") }

        /// Binds a list for `IN (…)`: `WHERE id IN (\(list: ids))`.
        ///
        /// The list is padded to a power of two by repeating its last value, so that lists of many lengths share a few
        /// prepared statements. An empty list matches nothing.
        public mutating func appendInterpolation(list: some Collection<some SQLConvertible>) {
            guard var last = list.first?.sqlValue else {
                text += "NULL"
                return
            }
            var size = 1
            while size < list.count { size *= 2 }
            text += "?" + String(repeating: ", ?", count: size - 1)
            for value in list {
                last = value.sqlValue
                values.append(last)
            }
            for _ in list.count..<size { values.append(last) }
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
