import HTTPTypes
import MartletJSON

/// Holds answers against what the OpenAPI document says of their operation. Tests do so with every answer they get.
package struct AnswerContract: Sendable {
    private let routes: RouteTable

    package init(_ endpoints: [Endpoint]) throws { routes = try RouteTable(endpoints) }

    /// What an answer has that its operation does not declare; empty when it is as declared.
    package func violations(of answer: Answer, to method: HTTPRequest.Method, _ target: String) -> [String] {
        guard case .endpoint(let endpoint, _) = routes.match(method, String(target.prefix { $0 != "?" })) else { return [] }
        let status = answer.status.code
        let success = endpoint.output == nil ? 204 : endpoint.status.code
        if status == 304 { return answer.body.isEmpty ? [] : ["304 has a body"] }
        if endpoint.contentType != "application/json", status == success { return [] }
        guard let json = answer.body.isEmpty ? .null : try? JSONValue.parse(answer.body) else { return ["the body is no JSON"] }
        if status < 400 {
            guard status == success else { return ["\(status) is not declared; \(success) is"] }
            return endpoint.output?.violations(of: json, at: "") ?? (answer.body.isEmpty ? [] : ["204 has a body"])
        }
        if status == endpoint.otherStatus?.code, json["code"] == nil { return endpoint.output?.violations(of: json, at: "") ?? [] }
        let declared = endpoint.allProblems
        let code = json["code"]?.stringValue ?? ""
        let isRefusal = status == 422 && declared.contains(.refused)
        guard isRefusal || declared.contains(where: { $0.status == status && $0.code == code }) else {
            return ["\(status) \(code) is not declared"]
        }
        return ["title", "status", "code", "detail", "request_id"].filter { json[$0] == nil }.map { "the problem has no \($0)" }
    }
}

extension Schema {
    /// What a value has that the schema does not allow.
    func violations(of value: JSONValue, at path: String) -> [String] {
        if value == .null { return isNullable ? [] : ["\(path): null"] }
        switch (shape, value) {
        case (.string, .string), (.boolean, .bool), (.number, .number), (.number, .integer), (.anyObject, .object): return []
        case (.choice(let words), .string(let word)): return words.contains(word) ? [] : ["\(path): '\(word)' is none of its words"]
        case (.integer(let range), .integer(let integer)): return range.map { $0.contains(integer) } ?? true ? [] : ["\(path): \(integer)"]
        case (.array(let element, _), .array(let values)):
            return values.enumerated().flatMap { element.violations(of: $1, at: "\(path)/\($0)") }
        case (.map(let element, _), .object(let object)):
            return object.flatMap { element.violations(of: $0.value, at: "\(path)/\($0.key)") }
        case (.object(let properties), .object(let object)):
            let unknown =
                isOpen
                ? []
                : object.filter { member in !properties.contains { $0.name == member.key } }.map {
                    "\(path)/\($0.key): not declared"
                }
            return unknown
                + properties.flatMap { property -> [String] in
                    guard let member = object[property.name] else {
                        return property.isRequired ? ["\(path)/\(property.name): missing"] : []
                    }
                    return property.schema.violations(of: member, at: "\(path)/\(property.name)")
                }
        default: return ["\(path): of another type"]
        }
    }
}
