import MartletJSON

extension Schema: JSONWritable {
    /// Writes the schema as JSON Schema; a component as a reference to it.
    public func write(to json: inout JSONWriter) { write(to: &json, inlined: false) }

    func write(to json: inout JSONWriter, inlined: Bool) {
        if let component, !inlined {
            let reference = "#/components/schemas/\(component)"
            if isNullable {
                json.object { json in
                    json.key("anyOf")
                    json.array { json in
                        json.object { $0.field("$ref", reference) }
                        json.object { $0.field("type", "null") }
                    }
                    json.field("description", ifPresent: summary)
                }
            } else {
                json.object { json in
                    json.field("$ref", reference)
                    json.field("description", ifPresent: summary)
                }
            }
            return
        }
        json.object { json in
            if isNullable { json.field("type", [typeName, "null"]) } else { json.field("type", typeName) }
            json.field("description", ifPresent: summary)
            switch shape {
            case .string(let format, let length, let pattern):
                json.field("format", ifPresent: format)
                json.field("pattern", ifPresent: pattern)
                json.field("minLength", ifPresent: length?.lowerBound)
                json.field("maxLength", ifPresent: length?.upperBound)
            case .choice(let words): json.field("enum", words.map { JSONValue.string($0) } + (isNullable ? [.null] : []))
            case .integer(let range):
                json.field("format", "int64")
                json.field("minimum", ifPresent: range?.lowerBound)
                json.field("maximum", ifPresent: range?.upperBound)
            case .number, .boolean: break
            case .array(let element, let count):
                json.key("items")
                element.write(to: &json)
                json.field("minItems", ifPresent: count?.lowerBound)
                json.field("maxItems", ifPresent: count?.upperBound)
            case .object(let properties):
                json.key("properties")
                json.object { json in
                    for property in properties {
                        json.key(property.name)
                        property.schema.write(to: &json)
                    }
                }
                json.field("required", properties.filter(\.isRequired).map(\.name))
                json.field("additionalProperties", isOpen)
            case .map(let value, let count):
                json.key("additionalProperties")
                value.write(to: &json)
                json.field("minProperties", ifPresent: count?.lowerBound)
                json.field("maxProperties", ifPresent: count?.upperBound)
            case .anyObject: json.field("additionalProperties", true)
            }
            if let givenExample, !inlined { json.field("examples", [givenExample]) }
        }
    }

    var typeName: String {
        switch shape {
        case .string, .choice: "string"
        case .integer: "integer"
        case .number: "number"
        case .boolean: "boolean"
        case .array: "array"
        case .object, .map, .anyObject: "object"
        }
    }

    /// Gathers the components that the schema uses.
    func collect(into components: inout [String: Schema]) {
        if let component {
            guard components[component] == nil else { return }
            var own = self
            own.isNullable = false
            own.summary = nil
            components[component] = own
        }
        switch shape {
        case .array(let element, _): element.collect(into: &components)
        case .map(let value, _): value.collect(into: &components)
        case .object(let properties): for property in properties { property.schema.collect(into: &components) }
        default: break
        }
    }
}
