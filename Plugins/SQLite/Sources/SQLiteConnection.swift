import CSQLite
import Foundation
import MartletDatabase

/// A connection to a SQLite file, used by one thread.
final class SQLiteConnection: DatabaseConnection {
    enum Mode { case read, write }

    let dialect = SQLDialect.sqlite
    private var handle: OpaquePointer?
    private var statements: [SQLText: SQLiteStatement] = [:]
    /// How many prepared statements are kept; beyond it all are dropped, which a shop's fixed set never reaches.
    private static let statementLimit = 512

    /// Done once, before the first connection.
    private static let configuration: Int32 = csqlite_count_no_memory()

    init(_ file: SQLiteFile, _ mode: Mode) throws {
        _ = SQLiteConnection.configuration
        let flags = (mode == .write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX
        let status = sqlite3_open_v2(file.path, &handle, flags, file.vfs)
        guard status == SQLITE_OK else {
            let message = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "cannot be opened"
            sqlite3_close_v2(handle)
            handle = nil
            throw DatabaseError(DatabaseError.Kind(sqlite: status), "\(file.path): \(message)")
        }
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, file.busyMilliseconds)
        do {
            // What may only be read is opened all the same.
            if sqlite3_db_readonly(handle, "main") == 1 { throw DatabaseError(.readOnly, "cannot be written to") }
            try execute("PRAGMA foreign_keys = ON")
            if mode == .write {
                try execute("PRAGMA journal_mode = WAL")
                try execute("PRAGMA synchronous = FULL")
                // Looking at so many rows of an index tells enough, however many there are.
                try execute("PRAGMA analysis_limit = 1000")
                // What changes again and again goes from the log to the file less often.
                try execute("PRAGMA wal_autocheckpoint = 4000")
            } else {
                try execute("PRAGMA query_only = ON")
            }
            // 12 MB; what is not among these pages is mostly in the system's memory still.
            try execute("PRAGMA cache_size = -12288")
            try execute("PRAGMA temp_store = MEMORY")
        } catch let error as DatabaseError {
            close()
            throw DatabaseError(error.kind, "\(file.path): \(error.message)")
        }
    }

    func close() {
        statements.removeAll()
        sqlite3_close_v2(handle)
        handle = nil
    }

    /// Whether a transaction is open.
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    func readTransaction<T>(_ body: (any DatabaseConnection) throws -> T) throws -> T {
        try execute("BEGIN")
        do {
            let value = try body(self)
            try execute("COMMIT")
            return value
        } catch {
            rollBack()
            throw error
        }
    }

    func rollBack() {
        if isInTransaction { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
    }

    func execute(_ sql: SQL) throws { try run(sql) { _ in } }

    @discardableResult
    func run(_ sql: SQL, row: (any RowCursor) throws -> Void) throws -> Int {
        let statement = try prepared(sql.text)
        defer { statement.reset() }
        do {
            try statement.bind(sql.values)
            let before = sqlite3_total_changes64(handle)
            while try statement.step() { try row(statement) }
            return statement.isReadOnly ? 0 : Int(sqlite3_total_changes64(handle) - before)
        } catch let status as SQLiteStatement.Failure {
            throw error(status.code, in: sql.text)
        }
    }

    private func prepared(_ text: SQLText) throws -> SQLiteStatement {
        if let statement = statements[text] {
            // A statement that is running already, since a row's callback runs it again, gets a twin.
            if !statement.isRunning { return statement }
            return try prepare(text)
        }
        if statements.count >= SQLiteConnection.statementLimit { statements.removeAll() }
        let statement = try prepare(text)
        statements[text] = statement
        return statement
    }

    private func prepare(_ text: SQLText) throws -> SQLiteStatement {
        var pointer: OpaquePointer?
        let status = sqlite3_prepare_v3(handle, text.description, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &pointer, nil)
        guard status == SQLITE_OK, let pointer else { throw error(status, in: text) }
        return SQLiteStatement(pointer)
    }

    private func error(_ status: Int32, in text: SQLText) -> DatabaseError {
        let message = String(cString: sqlite3_errmsg(handle))
        let kind = DatabaseError.Kind(sqlite: status)
        return DatabaseError(
            kind, constraint: SQLiteConnection.constraint(in: message, kind), "\(message) [\(text.description.prefix(200))]")
    }

    /// "UNIQUE constraint failed: products.handle" names the columns, "CHECK constraint failed: stock" the constraint.
    private static func constraint(in message: String, _ kind: DatabaseError.Kind) -> String? {
        switch kind {
        case .uniqueViolation, .checkViolation, .notNullViolation:
            message.firstRange(of: "constraint failed: ").map { String(message[$0.upperBound...]) }
        default: nil
        }
    }
}

extension DatabaseError.Kind {
    /// Maps a result code, extended or not (sqlite.org/rescode.html).
    init(sqlite code: Int32) {
        switch code {
        // The extended codes of SQLITE_CONSTRAINT are macros that Swift does not import: the kind stands in bits 8 to 15.
        case SQLITE_CONSTRAINT | 8 << 8, SQLITE_CONSTRAINT | 6 << 8, SQLITE_CONSTRAINT | 10 << 8: self = .uniqueViolation
        case SQLITE_CONSTRAINT | 3 << 8: self = .foreignKeyViolation
        case SQLITE_CONSTRAINT | 1 << 8: self = .checkViolation
        case SQLITE_CONSTRAINT | 5 << 8: self = .notNullViolation
        default:
            switch code & 0xFF {
            case SQLITE_BUSY, SQLITE_LOCKED: self = .busy
            case SQLITE_FULL: self = .full
            case SQLITE_READONLY: self = .readOnly
            case SQLITE_CORRUPT, SQLITE_NOTADB: self = .corrupt
            case SQLITE_IOERR, SQLITE_CANTOPEN: self = .connectionLost
            default: self = .other
            }
        }
    }
}
