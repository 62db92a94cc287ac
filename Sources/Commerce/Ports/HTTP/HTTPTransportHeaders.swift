/// The headers of a request or an answer, in their order. Names are the same whatever their case (RFC 9110, section 5.1).
public struct HTTPTransportHeaders: Sendable, Equatable, ExpressibleByDictionaryLiteral, CustomStringConvertible, CustomReflectable {
    public struct Field: Sendable, Equatable {
        public let name: String
        public let value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public private(set) var fields: [Field]

    public init(_ fields: [Field] = []) { self.fields = fields }

    public init(dictionaryLiteral elements: (String, String)...) { fields = elements.map { Field($0.0, $0.1) } }

    /// The first value under a name. Setting it takes away the others, and `nil` takes away all.
    public subscript(name: String) -> String? {
        get { fields.first { HTTPTransportHeaders.isSame($0.name, name) }?.value }
        set {
            fields.removeAll { HTTPTransportHeaders.isSame($0.name, name) }
            if let newValue { fields.append(Field(name, newValue)) }
        }
    }

    /// Every value under a name.
    public func all(_ name: String) -> [String] {
        fields.filter { HTTPTransportHeaders.isSame($0.name, name) }.map(\.value)
    }

    private static func isSame(_ a: String, _ b: String) -> Bool {
        a.utf8.count == b.utf8.count && zip(a.utf8, b.utf8).allSatisfy { lowered($0) == lowered($1) }
    }

    private static func lowered(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte | 32 : byte }

    /// The names alone: values may be secret.
    public var description: String { fields.map(\.name).joined(separator: ", ") }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
