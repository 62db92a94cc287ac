import CSQLite
import MartletDatabase

/// A prepared statement, and the row that it stands on.
final class SQLiteStatement: RowCursor {
    struct Failure: Error {
        let code: Int32
    }

    private let pointer: OpaquePointer
    private(set) var isRunning = false
    let isReadOnly: Bool

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
        isReadOnly = sqlite3_stmt_readonly(pointer) != 0
    }

    deinit { sqlite3_finalize(pointer) }

    func bind(_ values: [SQLValue]) throws {
        for (index, value) in values.enumerated() {
            let status = bind(value, at: Int32(index + 1))
            guard status == SQLITE_OK else { throw Failure(code: status) }
        }
    }

    private func bind(_ value: SQLValue, at index: Int32) -> Int32 {
        // SQLite copies what is bound when told that it is transient.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value {
        case .null: return sqlite3_bind_null(pointer, index)
        case .integer(let integer): return sqlite3_bind_int64(pointer, index, integer)
        case .real(let real): return sqlite3_bind_double(pointer, index, real)
        case .boolean(let bool): return sqlite3_bind_int64(pointer, index, bool ? 1 : 0)
        case .text(var text):
            return text.withUTF8 { utf8 in
                utf8.withMemoryRebound(to: CChar.self) {
                    sqlite3_bind_text64(
                        pointer, index, $0.baseAddress ?? SQLiteStatement.empty, UInt64($0.count), transient, UInt8(SQLITE_UTF8))
                }
            }
        case .bytes(let bytes):
            return bytes.withUnsafeBytes {
                sqlite3_bind_blob64(pointer, index, $0.baseAddress ?? UnsafeRawPointer(SQLiteStatement.empty), UInt64($0.count), transient)
            }
        case .identifier(let high, let low):
            return withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) {
                sqlite3_bind_blob64(pointer, index, $0.baseAddress, 16, transient)
            }
        }
    }

    /// What an empty text or blob points to, since a null pointer would bind a null. Never freed, never written.
    private nonisolated(unsafe) static let empty: UnsafePointer<CChar> = {
        let pointer = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
        pointer.initialize(to: 0)
        return UnsafePointer(pointer)
    }()

    /// Goes to the next row; false after the last.
    func step() throws -> Bool {
        isRunning = true
        let status = sqlite3_step(pointer)
        switch status {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw Failure(code: status)
        }
    }

    func reset() {
        isRunning = false
        sqlite3_reset(pointer)
        sqlite3_clear_bindings(pointer)
    }

    // MARK: RowCursor

    var columnCount: Int { Int(sqlite3_column_count(pointer)) }

    func columnName(at index: Int) -> String { sqlite3_column_name(pointer, Int32(index)).map { String(cString: $0) } ?? "" }

    func isNull(at index: Int) -> Bool { sqlite3_column_type(pointer, Int32(index)) == SQLITE_NULL }

    func integer(at index: Int) throws -> Int64 {
        guard sqlite3_column_type(pointer, Int32(index)) == SQLITE_INTEGER else { throw mismatch(index, "an integer") }
        return sqlite3_column_int64(pointer, Int32(index))
    }

    func real(at index: Int) throws -> Double {
        let type = sqlite3_column_type(pointer, Int32(index))
        guard type == SQLITE_FLOAT || type == SQLITE_INTEGER else { throw mismatch(index, "a number") }
        return sqlite3_column_double(pointer, Int32(index))
    }

    func boolean(at index: Int) throws -> Bool { try integer(at: index) != 0 }

    func text(at index: Int) throws -> String { try withText(at: index) { String(decoding: $0, as: UTF8.self) } }

    func bytes(at index: Int) throws -> [UInt8] {
        guard sqlite3_column_type(pointer, Int32(index)) == SQLITE_BLOB else { throw mismatch(index, "bytes") }
        return Array(blob(at: index))
    }

    func identifier(at index: Int) throws -> (high: UInt64, low: UInt64) {
        let bytes = blob(at: index)
        guard bytes.count == 16 else { throw mismatch(index, "16 bytes") }
        return (
            UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
            UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        )
    }

    func withText<T>(at index: Int, _ body: (UnsafeRawBufferPointer) throws -> T) throws -> T {
        guard sqlite3_column_type(pointer, Int32(index)) == SQLITE_TEXT else { throw mismatch(index, "a text") }
        let text = sqlite3_column_text(pointer, Int32(index))
        return try body(UnsafeRawBufferPointer(start: text, count: Int(sqlite3_column_bytes(pointer, Int32(index)))))
    }

    private func blob(at index: Int) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(pointer, Int32(index))
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(pointer, Int32(index))))
    }

    private func mismatch(_ index: Int, _ expected: String) -> DatabaseError {
        DatabaseError(.unreadable, "column \(columnName(at: index)) does not hold \(expected)")
    }
}
