import MartletJSON
import MartletTesting

/// Makes values from the JSON Schemas of an OpenAPI document: right ones, and odd ones that are mostly wrong.
struct SchemaSampler {
    let checker: SchemaChecker
    var generator: SeededGenerator
    /// Identifiers of what the shop has, by their prefix.
    var identifiers: [String: [String]] = [:]

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }

    mutating func pick<T>(_ values: [T]) -> T? { values.randomElement(using: &generator) }

    // MARK: Right values

    mutating func value(_ schema: JSONValue) -> JSONValue {
        if let reference = schema["$ref"], let target = checker.resolve(reference) { return value(target) }
        if let alternatives = schema["anyOf"]?.arrayValue { return value(pick(alternatives) ?? .null) }
        if let words = schema["enum"]?.arrayValue { return pick(words) ?? .null }
        let types = schema["type"]?.arrayValue?.compactMap(\.stringValue) ?? [schema["type"]?.stringValue ?? "object"]
        if types.contains("null"), chance(20) { return .null }
        switch types.first {
        case "string": return .string(text(schema))
        case "integer": return .integer(integer(schema))
        case "number": return .number(Double.random(in: -1e6...1e6, using: &generator))
        case "boolean": return .bool(chance(50))
        case "array": return array(schema)
        case "object": return object(schema)
        default: return .null
        }
    }

    private mutating func integer(_ schema: JSONValue) -> Int64 {
        let range = (schema["minimum"]?.integerValue ?? .min)...(schema["maximum"]?.integerValue ?? .max)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: return range.lowerBound
        case 1: return range.upperBound
        case 2: return Int64.random(in: range, using: &generator)
        default: return min(max(Int64.random(in: 0...20, using: &generator), range.lowerBound), range.upperBound)
        }
    }

    private mutating func array(_ schema: JSONValue) -> JSONValue {
        let least = Int(schema["minItems"]?.integerValue ?? 0)
        let most = min(Int(schema["maxItems"]?.integerValue ?? 3), least + 3)
        let count = Int.random(in: least...max(least, most), using: &generator)
        return .array((0..<count).map { _ in value(schema["items"] ?? [:]) })
    }

    private mutating func object(_ schema: JSONValue) -> JSONValue {
        var object = JSONObject()
        let required = schema["required"]?.arrayValue ?? []
        for (name, property) in schema["properties"]?.objectValue ?? [:] where required.contains(.string(name)) || chance(40) {
            object[name] = value(property)
        }
        guard schema["properties"] == nil, let rule = schema["additionalProperties"] else { return .object(object) }
        for _ in 0..<Int.random(in: 0...2, using: &generator) {
            object[plainText(1...8)] = rule.objectValue == nil ? .string(plainText(0...8)) : value(rule)
        }
        return .object(object)
    }

    private mutating func text(_ schema: JSONValue) -> String {
        let length = Int(schema["minLength"]?.integerValue ?? 0)...Int(schema["maxLength"]?.integerValue ?? 40)
        switch schema["format"]?.stringValue {
        case "email": return "\(plainText(1...20))@\(plainText(1...10)).example"
        case "date": return "1985-12-10"
        case "date-time": return "2026-03-01T09:30:00.000Z"
        default: break
        }
        guard let pattern = schema["pattern"]?.stringValue else {
            if let example = schema["examples"]?[0]?.stringValue, chance(60) { return example }
            return TextSampler.text(length.lowerBound...min(length.upperBound, length.lowerBound + 20), using: &generator)
        }
        if let prefix = pattern.firstMatch(of: /^\^([a-z_]+)_\[/)?.1, let known = identifiers[String(prefix)], chance(80) {
            return pick(known) ?? ""
        }
        if let example = schema["examples"]?[0]?.stringValue, chance(50) { return example }
        for _ in 0..<20 {
            let text = PatternSampler.sample(pattern, using: &generator)
            if length.contains(text.unicodeScalars.count) { return text }
        }
        return schema["examples"]?[0]?.stringValue ?? plainText(length.lowerBound...max(length.lowerBound, 1))
    }

    mutating func plainText(_ length: ClosedRange<Int>) -> String {
        String(
            (0..<Int.random(in: length, using: &generator)).map { _ in
                "abcdefghijklmnopqrstuvwxyz0123456789".randomElement(using: &generator) ?? "a"
            })
    }

    // MARK: Odd values

    mutating func oddValue() -> JSONValue {
        switch Int.random(in: 0..<14, using: &generator) {
        case 0: return .null
        case 1: return .bool(chance(50))
        case 2:
            return pick([.integer(.min), .integer(.max), .integer(-1), .integer(0), .integer(1 << 53), .integer(1_000_000_000_001)]) ?? 0
        case 3:
            return pick([.number(0.5), .number(-0.0), .number(1e300), .number(1e-300), .number(9_223_372_036_854_775_808), .number(1e15)])
                ?? 0
        case 4: return .string("")
        case 5: return .string(String(repeating: pick(["x", "é", "\u{0}", "😀", " "]) ?? "x", count: pick([41, 256, 5_000, 100_001]) ?? 1))
        case 6: return .string(TextSampler.text(1...30, using: &generator))
        case 7: return .array([])
        case 8: return .object(JSONObject())
        case 9: return .array(Array(repeating: pick([.null, 1, "a", [:], []]) ?? .null, count: pick([1, 11, 101, 3_000]) ?? 1))
        case 10: return nested(depth: pick([5, 31, 33, 100]) ?? 5)
        case 11:
            return .object(
                JSONObject([(TextSampler.text(0...10, using: &generator), .string("x")), ("amount", .number(1.5)), ("currency", "XXX")]))
        case 12: return .string(pick(identifiers.values.flatMap { $0 }.sorted()) ?? "x")
        default:
            return .string(
                pick(["true", "1", "null", "NaN", "2026-02-30", "../..", "' OR 1=1 --", "4111111111111111", "%00", "{{7*7}}"]) ?? "")
        }
    }

    private mutating func nested(depth: Int) -> JSONValue {
        (0..<depth).reduce(JSONValue.null) { inner, _ in chance(50) ? .array([inner]) : .object(JSONObject([("a", inner)])) }
    }

    /// The value with one place in it changed, added or taken out.
    mutating func mutated(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(var object):
            switch Int.random(in: 0..<10, using: &generator) {
            case 0: return oddValue()
            case 1:
                object[chance(50) ? plainText(1...6) : TextSampler.text(0...6, using: &generator)] = oddValue()
                return .object(object)
            case 2:
                if let key = pick(object.keys) { object[key] = nil }
                return .object(object)
            default:
                guard let key = pick(object.keys) else { return oddValue() }
                object[key] = mutated(object[key] ?? .null)
                return .object(object)
            }
        case .array(var values):
            guard let index = values.indices.randomElement(using: &generator), chance(80) else { return oddValue() }
            if chance(20) { values += values } else { values[index] = mutated(values[index]) }
            return .array(values)
        default: return oddValue()
        }
    }
}
