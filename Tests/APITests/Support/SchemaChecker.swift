import Foundation
import MartletJSON
import Synchronization

/// Checks values against the JSON Schemas of an OpenAPI document, by what the document says and nothing else.
struct SchemaChecker {
    let document: JSONValue
    /// Whether the examples in schemas are held against them, too.
    var checksExamples = true

    /// What is wrong with a value; empty when nothing is. A keyword that is not known here is wrong too.
    func violations(of value: JSONValue, _ schema: JSONValue, at path: String) -> [String] {
        guard let schema = schema.objectValue else { return ["\(path): the schema is no object"] }
        var found: [String] = []
        func expect(_ condition: Bool, _ message: String) { if !condition { found.append("\(path): \(message)") } }
        for (keyword, rule) in schema {
            switch keyword {
            case "$ref": found += resolve(rule).map { violations(of: value, $0, at: path) } ?? ["\(path): \(rule) leads nowhere"]
            case "anyOf": expect(rule.arrayValue?.contains { violations(of: value, $0, at: path).isEmpty } ?? false, "fits no alternative")
            case "type": expect(types(rule).contains { has(value, $0) }, "\(value) is no \(rule)")
            case "enum": expect(rule.arrayValue?.contains(value) ?? false, "\(value) is none of \(rule)")
            case "minimum": expect(value.numberValue.map { $0 >= rule.numberValue ?? .infinity } ?? true, "\(value) is too small")
            case "maximum": expect(value.numberValue.map { $0 <= rule.numberValue ?? -.infinity } ?? true, "\(value) is too large")
            case "minLength": expect(length(value).map { $0 >= rule.integerValue ?? .max } ?? true, "\(value) is too short")
            case "maxLength": expect(length(value).map { $0 <= rule.integerValue ?? -1 } ?? true, "\(value) is too long")
            case "pattern": expect(matches(value, rule), "\(value) does not match \(rule)")
            case "minItems": expect(value.arrayValue.map { $0.count >= rule.integerValue ?? .max } ?? true, "too few")
            case "maxItems": expect(value.arrayValue.map { $0.count <= rule.integerValue ?? -1 } ?? true, "too many")
            case "minProperties": expect(value.objectValue.map { $0.count >= rule.integerValue ?? .max } ?? true, "too few members")
            case "maxProperties": expect(value.objectValue.map { $0.count <= rule.integerValue ?? -1 } ?? true, "too many members")
            case "items":
                for (index, element) in (value.arrayValue ?? []).enumerated() {
                    found += violations(of: element, rule, at: "\(path)/\(index)")
                }
            case "required":
                for name in rule.arrayValue?.compactMap(\.stringValue) ?? [] where value.objectValue != nil {
                    expect(value[name] != nil, "\(name) is missing")
                }
            case "properties":
                for (name, property) in rule.objectValue ?? [:] {
                    if let member = value[name] { found += violations(of: member, property, at: "\(path)/\(name)") }
                }
            case "additionalProperties":
                let known = schema["properties"]?.objectValue?.keys ?? []
                for (name, member) in value.objectValue ?? [:] where !known.contains(name) {
                    if case .bool(let allowed) = rule {
                        expect(allowed, "\(name) is not declared")
                    } else {
                        found += violations(of: member, rule, at: "\(path)/\(name)")
                    }
                }
            case "examples":
                let bare = without("examples", schema)
                for example in rule.arrayValue ?? [] where checksExamples && value != example {
                    found += violations(of: example, bare, at: "\(path) (example)")
                }
            case "format", "description": expect(rule.stringValue?.isEmpty == false, "\(keyword) is empty")
            default: expect(false, "\(keyword) is no keyword of ours")
            }
        }
        return found
    }

    func resolve(_ reference: JSONValue) -> JSONValue? {
        guard let text = reference.stringValue, text.hasPrefix("#"), let pointer = JSONPointer(String(text.dropFirst())) else { return nil }
        return document[pointer]
    }

    private func without(_ key: String, _ object: JSONObject) -> JSONValue {
        var object = object
        object[key] = nil
        return .object(object)
    }

    private func types(_ rule: JSONValue) -> [String] { rule.stringValue.map { [$0] } ?? rule.arrayValue?.compactMap(\.stringValue) ?? [] }

    private func length(_ value: JSONValue) -> Int64? { value.stringValue.map { Int64($0.unicodeScalars.count) } }

    private func matches(_ value: JSONValue, _ rule: JSONValue) -> Bool {
        guard let text = value.stringValue else { return true }
        guard let pattern = rule.stringValue, let expression = SchemaChecker.expression(pattern) else { return false }
        return expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
    }

    /// A regular expression, made once: a fuzz test asks for the same few all the time.
    private static func expression(_ pattern: String) -> NSRegularExpression? {
        expressions.withLock { known in
            if known[pattern] == nil { known[pattern] = try? NSRegularExpression(pattern: pattern) }
            return known[pattern]
        }
    }

    private static let expressions = Mutex<[String: NSRegularExpression]>([:])

    private func has(_ value: JSONValue, _ type: String) -> Bool {
        switch (type, value) {
        case ("integer", .number(let number)): number == number.rounded()
        case ("null", .null), ("boolean", .bool), ("integer", .integer), ("number", .integer), ("number", .number), ("string", .string),
            ("array", .array), ("object", .object):
            true
        default: false
        }
    }
}
