/// Rows of one table, gathered so that many are inserted with few statements.
public struct RowBatch: Sendable {
    private let table: Table
    private let columns: Columns
    private let row: SQL
    private let width: Int
    /// The values of as many rows as a statement holds, and those of the rest.
    private var full: [[SQLValue]] = []
    private var rest: [SQLValue] = []
    /// How many rows a statement holds at most.
    private static let limit = 64

    /// - Parameter row: What stands for a row, such as `(?, lower(?))`; a `?` for each column unless given.
    public init(_ table: Table, _ columns: Columns, row: SQL? = nil) {
        self.table = table
        self.columns = columns
        self.row = row ?? "(\(SQL(text: columns.places)))"
        width = self.row.text.utf8.count { $0 == UInt8(ascii: "?") }
    }

    /// How many rows there are.
    public var count: Int { full.count * RowBatch.limit + rest.count / width }

    /// Adds a row: a value for each `?`.
    public mutating func append(_ row: [SQLValue]) {
        precondition(row.count == width, "a row has one value for each of its places")
        rest += row
        if rest.count == RowBatch.limit * width {
            full.append(rest)
            rest = []
        }
    }

    /// The statements that insert the rows, with what follows the rows in each: `ON CONFLICT …`, `RETURNING …`.
    ///
    /// Their numbers of rows are powers of two, so that batches of many sizes share a few prepared statements.
    public func insertions(_ suffix: SQL = .empty) -> [SQL] {
        var statements = full.map { statement($0, suffix) }
        var left = rest[...]
        var size = RowBatch.limit
        while !left.isEmpty {
            while size * width > left.count { size /= 2 }
            statements.append(statement(Array(left.prefix(size * width)), suffix))
            left = left.dropFirst(size * width)
        }
        return statements
    }

    private func statement(_ values: [SQLValue], _ suffix: SQL) -> SQL {
        var sql: SQL = "INSERT INTO \(table) (\(columns)) VALUES "
        for start in stride(from: 0, to: values.count, by: width) {
            if start > 0 { sql.append(", ") }
            sql += row
        }
        if !suffix.isEmpty { sql += " \(suffix)" }
        return SQL(text: sql.text, values: suffix.values.isEmpty ? values : values + suffix.values)
    }
}

extension WriteTransaction {
    /// Inserts rows.
    ///
    /// - Parameter suffix: What follows the rows: `ON CONFLICT …`.
    public func insert(_ rows: RowBatch, _ suffix: SQL = .empty) throws { try executeLater(rows.insertions(suffix)) }
}
