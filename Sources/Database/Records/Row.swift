/// A row of a result, read from left to right in the order of the selected columns.
public struct Row {
    @usableFromInline let cursor: any RowCursor
    @usableFromInline var index = 0

    init(_ cursor: any RowCursor) { self.cursor = cursor }

    /// The next column's value. Throws for a null.
    @inlinable
    public mutating func next<T: SQLConvertible>(_ type: T.Type = T.self) throws -> T {
        defer { index += 1 }
        guard !cursor.isNull(at: index) else { throw unexpectedNull(T.self) }
        return try T(from: cursor, at: index)
    }

    /// The next column's value, or `nil` for a null.
    @inlinable
    public mutating func next<T: SQLConvertible>(_ type: T?.Type = T?.self) throws -> T? {
        defer { index += 1 }
        return cursor.isNull(at: index) ? nil : try T(from: cursor, at: index)
    }

    /// The next column's text as UTF-8, without a copy; `nil` for a null.
    @inlinable
    public mutating func nextText<T>(_ body: (UnsafeRawBufferPointer) throws -> T) throws -> T? {
        defer { index += 1 }
        return cursor.isNull(at: index) ? nil : try cursor.withText(at: index, body)
    }

    /// Passes over columns.
    public mutating func skip(_ count: Int = 1) { index += count }

    @usableFromInline
    func unexpectedNull(_ type: any SQLConvertible.Type) -> DatabaseError {
        .unreadable(column: index, "\(cursor.columnName(at: index)) is null where a \(type) is expected")
    }
}
