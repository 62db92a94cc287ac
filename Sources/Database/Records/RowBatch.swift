/// Rows of one table, gathered so that many are inserted with few statements.
public struct RowBatch: Sendable {
    private let insertion: SQL
    private let row: SQL
    private let width: Int
    private var values: [SQLValue] = []
    /// How many rows a statement holds at most.
    private static let limit = 64

    /// - Parameter row: What stands for a row, such as `(?, lower(?))`; a `?` for each column unless given.
    public init(_ table: Table, _ columns: [Column], row: SQL? = nil) {
        self.row = row ?? "(\(columns.map { _ in "?" as SQL }.joined(", ")))"
        insertion = "INSERT INTO \(table) (\(columns)) VALUES "
        width = self.row.text.utf8.count { $0 == UInt8(ascii: "?") }
    }

    public var isEmpty: Bool { values.isEmpty }
    public var count: Int { values.count / width }

    /// Adds a row: a value for each `?`.
    public mutating func append(_ row: [SQLValue]) {
        precondition(row.count == width, "a row has one value for each of its places")
        values += row
    }

    /// The statements that insert the rows, with what follows the rows in each: `ON CONFLICT …`, `RETURNING …`.
    ///
    /// Their numbers of rows are powers of two, so that batches of many sizes share a few prepared statements.
    public func insertions(_ suffix: SQL = .empty) -> [SQL] {
        var statements: [SQL] = []
        var done = 0
        while done < count {
            var size = RowBatch.limit
            while size > count - done { size /= 2 }
            let rows = SQL(
                text: String(repeating: row.text + ", ", count: size - 1) + row.text,
                values: Array(values[(done * width)..<((done + size) * width)]))
            statements.append(suffix.isEmpty ? insertion + rows : "\(insertion)\(rows) \(suffix)")
            done += size
        }
        return statements
    }
}

extension WriteTransaction {
    /// Inserts rows and returns how many went in.
    ///
    /// - Parameter suffix: What follows the rows: `ON CONFLICT …`.
    @discardableResult
    public func insert(_ rows: RowBatch, _ suffix: SQL = .empty) throws -> Int {
        try executeAll(rows.insertions(suffix)).reduce(0, +)
    }
}
