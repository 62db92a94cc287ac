import MartletJSON

/// What a store keeps with a thing of its own accord: any JSON object of at most 16 KiB.
public struct Metadata: Hashable, Sendable, CustomStringConvertible {
    /// The largest size, in bytes of JSON without spaces.
    public static let maximumBytes = 16_384
    /// No metadata.
    public static let empty = Metadata(unchecked: JSONObject())

    /// The members.
    public let object: JSONObject

    /// Takes members; `nil` when they are larger than `maximumBytes`.
    public init?(_ object: JSONObject) {
        guard object.jsonBytes.count <= Metadata.maximumBytes else { return nil }
        self.object = object
    }

    private init(unchecked object: JSONObject) { self.object = object }

    /// The member of that name, if there is one.
    public subscript(key: String) -> JSONValue? { object[key] }

    public var description: String { object.description }
}

extension Metadata: JSONWritable, Codable {
    public func write(to json: inout JSONWriter) { object.write(to: &json) }

    public init(from decoder: any Decoder) throws {
        guard let metadata = Metadata(try JSONObject(from: decoder)) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "expected at most \(Metadata.maximumBytes) bytes of metadata"))
        }
        self = metadata
    }

    public func encode(to encoder: any Encoder) throws { try object.encode(to: encoder) }
}
