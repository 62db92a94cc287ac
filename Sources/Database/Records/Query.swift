/// A question about one table: which rows, in which order, how many.
public struct Query<R: Record>: Sendable {
    private var conditions = SQL.empty
    private var order = SQL.empty
    private var maximum: Int?

    init() {}

    /// Only rows for which the condition holds; conditions add up.
    public consuming func filter(_ condition: SQL) -> Query {
        conditions += "\(conditions.isEmpty ? " WHERE" : " AND" as SQL) (\(condition))"
        return self
    }

    /// Sorted by a column; further calls decide between equals.
    public consuming func sorted(by column: Column, descending: Bool = false) -> Query {
        order += "\(order.isEmpty ? " ORDER BY" : "," as SQL) \(column)\(descending ? " DESC" : "" as SQL)"
        return self
    }

    public consuming func limit(_ count: Int) -> Query {
        maximum = count
        return self
    }

    /// The rows after a cursor in the cursor's order, one more than the page holds so that the next page shows.
    public consuming func page(_ keyset: Keyset) -> Query {
        if let after = keyset.condition { self = filter(after) }
        order = " ORDER BY \(keyset.order)"
        maximum = keyset.limit + 1
        return self
    }

    public var sql: SQL {
        var sql: SQL = "SELECT \(R.columns) FROM \(R.table)\(conditions)\(order)"
        if let maximum { sql += " LIMIT \(maximum)" }
        return sql
    }

    fileprivate var countSQL: SQL { "SELECT COUNT(*) FROM \(R.table)\(conditions)" }
    fileprivate var deletion: SQL { "DELETE FROM \(R.table)\(conditions)" }
}

extension ReadTransaction {
    /// The records that a hand-written statement selects, columns in the record's order.
    public func all<R: Record>(_ type: R.Type, _ sql: SQL) throws -> [R] { try all(sql) { try R(from: &$0) } }
    public func first<R: Record>(_ type: R.Type, _ sql: SQL) throws -> R? { try first(sql) { try R(from: &$0) } }

    public func all<R: Record>(_ query: Query<R>) throws -> [R] { try all(R.self, query.sql) }
    public func first<R: Record>(_ query: Query<R>) throws -> R? { try first(R.self, query.limit(1).sql) }
    public func count<R: Record>(_ query: Query<R>) throws -> Int { try count(query.countSQL) }

    /// The record with the identifier, or `nil`.
    public func find<R: Record>(_ type: R.Type, _ id: some SQLConvertible) throws -> R? {
        try first(R.query.filter("\(R.primaryKey[0]) = \(id)"))
    }

    /// The records that belong to each of many owners, in one query: a relation without a query an owner.
    public func related<R: Record, Key: SQLConvertible & Hashable>(
        _ query: Query<R>, by column: Column, of owners: some Collection<Key>, key: (R) -> Key
    ) throws -> [Key: [R]] {
        guard !owners.isEmpty else { return [:] }
        return Dictionary(grouping: try all(query.filter(column.isOne(of: owners))), by: key)
    }
}

extension WriteTransaction {
    /// Inserts the record; like all that inserts without being asked what became of it, by ``executeLater(_:)-(SQL)``.
    public func insert(_ record: some Record) throws { try executeLater(.insert(record)) }

    /// Inserts many records with few statements.
    public func insert<R: Record>(_ records: [R]) throws {
        var rows = RowBatch(R.table, R.columns)
        for record in records { rows.append(record.values) }
        try insert(rows)
    }

    /// Inserts the record, or updates the one with its primary key.
    public func upsert<R: Record>(_ record: R) throws { try executeLater(.upsert(record)) }

    /// Updates the record with the same primary key; returns whether there was one.
    @discardableResult
    public func update<R: Record>(_ record: R) throws -> Bool { try execute(.update(record)) > 0 }

    /// Deletes what a query finds and returns how many rows it deleted. The query's order and limit do not count.
    @discardableResult
    public func delete<R: Record>(_ query: Query<R>) throws -> Int {
        try execute(query.deletion)
    }
}

extension SQL {
    public static func insert<R: Record>(_ record: R) -> SQL {
        var text = SQLText()
        text.reserveCapacity(64 + R.columns.list.utf8.count + R.columns.places.utf8.count)
        text.append("INSERT INTO ")
        text.append(R.table.constant)
        text.append(" (")
        text += R.columns.list
        text.append(") VALUES (")
        text += R.columns.places
        text.append(")")
        return SQL(text: text, values: record.values)
    }

    /// Writes the columns in which a record is not as it was; `nil` where all are. Both have the same primary key.
    public static func update<R: Record>(_ before: R, to after: R) -> SQL? {
        update(R.table, R.columns, key: R.primaryKey, from: before.values, to: after.values)
    }

    public static func upsert<R: Record>(_ record: R) -> SQL {
        let changed = R.columns.names.filter { !R.primaryKey.contains($0) }
        let assignments: [SQL] = changed.map { "\($0) = excluded.\($0)" }
        return "\(insert(record)) ON CONFLICT (\(Columns(R.primaryKey))) DO UPDATE SET \(assignments.joined(", "))"
    }

    /// Writes every column but those of the primary key.
    public static func update<R: Record>(_ record: R) -> SQL {
        update(R.table, R.columns, key: R.primaryKey, from: nil, to: record.values) ?? .empty
    }

    /// Writes the columns outside the key whose values are not as they were, or all of them; `nil` where there is none.
    private static func update(
        _ table: Table, _ columns: Columns, key: [Column], from before: [SQLValue]?, to after: [SQLValue]
    ) -> SQL? {
        var changes: SQL = .empty
        var conditions: SQL = .empty
        for (index, column) in columns.names.enumerated() {
            if key.contains(column) {
                conditions.appendEquality(column, after[index], after: conditions.isEmpty ? "" : " AND ")
            } else if before.map({ $0[index] != after[index] }) ?? true {
                changes.appendEquality(column, after[index], after: changes.isEmpty ? "" : ", ")
            }
        }
        return changes.isEmpty ? nil : "UPDATE \(table) SET \(changes) WHERE \(conditions)"
    }

    /// `column = ?`
    private mutating func appendEquality(_ column: Column, _ value: SQLValue, after separator: StaticString) {
        append(separator)
        append(column.constant)
        append(" = ")
        bind(value)
    }
}
