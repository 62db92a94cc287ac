import MartletDatabase

/// The values of a statement as libpq takes them.
///
/// Numbers, truth values, bytes and identifiers go in binary with their type. A text goes without a type, so the server
/// reads it as what the statement needs there: a text, JSON.
struct PostgresParameters {
    /// The type of each value; 0 for a text, `nil` for a null.
    private(set) var types: [UInt32?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []
    /// Where each value begins in ``storage``; `nil` for a null.
    private var offsets: [Int?] = []
    private var storage: [UInt8] = []

    /// The protocol counts parameters in 16 bits.
    private static let limit = 65_535

    init() {}

    init(_ values: [SQLValue]) throws {
        guard !values.isEmpty else { return }
        guard values.count <= PostgresParameters.limit else {
            throw DatabaseError(.other, "a statement binds \(values.count) values; PostgreSQL takes at most \(PostgresParameters.limit)")
        }
        types.reserveCapacity(values.count)
        lengths.reserveCapacity(values.count)
        formats.reserveCapacity(values.count)
        offsets.reserveCapacity(values.count)
        storage.reserveCapacity(values.count * 16)
        for value in values { try append(value) }
    }

    private mutating func append(_ value: SQLValue) throws {
        let start = storage.count
        switch value {
        case .null:
            types.append(nil)
            lengths.append(0)
            formats.append(0)
            offsets.append(nil)
            return
        case .text(var text):
            try text.withUTF8 { utf8 in
                guard !utf8.contains(0) else { throw DatabaseError(.other, "a text holds a NUL character, which PostgreSQL cannot keep") }
                storage.append(contentsOf: utf8)
            }
            storage.append(0)
            types.append(0)
        case .integer(let integer):
            withUnsafeBytes(of: integer.bigEndian) { storage.append(contentsOf: $0) }
            types.append(PostgresType.int8)
        case .real(let real):
            withUnsafeBytes(of: real.bitPattern.bigEndian) { storage.append(contentsOf: $0) }
            types.append(PostgresType.float8)
        case .boolean(let bool):
            storage.append(bool ? 1 : 0)
            types.append(PostgresType.bool)
        case .bytes(let bytes):
            storage.append(contentsOf: bytes)
            types.append(PostgresType.bytea)
        case .identifier(let high, let low):
            withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { storage.append(contentsOf: $0) }
            types.append(PostgresType.uuid)
        }
        if case .text = value { formats.append(0) } else { formats.append(1) }
        lengths.append(Int32(storage.count - start))
        offsets.append(start)
    }

    /// Calls the body with the arrays that libpq's functions take.
    func withPointers<T>(
        _ body: (_ count: Int32, _ values: [UnsafePointer<CChar>?], _ lengths: [Int32], _ formats: [Int32]) -> T
    ) -> T {
        guard !types.isEmpty else { return body(0, [], [], []) }
        return storage.withUnsafeBytes { buffer in
            // Empty bytes at the end of an empty storage have no address, and a null pointer would bind a null.
            let base = buffer.assumingMemoryBound(to: CChar.self).baseAddress ?? PostgresParameters.empty
            return body(Int32(types.count), offsets.map { $0.map { base + $0 } }, lengths, formats)
        }
    }

    /// Never freed, never written.
    private nonisolated(unsafe) static let empty: UnsafePointer<CChar> = {
        let pointer = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
        pointer.initialize(to: 0)
        return UnsafePointer(pointer)
    }()
}
