import HTTPTypes
import MartletJSON

/// A request that was made from the OpenAPI document, right or spoilt on purpose.
struct FuzzRequest: CustomStringConvertible {
    /// What the document says of the request.
    enum Verdict { case valid, invalid, unknown }

    let operation: DocumentedOperation
    var path: [String: JSONValue] = [:]
    var query: [(name: String, schema: JSONValue?, value: JSONValue)] = []
    /// What follows the query as it is, however broken.
    var rawQuery = ""
    var headers = HTTPFields()
    var json: JSONValue?
    /// The body where it is not what ``json`` says.
    var rawBody: [UInt8]?
    /// Whether something was done to it that no schema speaks of.
    var isOdd = false

    var body: [UInt8] { rawBody ?? json?.jsonBytes ?? [] }

    var target: String {
        var target = operation.path
        for (name, value) in path { target = target.replacing("{\(name)}", with: FuzzRequest.encoded(value)) }
        var pairs = query.map { "\(FuzzRequest.encoded(.string($0.name)))=\(FuzzRequest.encoded($0.value))" }
        if !rawQuery.isEmpty { pairs.append(rawQuery) }
        return pairs.isEmpty ? target : "\(target)?\(pairs.joined(separator: "&"))"
    }

    var description: String {
        let fields = headers.map { "\($0.name): \($0.value.prefix(80))" }.joined(separator: "; ")
        return "\(operation.method.uppercased()) \(target.prefix(400)) [\(fields)] \(String(decoding: body.prefix(1_500), as: UTF8.self))"
    }

    func verdict(_ checker: SchemaChecker) -> Verdict {
        var wrong: [String] = []
        for parameter in operation.parameters {
            guard let name = parameter["name"]?.stringValue, let schema = parameter["schema"] else { continue }
            switch parameter["in"] {
            case "path": wrong += checker.violations(of: FuzzRequest.wire(path[name] ?? .null, schema), schema, at: name)
            case "header":
                guard let field = HTTPField.Name(name), let value = headers[field] else { continue }
                wrong += checker.violations(of: .string(value), schema, at: name)
            default: break
            }
        }
        for (name, schema, value) in query {
            if let schema { wrong += checker.violations(of: FuzzRequest.wire(value, schema), schema, at: name) }
        }
        if let schema = operation.body, rawBody == nil {
            if let json {
                wrong += checker.violations(of: json, schema, at: "body")
            } else if operation.json["requestBody"]?["required"] == true {
                wrong.append("the body is missing")
            }
        }
        if !wrong.isEmpty { return .invalid }
        // How deep a body may nest is a setting of the shop.
        return isOdd || json.map(FuzzRequest.depth) ?? 0 > 32 ? .unknown : .valid
    }

    private static func depth(_ value: JSONValue) -> Int {
        switch value {
        case .array(let elements): 1 + (elements.map(depth).max() ?? 0)
        case .object(let object): 1 + (object.map { depth($0.value) }.max() ?? 0)
        default: 0
        }
    }

    /// A value as it arrives: text, which stands for a number or a boolean where one is expected.
    private static func wire(_ value: JSONValue, _ schema: JSONValue) -> JSONValue {
        let text = value.stringValue ?? value.description
        switch schema["type"] {
        case "integer":
            return text.wholeMatch(of: /-?(0|[1-9][0-9]{0,17})/) == nil ? .string(text) : Int64(text).map(JSONValue.integer) ?? .null
        case "boolean": return text == "true" ? true : text == "false" ? false : .string(text)
        default: return .string(text)
        }
    }

    private static func encoded(_ value: JSONValue) -> String {
        (value.stringValue ?? value.description).utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                String(Character(Unicode.Scalar(byte)))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
