import BareSQLite
import MartletDatabase

/// Has SQLite do what was recorded, on one thread, with nothing around it.
///
/// Transactions that write are committed in groups with `synchronous=FULL`, each in a savepoint of its own, as by so many clients
/// who wait for each other: the first transactions of a group of flows with one commit, then the second ones with another.
final class SQLiteReplay {
    /// A statement that is prepared, and its values.
    private struct Prepared {
        let statement: OpaquePointer?
        let values: [SQLValue]
    }

    private struct Transaction {
        let writes: Bool
        let statements: [Prepared]
    }

    private var handle: OpaquePointer?
    private var statements: [String: OpaquePointer] = [:]
    private var flows: [[Transaction]] = []
    private var begin, beginWriting, savepoint, release, commit: OpaquePointer?

    /// Opens a file as the shop does, and prepares what flows need.
    init(_ file: String, _ flows: [RecordedFlow]) throws {
        guard sqlite3_open_v2(file, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK else {
            throw Failure("\(file) cannot be opened")
        }
        for setting in [
            "foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 4000", "cache_size = -16384",
            "temp_store = MEMORY",
        ] {
            try run(prepared("PRAGMA \(setting)"))
        }
        begin = try prepared("BEGIN")
        beginWriting = try prepared("BEGIN IMMEDIATE")
        savepoint = try prepared("SAVEPOINT one")
        release = try prepared("RELEASE one")
        commit = try prepared("COMMIT")
        self.flows = try flows.map { flow in
            try flow.transactions.map { transaction in
                Transaction(
                    writes: transaction.writes,
                    statements: try transaction.statements.map { Prepared(statement: try prepared($0.text.description), values: $0.values) }
                )
            }
        }
    }

    func close() {
        for statement in statements.values { sqlite3_finalize(statement) }
        sqlite3_close(handle)
    }

    func play(_ range: Range<Int>, group: Int) throws {
        for start in stride(from: range.lowerBound, to: range.upperBound, by: group) {
            try play(flows[start..<min(start + group, range.upperBound)])
        }
    }

    private func play(_ flows: ArraySlice<[Transaction]>) throws {
        for step in 0..<(flows.map(\.count).max() ?? 0) {
            let transactions = flows.compactMap { step < $0.count ? $0[step] : nil }
            for transaction in transactions where !transaction.writes {
                try run(begin)
                try run(transaction)
                try run(commit)
            }
            guard transactions.contains(where: \.writes) else { continue }
            try run(beginWriting)
            for transaction in transactions where transaction.writes {
                try run(savepoint)
                try run(transaction)
                try run(release)
            }
            try run(commit)
        }
    }

    private func run(_ transaction: Transaction) throws {
        for statement in transaction.statements { try run(statement.statement, statement.values) }
    }

    private func run(_ statement: OpaquePointer?, _ values: [SQLValue] = []) throws {
        defer { sqlite3_reset(statement) }
        for (index, value) in values.enumerated() { bind(value, to: statement, at: Int32(index + 1)) }
        var status = sqlite3_step(statement)
        while status == SQLITE_ROW { status = sqlite3_step(statement) }
        guard status == SQLITE_DONE else { throw failure(String(cString: sqlite3_sql(statement))) }
    }

    private func prepared(_ sql: String) throws -> OpaquePointer? {
        if let statement = statements[sql] { return statement }
        var statement: OpaquePointer?
        guard sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil) == SQLITE_OK else {
            throw failure(sql)
        }
        statements[sql] = statement
        return statement
    }

    private func bind(_ value: SQLValue, to statement: OpaquePointer?, at index: Int32) {
        // SQLite copies what is bound when told that it is transient.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value {
        case .null: sqlite3_bind_null(statement, index)
        case .integer(let integer): sqlite3_bind_int64(statement, index, integer)
        case .real(let real): sqlite3_bind_double(statement, index, real)
        case .boolean(let bool): sqlite3_bind_int64(statement, index, bool ? 1 : 0)
        case .text(let text): sqlite3_bind_text(statement, index, text, -1, transient)
        case .bytes(let bytes) where bytes.isEmpty: sqlite3_bind_zeroblob(statement, index, 0)
        case .bytes(let bytes): sqlite3_bind_blob(statement, index, bytes, Int32(bytes.count), transient)
        case .identifier(let high, let low):
            _ = withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { sqlite3_bind_blob(statement, index, $0.baseAddress, 16, transient) }
        }
    }

    private func failure(_ sql: String) -> Failure { Failure("\(String(cString: sqlite3_errmsg(handle))) [\(sql)]") }
}
