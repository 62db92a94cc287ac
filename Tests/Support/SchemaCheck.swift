import MartletJSON

/// Checks values against the schemas of an OpenAPI document, as far as vendors' documents use them.
public struct SchemaCheck: Sendable {
    public let document: JSONValue

    public init(_ document: JSONValue) { self.document = document }

    /// What a reference stands for; what is none stands for itself.
    public func resolved(_ schema: JSONValue) -> JSONValue {
        guard let reference = schema["$ref"]?.stringValue else { return schema }
        let found = reference.split(separator: "/").dropFirst().reduce(Optional(document)) { $0?[String($1)] }
        return found.map { resolved($0) } ?? .null
    }

    /// The operation of a method and a path, and the path as the document writes it.
    public func operation(_ method: String, _ path: String) -> (operation: JSONValue, template: String)? {
        let parts = path.split(separator: "/")
        for (template, operations) in document["paths"]?.objectValue ?? [:] {
            let pattern = template.split(separator: "/")
            guard pattern.count == parts.count, zip(pattern, parts).allSatisfy({ $0.hasPrefix("{") || $0 == $1 }),
                let operation = operations[method.lowercased()]
            else { continue }
            return (operation, template)
        }
        return nil
    }

    /// What is wrong with a value, each with its place.
    ///
    /// - Parameter isStrict: Whether a member that no schema names is wrong.
    public func objections(to value: JSONValue, _ schema: JSONValue, at place: String = "", isStrict: Bool = true) -> [String] {
        let schemas = parts(of: schema)
        var found: [String] = []
        for part in schemas { found += shallow(value, part, place) }
        if let object = value.objectValue {
            let properties = schemas.compactMap { $0["properties"]?.objectValue }
            for name in schemas.flatMap({ $0["required"]?.arrayValue ?? [] }).compactMap(\.stringValue) where object[name] == nil {
                found.append("\(place): has no \(name)")
            }
            for (name, member) in object {
                if let inner = properties.lazy.compactMap({ $0[name] }).first {
                    found += objections(to: member, inner, at: "\(place)/\(name)", isStrict: isStrict)
                } else if isStrict, !properties.isEmpty, !schemas.contains(where: { $0["additionalProperties"] != nil }) {
                    found.append("\(place)/\(name): is not described")
                }
            }
        }
        for (index, item) in (value.arrayValue ?? []).enumerated() {
            for part in schemas {
                if let items = part["items"] { found += objections(to: item, items, at: "\(place)/\(index)", isStrict: isStrict) }
            }
        }
        return found
    }

    /// A schema with all that it is made of.
    private func parts(of schema: JSONValue) -> [JSONValue] {
        let schema = resolved(schema)
        return [schema] + (schema["allOf"]?.arrayValue ?? []).flatMap { parts(of: $0) }
    }

    private func shallow(_ value: JSONValue, _ schema: JSONValue, _ place: String) -> [String] {
        var found: [String] = []
        let fits =
            switch schema["type"]?.stringValue {
            case "object": value.objectValue != nil
            case "array": value.arrayValue != nil
            case "string": value.stringValue != nil
            case "integer": value.integerValue != nil
            case "boolean": value.boolValue != nil
            default: true
            }
        if !fits { found.append("\(place): is no \(schema["type"]?.stringValue ?? "")") }
        if let words = schema["enum"]?.arrayValue, !words.contains(value) { found.append("\(place): \(value) is none of the words") }
        guard let text = value.stringValue else { return found }
        if let most = schema["maxLength"]?.integerValue, text.count > most { found.append("\(place): is longer than \(most)") }
        if let least = schema["minLength"]?.integerValue, text.count < least { found.append("\(place): is shorter than \(least)") }
        if let pattern = schema["pattern"]?.stringValue, let regex = try? Regex(pattern), (try? regex.firstMatch(in: text)) == nil {
            found.append("\(place): \(text) is not \(pattern)")
        }
        return found
    }
}
