/// A transaction that reads.
public class ReadTransaction {
    let connection: any DatabaseConnection

    /// Wraps a driver's connection. For drivers' tests; features get theirs from ``Database``.
    public init(_ connection: any DatabaseConnection) { self.connection = connection }

    public var dialect: SQLDialect { connection.dialect }

    /// Calls `body` for each row.
    public func forEach(_ sql: SQL, _ body: (inout Row) throws -> Void) throws {
        try connection.run(sql) { cursor in
            var row = Row(cursor)
            try body(&row)
        }
    }

    /// What `read` makes of each row.
    public func all<T>(_ sql: SQL, _ read: (inout Row) throws -> T) throws -> [T] {
        var result: [T] = []
        try forEach(sql) { result.append(try read(&$0)) }
        return result
    }

    /// What `read` makes of each row behind its first column, by that column.
    public func grouped<Key: SQLConvertible & Hashable, T>(_ sql: SQL, by key: Key.Type, _ read: (inout Row) throws -> T) throws -> [Key:
        [T]]
    {
        var result: [Key: [T]] = [:]
        try forEach(sql) { row in
            let key = try row.next(Key.self)
            result[key, default: []].append(try read(&row))
        }
        return result
    }

    /// What `read` makes of the first row, or `nil` without one.
    public func first<T>(_ sql: SQL, _ read: (inout Row) throws -> T) throws -> T? {
        var result: T?
        try forEach(sql) { row in
            if result == nil { result = try read(&row) }
        }
        return result
    }

    /// The first column of the first row, or `nil` without a row.
    public func value<T: SQLConvertible>(_ sql: SQL, as type: T.Type = T.self) throws -> T? {
        try first(sql) { try $0.next(T.self) }
    }

    /// The first column of the only row of an aggregate. A null counts as missing.
    public func count(_ sql: SQL) throws -> Int {
        try first(sql) { try $0.next(Int?.self) ?? 0 } ?? 0
    }
}
