import MartletJSON

/// What an ``ID`` identifies.
public protocol IDTag: Sendable {
    /// The identifier's prefix, such as `prod`.
    static var prefix: String { get }
}

/// An identifier of one kind of thing; 16 bytes in memory and in the database, a TypeID in text.
public struct ID<Tag: IDTag>: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let uuid: UUIDv7

    public init(_ uuid: UUIDv7) { self.uuid = uuid }

    /// Reads an identifier of this kind.
    public init(_ text: String) throws(TypeIDError) {
        let prefix = Tag.prefix.utf8
        let utf8 = text.utf8
        guard utf8.count == prefix.count + 27, utf8.starts(with: prefix),
            utf8[utf8.index(utf8.startIndex, offsetBy: prefix.count)] == UInt8(ascii: "_"),
            let uuid = UUIDv7(base32: utf8.suffix(26))
        else { throw TypeIDError("expected an identifier such as \(ID(UUIDv7(high: 0x01890A5D_AC967000, low: 0x8000_0000_0000_0000)))") }
        self.uuid = uuid
    }

    public var description: String { "\(Tag.prefix)_\(uuid.base32)" }
    public static func < (a: ID, b: ID) -> Bool { a.uuid < b.uuid }
}

extension ID: JSONWritable {
    public func write(to json: inout JSONWriter) {
        let prefix = Tag.prefix.utf8
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: prefix.count + 27) { text in
            let (_, end) = text.initialize(from: prefix)
            text.initializeElement(at: end, to: UInt8(ascii: "_"))
            uuid.writeBase32(to: UnsafeMutableBufferPointer(rebasing: text[(end + 1)...]))
            json.string(utf8: UnsafeRawBufferPointer(text))
        }
    }
}

extension ID: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            try self.init(container.decode(String.self))
        } catch let error as TypeIDError {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
