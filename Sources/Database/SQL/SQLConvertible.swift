import MartletJSON
import MartletKernel

/// A type that can be bound to a statement and read from a row.
public protocol SQLConvertible {
    var sqlValue: SQLValue { get }
    /// Reads a value that is not null.
    init(from cursor: any RowCursor, at index: Int) throws
}

extension Int: SQLConvertible {
    public var sqlValue: SQLValue { .integer(Int64(self)) }
    @inlinable
    public init(from cursor: any RowCursor, at index: Int) throws { self = Int(try cursor.integer(at: index)) }
}

extension Int64: SQLConvertible {
    public var sqlValue: SQLValue { .integer(self) }
    @inlinable
    public init(from cursor: any RowCursor, at index: Int) throws { self = try cursor.integer(at: index) }
}

extension Double: SQLConvertible {
    public var sqlValue: SQLValue { .real(self) }
    @inlinable
    public init(from cursor: any RowCursor, at index: Int) throws { self = try cursor.real(at: index) }
}

extension String: SQLConvertible {
    public var sqlValue: SQLValue { .text(self) }
    @inlinable
    public init(from cursor: any RowCursor, at index: Int) throws { self = try cursor.text(at: index) }
}

extension Bool: SQLConvertible {
    public var sqlValue: SQLValue { .boolean(self) }
    @inlinable
    public init(from cursor: any RowCursor, at index: Int) throws { self = try cursor.boolean(at: index) }
}

extension [UInt8]: SQLConvertible {
    public var sqlValue: SQLValue { .bytes(self) }
    @inlinable
    public init(from cursor: any RowCursor, at index: Int) throws { self = try cursor.bytes(at: index) }
}

extension Timestamp: SQLConvertible {
    public var sqlValue: SQLValue { .integer(milliseconds) }
    @inlinable
    public init(from cursor: any RowCursor, at index: Int) throws {
        self.init(milliseconds: try cursor.integer(at: index))
    }
}

extension JSONValue: SQLConvertible {
    public var sqlValue: SQLValue { .text(String(decoding: jsonBytes, as: UTF8.self)) }
    @inlinable
    public init(from cursor: any RowCursor, at index: Int) throws {
        self = try cursor.withText(at: index) { try JSONParser().parse($0) }
    }
}

/// Enumerations and wrappers over a text or a number are stored as that; an unknown one is an error, never a guess.
extension SQLConvertible where Self: RawRepresentable, RawValue: SQLConvertible {
    public var sqlValue: SQLValue { rawValue.sqlValue }
    @inlinable
    public init(from cursor: any RowCursor, at index: Int) throws {
        let raw = try RawValue(from: cursor, at: index)
        guard let value = Self(rawValue: raw) else {
            throw DatabaseError.unreadable(column: index, "'\(raw)' is no \(Self.self)")
        }
        self = value
    }
}

extension ID: SQLConvertible {
    public var sqlValue: SQLValue { .identifier(high: uuid.high, low: uuid.low) }
    @inlinable
    public init(from cursor: any RowCursor, at index: Int) throws {
        let (high, low) = try cursor.identifier(at: index)
        self.init(UUIDv7(high: high, low: low))
    }
}
