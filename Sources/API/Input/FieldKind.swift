import MartletJSON
import MartletKernel

/// How a value of one type is read from a request: its schema, its checks, and what stands for it while a request is
/// described or found invalid.
public struct FieldKind<Value: Sendable>: Sendable {
    let schema: Schema
    /// A valid value that is used when there is none to read: to describe the endpoint, or once an error is noted.
    let sample: Value
    let read: @Sendable (JSONValue, inout FieldReading) -> Value?

    /// - Parameter read: Returns the value, or notes what is wrong and returns `nil`.
    public init(_ schema: Schema, sample: Value, read: @escaping @Sendable (JSONValue, inout FieldReading) -> Value?) {
        self.schema = schema
        self.sample = sample
        self.read = read
    }

    /// The kind with another check or form on top.
    public func map<Other: Sendable>(
        _ schema: Schema? = nil, sample: Other, _ transform: @escaping @Sendable (Value) throws -> Other
    ) -> FieldKind<Other> {
        FieldKind<Other>(schema ?? self.schema, sample: sample) { [read] json, reading in
            guard let value = read(json, &reading) else { return nil }
            do { return try transform(value) } catch {
                reading.fail("\(error)")
                return nil
            }
        }
    }

    public func example(_ value: JSONValue) -> FieldKind {
        FieldKind(schema.example(value), sample: sample, read: read)
    }
}

/// Where a value stands while it is read, and what was found wrong so far.
public struct FieldReading {
    var place: FieldError.Place
    var errors: [FieldError] = []

    /// Notes an error at this place.
    public mutating func fail(_ message: String) { errors.append(FieldError(place, message)) }

    /// Reads something one step further inside.
    mutating func inside<T>(_ step: (JSONPointer) -> JSONPointer, _ body: (inout FieldReading) -> T) -> T {
        let outer = place
        if case .body(let pointer) = outer { place = .body(step(pointer)) }
        defer { place = outer }
        return body(&self)
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
        let sample = example ?? range.lowerBound
        return FieldKind(
            .integer(Int64(range.lowerBound)...Int64(range.upperBound), example: .integer(Int64(sample))), sample: sample
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
        }
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
        }
    }
}

extension FieldKind where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the words of an enumeration.
    public static func choice(_ type: Value.Type = Value.self) -> FieldKind {
        let words = type.allCases.map(\.rawValue)
        return FieldKind(.choice(words), sample: type.allCases.first!) { json, reading in  // a choice has cases
            guard case .string(let word) = json, let value = Value(rawValue: word) else {
                reading.fail("must be one of " + words.joined(separator: ", "))
                return nil
            }
            return value
        }
    }
}

extension FieldKind {
    /// An identifier of one kind.
    public static func id<Tag>(_ type: ID<Tag>.Type = ID<Tag>.self) -> FieldKind where Value == ID<Tag> {
        let sample = ID<Tag>(UUIDv7(high: 0x0190_163D_8694_739B, low: 0xAEA5_966C_26F8_ED91))
        return FieldKind(.string(pattern: "^\(Tag.prefix)_[0-7][0-9a-hjkmnp-tv-z]{25}$", example: .string("\(sample)")), sample: sample) {
            json, reading in
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
                reading.inside({ $0.appending(index) }) { reading in
                    if let value = element.read(value, &reading) { result.append(value) }
                }
            }
            return result.count == values.count ? result : nil
        }
    }

    /// An object with fields of its own.
    public static func object(_ type: Value.Type = Value.self) -> FieldKind where Value: RequestInput {
        let (sample, description) = Fields.describe(Value.self)
        return FieldKind(.object(properties: description.body), sample: sample) { json, reading in
            guard case .object(let object) = json else {
                reading.fail("must be an object")
                return nil
            }
            guard case .body(let pointer) = reading.place else { return nil }
            var fields = Fields(body: object, at: pointer)
            let value = Value(from: &fields)
            reading.errors += fields.finish()
            return fields.hasErrors ? nil : value
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
                reading.inside({ $0.appending(key) }) { reading in
                    if let value = element.read(value, &reading) { result[key] = value }
                }
            }
            return result.count == object.count ? result : nil
        }
    }
}
