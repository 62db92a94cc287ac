import MartletJSON

@testable import MartletAPI

/// Holds an answer against what the OpenAPI document says of the request and of the operation.
struct AnswerJudge {
    let checker: SchemaChecker

    /// Fields with a rule that JSON Schema cannot say: a letter of any script, a position that a list handed out, two fields
    /// that belong together, a part of an address as its country has it.
    private static let saidInWords: Set = [
        "handle", "code", "cursor", "email", "phone", "price_min", "quantity", "compare_at_price", "region", "postal_code",
    ]

    /// Lists with a rule about their items together: each thing once.
    private static let ruledTogether: Set = ["/lines", "/prices"]

    func objections(to answer: Answer, _ request: FuzzRequest) -> [String] {
        let status = answer.status.code
        var found: [String] = []
        if status >= 500 { found.append("\(status)") }
        guard let declared = request.operation.responses["\(status)"] else { return found + ["\(status) is not declared"] }
        found += mediaObjections(to: answer, declared["content"]?.objectValue ?? [:])
        switch request.verdict(checker) {
        case .invalid where status < 400: found.append("what the schema does not allow was accepted")
        case .valid where [400, 413, 415].contains(status) || status == 422 && !isSaidInWords(answer):
            found.append("what the schema allows was refused")
        default: break
        }
        return found
    }

    private func mediaObjections(to answer: Answer, _ content: JSONObject) -> [String] {
        let type = answer.headers[.contentType].map { $0.prefix { $0 != ";" } } ?? ""
        if content.isEmpty { return answer.body.isEmpty && type.isEmpty ? [] : ["it has a body of '\(type)', and none is declared"] }
        guard let media = content[String(type)], let schema = media["schema"] else { return ["'\(type)' is not declared"] }
        guard type.hasSuffix("json") else { return [] }
        guard let json = try? JSONValue.parse(answer.body) else { return ["the body is no JSON"] }
        var found = checker.violations(of: json, schema, at: "")
        if type == "application/problem+json" {
            if json["status"]?.integerValue != Int64(answer.status.code) { found.append("the problem's status is another one") }
            if media["examples"]?[json["code"]?.stringValue ?? ""] == nil { found.append("\(json["code"] ?? .null) is not declared") }
        }
        return found
    }

    /// Whether a refusal names rules beyond the schema only.
    private func isSaidInWords(_ answer: Answer) -> Bool {
        guard let json = try? JSONValue.parse(answer.body), json["code"] == "invalid_input" else { return true }
        // What was noticed only when everything fitted is a rule of the shop.
        guard json["detail"]?.stringValue?.hasSuffix("invalid.") == true || json["errors"]?[0]?["header"] != nil else { return true }
        return (json["errors"]?.arrayValue ?? []).allSatisfy { error in
            let place = error["query"]?.stringValue ?? error["pointer"]?.stringValue ?? error["path"]?.stringValue ?? ""
            return AnswerJudge.ruledTogether.contains(place)
                || place.split(separator: "/").contains { AnswerJudge.saidInWords.contains(String($0)) }
        }
    }
}
