import MartletJSON
import MartletKernel

/// What a text in a path, a query or a header stands for.
enum TextForm: Sendable { case text, integer, boolean }

/// How a value of one type is read from a request: its schema, its checks, and what stands for it while a request is
/// described or found invalid.
///
/// Kinds are made anew for each request, so schema and sample come to be only when somebody asks for them.
public struct FieldKind<Value: Sendable>: Sendable {
    private let describe: @Sendable () -> Schema
    private let makeSample: @Sendable () -> Value
    let textForm: TextForm
    let read: @Sendable (JSONValue, inout FieldReading) -> Value?

    /// - Parameter read: Returns the value, or notes what is wrong and returns `nil`.
    public init(
        _ schema: @autoclosure @escaping @Sendable () -> Schema, sample: @autoclosure @escaping @Sendable () -> Value,
        read: @escaping @Sendable (JSONValue, inout FieldReading) -> Value?
    ) {
        self.init(describe: schema, makeSample: sample, .text, read)
    }

    private init(
        describe: @escaping @Sendable () -> Schema, makeSample: @escaping @Sendable () -> Value, _ textForm: TextForm,
        _ read: @escaping @Sendable (JSONValue, inout FieldReading) -> Value?
    ) {
        self.describe = describe
        self.makeSample = makeSample
        self.textForm = textForm
        self.read = read
    }

    var schema: Schema { describe() }
    /// A valid value that is used when there is none to read: to describe the endpoint, or once an error is noted.
    var sample: Value { makeSample() }

    /// The kind with another check or form on top.
    public func map<Other: Sendable>(
        _ schema: @autoclosure @escaping @Sendable () -> Schema? = nil, sample: @autoclosure @escaping @Sendable () -> Other,
        _ transform: @escaping @Sendable (Value) throws -> Other
    ) -> FieldKind<Other> {
        FieldKind<Other>(describe: { [describe] in schema() ?? describe() }, makeSample: sample, textForm) {
            [read] json, reading in
            guard let value = read(json, &reading) else { return nil }
            do { return try transform(value) } catch {
                reading.fail("\(error)")
                return nil
            }
        }
    }

    public func example(_ value: JSONValue) -> FieldKind {
        FieldKind(describe: { [describe] in describe().example(value) }, makeSample: makeSample, textForm, read)
    }

    /// The kind, for a text that stands for something else.
    fileprivate func from(_ textForm: TextForm) -> FieldKind {
        FieldKind(describe: describe, makeSample: makeSample, textForm, read)
    }
}

/// What was found wrong with a value while it is read, and where inside it.
public struct FieldReading {
    private(set) var errors: [(pointer: JSONPointer, message: String)] = []

    /// Notes an error of the value as a whole.
    public mutating func fail(_ message: String) { fail(at: JSONPointer(), message) }

    mutating func fail(at pointer: JSONPointer, _ message: String) { errors.append((pointer, message)) }

    /// Reads something one step further inside.
    mutating func inside(_ step: @autoclosure () -> JSONPointer, _ body: (inout FieldReading) -> Void) {
        let known = errors.count
        body(&self)
        for index in errors.indices.dropFirst(known) { errors[index].pointer = step().appending(errors[index].pointer) }
    }
}

extension FieldKind where Value == String {
    /// A text of so many characters. Control characters other than line breaks and tabs are refused.
    public static func text(_ length: ClosedRange<Int> = 1...255, example: JSONValue = "text") -> FieldKind {
        FieldKind(
            .string(length: length, pattern: Schema.withoutControls, example: example), sample: example.stringValue ?? ""
        ) { json, reading in
            guard case .string(let text) = json else {
                reading.fail("must be a string")
                return nil
            }
            let count = text.unicodeScalars.count
            guard length.contains(count) else {
                reading.fail(
                    count < length.lowerBound
                        ? (length.lowerBound == 1 ? "must not be empty" : "must have at least \(length.lowerBound) characters")
                        : "must have at most \(length.upperBound) characters")
                return nil
            }
            guard text.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 || $0 == "\n" || $0 == "\r" || $0 == "\t" }) else {
                reading.fail("must not hold control characters")
                return nil
            }
            return text
        }
    }
}

extension FieldKind where Value == Int {
    /// A whole number in a range. One that is written with a fraction of zero, or with an exponent, is whole too.
    public static func integer(_ range: ClosedRange<Int>, example: Int? = nil) -> FieldKind {
        FieldKind(
            .integer(Int64(range.lowerBound)...Int64(range.upperBound), example: .integer(Int64(example ?? range.lowerBound))),
            sample: example ?? range.lowerBound
        ) { json, reading in
            guard let number = json.integerValue else {
                if case .number = json {
                    reading.fail("must be a whole number from \(range.lowerBound) to \(range.upperBound)")
                } else {
                    reading.fail("must be a whole number")
                }
                return nil
            }
            guard let value = Int(exactly: number), range.contains(value) else {
                reading.fail("must be from \(range.lowerBound) to \(range.upperBound)")
                return nil
            }
            return value
        }.from(.integer)
    }
}

