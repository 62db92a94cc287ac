import MartletCommerce
import MartletJSON

/// The API as one HTML page that loads nothing from anywhere.
struct DocumentationPage {
    let endpoints: [Endpoint]
    let store: Store
    let permissions: [PermissionDeclaration]

    var bytes: [UInt8] {
        var html = """
            <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>\(escaped(store.name)): API</title><style>\(DocumentationPage.style)</style></head><body>
            <nav><h1>\(escaped(store.name))</h1><p><a href="/openapi.json">OpenAPI document</a></p>\n
            """
        let groups = grouped
        for (tag, _) in groups { html += "<a href=\"#\(anchor(tag))\">\(escaped(tag))</a>\n" }
        html += "<a href=\"#permissions\">Permissions</a></nav><main>\n"
        for (tag, members) in groups {
            html += "<h2 id=\"\(anchor(tag))\">\(escaped(tag))</h2>\n"
            for endpoint in members { html += section(endpoint) }
        }
        html += "<h2 id=\"permissions\">Permissions</h2><table>"
        for declaration in permissions.sorted(by: { $0.permission < $1.permission }) {
            html += "<tr><td><code>\(escaped("\(declaration.permission)"))</code></td><td>\(escaped(declaration.summary))</td></tr>"
        }
        html += "</table></main></body></html>\n"
        return Array(html.utf8)
    }

    private var grouped: [(String, [Endpoint])] {
        var order: [String] = []
        for endpoint in endpoints where !order.contains(endpoint.tag) { order.append(endpoint.tag) }
        return order.map { tag in (tag, endpoints.filter { $0.tag == tag }) }
    }

    private func section(_ endpoint: Endpoint) -> String {
        var html = """
            <details><summary><b class="\(endpoint.method.rawValue.lowercased())">\(endpoint.method.rawValue)</b>
            <code>\(escaped(endpoint.path.description))</code> <span>\(escaped(endpoint.summary))</span></summary>
            <p class="access">\(access(endpoint))</p>\n
            """
        if !endpoint.allParameters.isEmpty {
            html += "<h4>Parameters</h4><table>"
            for parameter in endpoint.allParameters {
                html += """
                    <tr><td><code>\(escaped(parameter.name))</code></td><td>\(parameter.location.rawValue)\(parameter.isRequired ? ", required" : "")</td>
                    <td>\(escaped(parameter.schema.summary ?? ""))</td></tr>
                    """
            }
            html += "</table>"
        }
        if !endpoint.body.isEmpty { html += example("Body", Schema.object(properties: endpoint.body)) }
        if let output = endpoint.output { html += example("Answer \(endpoint.status.code)", output) }
        html += "<h4>Errors</h4><table>"
        for problem in endpoint.allProblems.sorted(by: { ($0.status, $0.code) < ($1.status, $1.code) }) {
            html += "<tr><td>\(problem.status)</td><td><code>\(escaped(problem.code))</code></td><td>\(escaped(problem.title))</td></tr>"
        }
        return html + "</table></details>\n"
    }

    private func access(_ endpoint: Endpoint) -> String {
        switch endpoint.access {
        case .anyone: "For everybody."
        case .holder(let token): "Needs the \(escaped(token.thing))'s secret in <code>\(escaped(token.header))</code>."
        case .permission(let permission): "Needs an API key with <code>\(escaped("\(permission)"))</code>."
        }
    }

    private func example(_ title: String, _ schema: Schema) -> String {
        "<h4>\(title)</h4><pre>\(escaped(pretty(schema.example)))</pre>"
    }

    private func pretty(_ value: JSONValue, indent: String = "") -> String {
        let inner = indent + "  "
        switch value {
        case .object(let object) where !object.isEmpty:
            let members = object.map { "\(inner)\(text(.string($0.key))): \(pretty($0.value, indent: inner))" }
            return "{\n\(members.joined(separator: ",\n"))\n\(indent)}"
        case .array(let values) where !values.isEmpty:
            return "[\n\(values.map { inner + pretty($0, indent: inner) }.joined(separator: ",\n"))\n\(indent)]"
        default: return text(value)
        }
    }

    private func text(_ value: JSONValue) -> String { String(decoding: value.jsonBytes, as: UTF8.self) }

    private func anchor(_ tag: String) -> String { tag.lowercased().replacing(" ", with: "-") }

    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }

    private static let style = """
        body{margin:0;display:flex;font:16px/1.5 system-ui,sans-serif;color:#1d2733;background:#fff}
        nav{position:sticky;top:0;height:100vh;overflow:auto;padding:1rem 1.5rem;background:#f3f5f8;min-width:11rem;box-sizing:border-box}
        nav h1{font-size:1.2rem}nav a{display:block;color:#24507a;text-decoration:none;padding:.15rem 0}
        main{padding:1rem 2rem;max-width:60rem;flex:1;min-width:0}
        details{border:1px solid #dde3ea;border-radius:6px;margin:.5rem 0;padding:.5rem .8rem}
        summary{cursor:pointer}summary span{color:#5a6877}
        b{display:inline-block;min-width:4.2rem}b.get{color:#1a7f4b}b.post{color:#1f5fbf}b.put,b.patch{color:#a15c00}b.delete{color:#b3261e}
        pre{background:#f3f5f8;padding:.8rem;border-radius:6px;overflow:auto;font-size:.85rem}
        table{border-collapse:collapse;font-size:.9rem}td{border-bottom:1px solid #e6eaef;padding:.25rem .8rem .25rem 0;vertical-align:top}
        h4{margin:.8rem 0 .2rem}.access{margin:.4rem 0;color:#5a6877}
        @media(max-width:50rem){body{display:block}nav{position:static;height:auto}}
        """
}
