import MartletJSON

/// One operation on the page: what it does, who may, what it takes, an example, what it answers, how it fails.
struct OperationSection {
    let endpoint: Endpoint

    var html: String {
        """
        <details><summary>\(badge(endpoint.method)) <code>\(endpoint.path.description.escapedForHTML)</code>
        <span>\(endpoint.summary.markedUp)</span></summary>
        <div id="\(endpoint.operationID)">
        <p class="access">\(access)</p>
        \(parameters)\(requestBody)<h4>Example</h4><pre>\(ExampleRequest(endpoint: endpoint).text.escapedForHTML)</pre>
        \(answer)\(errors)</div></details>\n
        """
    }

    private var access: String {
        switch endpoint.access {
        case .anyone: "For everybody."
        case .holder(let token):
            """
            For whoever holds the \(token.thing.escapedForHTML)'s secret: send it as <code>\(token.header.escapedForHTML)</code>. And for the
            customer to whom the \(token.thing.escapedForHTML) belongs.
            """
        case .customer: "For customers who have signed in."
        case .staff: "For staff who have signed in."
        case .permission(let permission):
            "For API keys with <code>\(permission.rawValue.escapedForHTML)</code>: <code>Authorization: Bearer …</code>, and for such staff."
        }
    }

    private var parameters: String {
        let rows = endpoint.allParameters.map { parameter in
            FieldTable.Row(
                name: parameter.name, place: parameter.location.rawValue, type: parameter.schema.typeForReaders,
                isRequired: parameter.isRequired, meaning: parameter.schema.summary ?? "")
        }
        return rows.isEmpty ? "" : "<h4>Parameters</h4>" + FieldTable(rows: rows).html
    }

    private var requestBody: String {
        guard !endpoint.body.isEmpty else { return "" }
        return "<h4>Body</h4>" + FieldTable(of: .object(properties: endpoint.body), showsRequired: true).html
    }

    private var answer: String {
        guard let output = endpoint.output else { return "<h4>Answer: 204, without a body</h4>" }
        let fields = FieldTable(of: output, showsRequired: false)
        return """
            <h4>Answer: \(endpoint.status.code)</h4>
            <pre>\((endpoint.contentType == "application/json" ? output.example.pretty : output.summary ?? "").escapedForHTML)</pre>
            \(fields.rows.isEmpty ? "" : "<details class=\"fields\"><summary>What each field means</summary>\(fields.html)</details>\n")
            """
    }

    private var errors: String {
        let problems = endpoint.allProblems.sorted { ($0.status, $0.code) < ($1.status, $1.code) }
        return "<h4>Errors</h4><table>"
            + problems.map { problem in
                "<tr><td>\(problem.status)</td><td><code>\(problem.code.escapedForHTML)</code></td><td>\(problem.title.escapedForHTML)</td></tr>"
            }.joined() + "</table>"
    }
}

/// A request that a reader can copy.
struct ExampleRequest {
    let endpoint: Endpoint

    var text: String {
        var lines = ["curl" + (endpoint.method == .get ? "" : " -X \(endpoint.method.rawValue)") + " \"$SHOP\(path)\""]
        switch endpoint.access {
        case .anyone: break
        case .holder(let token): lines.append("-H \"\(token.header): $\(token.thing.uppercased())_TOKEN\"")
        case .customer, .staff: lines.append("-H \"Authorization: Bearer $SESSION\"")
        case .permission: lines.append("-H \"Authorization: Bearer $API_KEY\"")
        }
        if !endpoint.body.isEmpty {
            lines.append("-H 'Content-Type: application/json'")
            // A quote ends and begins again around one of its own.
            lines.append("-d '\(Schema.object(properties: endpoint.body).example.pretty.replacing("'", with: "'\\''"))'")
        }
        return lines.joined(separator: " \\\n  ")
    }

    private var path: String {
        endpoint.path.segments.map { segment in
            switch segment {
            case .literal(let text): "/" + text
            case .parameter(let name):
                "/" + (endpoint.parameters.first { $0.location == .path && $0.name == name }?.schema.example.stringValue ?? "{\(name)}")
            }
        }.joined()
    }
}

extension JSONValue {
    /// The value over several lines.
    fileprivate var pretty: String { pretty(indent: "") }

    private func pretty(indent: String) -> String {
        let inner = indent + "  "
        switch self {
        case .object(let object) where !object.isEmpty:
            return "{\n" + object.map { "\(inner)\(JSONValue.string($0.key)): \($0.value.pretty(indent: inner))" }.joined(separator: ",\n")
                + "\n\(indent)}"
        case .array(let values) where !values.isEmpty:
            return "[\n" + values.map { inner + $0.pretty(indent: inner) }.joined(separator: ",\n") + "\n\(indent)]"
        default: return description
        }
    }
}
