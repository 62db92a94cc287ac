/// A value as a database takes it.
public enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case bytes([UInt8])
    case boolean(Bool)
    /// 16 bytes of an identifier, big-endian: `BLOB` in SQLite, `UUID` in PostgreSQL.
    case identifier(high: UInt64, low: UInt64)
}
