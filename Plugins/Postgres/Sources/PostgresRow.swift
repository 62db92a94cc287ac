import CPostgres
import MartletDatabase

/// A row of a result in PostgreSQL's binary formats.
final class PostgresRow: RowCursor {
    private let result: PostgresResult
    /// The row that the cursor stands on.
    var index: Int32 = 0

    init(_ result: PostgresResult) { self.result = result }

    var columnCount: Int { Int(PQnfields(result.pointer)) }

    func columnName(at index: Int) -> String { PQfname(result.pointer, Int32(index)).map { String(cString: $0) } ?? "" }

    func isNull(at index: Int) -> Bool { PQgetisnull(result.pointer, self.index, Int32(index)) != 0 }

    func integer(at index: Int) throws -> Int64 {
        let value = value(at: index)
        switch (type(of: index), value.count) {
        case (PostgresType.int8, 8): return Int64(bigEndian: value.loadUnaligned(as: Int64.self))
        case (PostgresType.int4, 4): return Int64(Int32(bigEndian: value.loadUnaligned(as: Int32.self)))
        case (PostgresType.int2, 2): return Int64(Int16(bigEndian: value.loadUnaligned(as: Int16.self)))
        // SQLite has no truth values of its own: what is read as a number there is read as one here.
        case (PostgresType.bool, 1): return value[0] == 0 ? 0 : 1
        case (PostgresType.numeric, _):
            if let integer = PostgresNumeric(value)?.integer { return integer }
        default: break
        }
        throw mismatch(index, "an integer")
    }

    func real(at index: Int) throws -> Double {
        let value = value(at: index)
        switch (type(of: index), value.count) {
        case (PostgresType.float8, 8): return Double(bitPattern: UInt64(bigEndian: value.loadUnaligned(as: UInt64.self)))
        case (PostgresType.float4, 4): return Double(Float(bitPattern: UInt32(bigEndian: value.loadUnaligned(as: UInt32.self))))
        case (PostgresType.int8, _), (PostgresType.int4, _), (PostgresType.int2, _): return Double(try integer(at: index))
        case (PostgresType.numeric, _):
            if let real = PostgresNumeric(value)?.real { return real }
        default: break
        }
        throw mismatch(index, "a number")
    }

    func boolean(at index: Int) throws -> Bool { try integer(at: index) != 0 }

    func text(at index: Int) throws -> String { try withText(at: index) { String(decoding: $0, as: UTF8.self) } }

    func bytes(at index: Int) throws -> [UInt8] {
        let type = type(of: index)
        guard !isNull(at: index), type == PostgresType.bytea || type == PostgresType.uuid else { throw mismatch(index, "bytes") }
        return Array(value(at: index))
    }

    func identifier(at index: Int) throws -> (high: UInt64, low: UInt64) {
        let type = type(of: index)
        let value = value(at: index)
        guard type == PostgresType.uuid || type == PostgresType.bytea, value.count == 16 else { throw mismatch(index, "16 bytes") }
        return (
            UInt64(bigEndian: value.loadUnaligned(as: UInt64.self)),
            UInt64(bigEndian: value.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        )
    }

    func withText<T>(at index: Int, _ body: (UnsafeRawBufferPointer) throws -> T) throws -> T {
        guard !isNull(at: index) else { throw mismatch(index, "a text") }
        let value = value(at: index)
        switch type(of: index) {
        case PostgresType.text, PostgresType.varchar, PostgresType.bpchar, PostgresType.name, PostgresType.unknown,
            PostgresType.json, PostgresType.firstOfUsers...:
            return try body(value)
        // The first byte is the version of the format: 1.
        case PostgresType.jsonb where value.first == 1:
            return try body(UnsafeRawBufferPointer(rebasing: value.dropFirst()))
        default:
            throw mismatch(index, "a text")
        }
    }

    private func type(of index: Int) -> UInt32 { PQftype(result.pointer, Int32(index)) }

    /// The column's bytes, which live as long as the result; none for a null.
    private func value(at index: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: PQgetvalue(result.pointer, self.index, Int32(index)), count: Int(PQgetlength(result.pointer, self.index, Int32(index))))
    }

    private func mismatch(_ index: Int, _ expected: String) -> DatabaseError {
        DatabaseError(.unreadable, "column \(columnName(at: index)) does not hold \(expected)")
    }
}