extension FieldKind where Value == Bool {
    public static var boolean: FieldKind {
        FieldKind(.boolean(), sample: true) { json, reading in
            guard case .bool(let value) = json else {
                reading.fail("must be true or false")
                return nil
            }
            return value
        }.from(.boolean)
    }
}

extension FieldKind where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the words of an enumeration.
    public static func choice(_ type: Value.Type = Value.self) -> FieldKind {
        FieldKind(.choice(type.allCases.map(\.rawValue)), sample: type.allCases.first!) { json, reading in  // a choice has cases
            guard case .string(let word) = json, let value = Value(rawValue: word) else {
                reading.fail("must be one of " + type.allCases.map(\.rawValue).joined(separator: ", "))
                return nil
            }
            return value
        }
    }
}

extension FieldKind {
    /// An identifier of one kind.
    public static func id<Tag>(_ type: ID<Tag>.Type = ID<Tag>.self) -> FieldKind where Value == ID<Tag> {
        FieldKind(
            .string(pattern: "^\(Tag.prefix)_[0-7][0-9a-hjkmnp-tv-z]{25}$", example: .string("\(ID<Tag>.sample)")), sample: ID<Tag>.sample
        ) { json, reading in
            guard case .string(let text) = json else {
                reading.fail("must be a string")
                return nil
            }
            do { return try ID<Tag>(text) } catch {
                reading.fail("\(error)")
                return nil
            }
        }
    }

    /// A list of values, each read by a kind.
    public static func list<Element>(_ element: FieldKind<Element>, _ count: ClosedRange<Int> = 0...100) -> FieldKind
    where Value == [Element] {
        FieldKind(.array(of: element.schema, count: count), sample: [element.sample]) { json, reading in
            guard case .array(let values) = json else {
                reading.fail("must be a list")
                return nil
            }
            guard count.contains(values.count) else {
                reading.fail("must have \(count.lowerBound) to \(count.upperBound) entries")
                return nil
            }
            var result: [Element] = []
            for (index, value) in values.enumerated() {
                reading.inside(JSONPointer().appending(index)) { reading in
                    if let value = element.read(value, &reading) { result.append(value) }
                }
            }
            return result.count == values.count ? result : nil
        }
    }

    /// An object with fields of its own.
    public static func object(_ type: Value.Type = Value.self) -> FieldKind where Value: RequestInput {
        FieldKind(.object(properties: Fields.describe(Value.self).description.body), sample: Fields.describe(Value.self).sample) {
            json, reading in
            guard case .object(let object) = json else {
                reading.fail("must be an object")
                return nil
            }
            var fields = Fields(inner: object)
            let value = Value(from: &fields)
            let errors = fields.finish()
            for error in errors {
                if case .body(let pointer) = error.place { reading.fail(at: pointer, error.message) }
            }
            return errors.isEmpty ? value : nil
        }
    }

    /// An object with any names and values; at most so many bytes as JSON.
    public static func anyObject(maximumBytes: Int = 16_384) -> FieldKind where Value == JSONObject {
        FieldKind(.anyObject(), sample: JSONObject([])) { json, reading in
            guard case .object(let object) = json else {
                reading.fail("must be an object")
                return nil
            }
            guard json.jsonBytes.count <= maximumBytes else {
                reading.fail("must have at most \(maximumBytes) bytes as JSON")
                return nil
            }
            return object
        }
    }

    /// Any names with values of one kind.
    public static func map<Element>(_ element: FieldKind<Element>, _ count: ClosedRange<Int> = 0...100) -> FieldKind
    where Value == [String: Element] {
        FieldKind(.map(of: element.schema, count: count), sample: [:]) { json, reading in
            guard case .object(let object) = json else {
                reading.fail("must be an object")
                return nil
            }
            guard count.contains(object.count) else {
                reading.fail("must have \(count.lowerBound) to \(count.upperBound) entries")
                return nil
            }
            var result: [String: Element] = [:]
            for (key, value) in object {
                reading.inside(JSONPointer().appending(key)) { reading in
                    if let value = element.read(value, &reading) { result[key] = value }
                }
            }
            return result.count == object.count ? result : nil
        }
    }
}

extension ID {
    fileprivate static var sample: ID { ID(UUIDv7(high: 0x0190_163D_8694_739B, low: 0xAEA5_966C_26F8_ED91)) }
}
