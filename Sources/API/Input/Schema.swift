import MartletJSON

/// The shape of a JSON value, as OpenAPI 3.1 (JSON Schema 2020-12) says it, with an example.
public struct Schema: Sendable {
    package indirect enum Shape: Sendable {
        case string(format: String?, length: ClosedRange<Int>?, pattern: String?)
        case choice([String])
        case integer(ClosedRange<Int64>?)
        case number
        case boolean
        case array(Schema, count: ClosedRange<Int>?)
        case object([Property])
        case map(Schema, count: ClosedRange<Int>?)
        case anyObject
    }

    package struct Property: Sendable {
        package let name: String
        package let schema: Schema
        package let isRequired: Bool
    }

    package let shape: Shape
    package var summary: String?
    package var isNullable = false
    /// Whether an object may have members that it does not list, as problems do.
    package var isOpen = false
    /// The name under which the document keeps the shape once, for shapes that are used in many places.
    package var component: String?
    package var givenExample: JSONValue?
    /// Whether examples of objects show it: what suits only some callers, they do not.
    package var isInExamples = true

    package init(_ shape: Shape, example: JSONValue? = nil) {
        self.shape = shape
        givenExample = example
    }

    /// An example: the one given, or one made from the examples of the parts.
    package var example: JSONValue {
        if let givenExample { return givenExample }
        return switch shape {
        case .string: "text"
        case .choice(let words): .string(words.first ?? "")
        case .integer(let range): .integer(range?.lowerBound ?? 1)
        case .number: .number(1)
        case .boolean: true
        case .array(let element, _): .array([element.example])
        case .object(let properties): .object(JSONObject(properties.filter(\.schema.isInExamples).map { ($0.name, $0.schema.example) }))
        case .map, .anyObject: .object(JSONObject([]))
        }
    }
}

extension Schema {
    public static func string(
        _ summary: String? = nil, format: String? = nil, length: ClosedRange<Int>? = nil, pattern: String? = nil, example: JSONValue? = nil
    ) -> Schema { Schema(.string(format: format, length: length, pattern: pattern), example: example).described(summary) }

    public static func choice(_ words: [String], _ summary: String? = nil) -> Schema { Schema(.choice(words)).described(summary) }

    public static func integer(_ range: ClosedRange<Int64>? = nil, _ summary: String? = nil, example: JSONValue? = nil) -> Schema {
        Schema(.integer(range), example: example).described(summary)
    }

    public static func boolean(_ summary: String? = nil) -> Schema { Schema(.boolean).described(summary) }
    public static func number(_ summary: String? = nil) -> Schema { Schema(.number).described(summary) }

    public static func array(of element: Schema, count: ClosedRange<Int>? = nil, _ summary: String? = nil) -> Schema {
        Schema(.array(element, count: count)).described(summary)
    }

    /// An object of listed fields and no others.
    public static func object(_ properties: [(String, Schema)], component: String? = nil) -> Schema {
        var schema = Schema(.object(properties.map { Property(name: $0.0, schema: $0.1, isRequired: true) }))
        schema.component = component
        return schema
    }

    package static func object(properties: [Property]) -> Schema { Schema(.object(properties)) }

    /// An object with any names and values of one shape.
    public static func map(of value: Schema, count: ClosedRange<Int>? = nil, _ summary: String? = nil) -> Schema {
        Schema(.map(value, count: count)).described(summary)
    }

    /// An object whose shape is the store's own business.
    public static func anyObject(_ summary: String? = nil) -> Schema { Schema(.anyObject).described(summary) }

    /// The pattern of a text without control characters other than line breaks and tabs.
    static let withoutControls = #"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$"#

    /// The time as RFC 3339, in UTC.
    public static let timestamp = Schema.string(format: "date-time", example: "2026-03-01T09:30:00.000Z")

    public func described(_ summary: String?) -> Schema {
        var schema = self
        if let summary { schema.summary = summary }
        return schema
    }

    /// The same, or null.
    public var nullable: Schema {
        var schema = self
        schema.isNullable = true
        return schema
    }

    /// The same, left out of examples of objects that may have it.
    var leftOutOfExamples: Schema {
        var schema = self
        schema.isInExamples = false
        return schema
    }

    public func example(_ value: JSONValue) -> Schema {
        var schema = self
        schema.givenExample = value
        return schema
    }
}
