import HTTPTypes
import MartletCommerce
import MartletJSON

/// The API as one HTML page that loads nothing from anywhere and runs nothing.
struct DocumentationPage {
    let endpoints: [Endpoint]
    let store: Store
    let permissions: [PermissionDeclaration]

    var bytes: [UInt8] {
        let groups = grouped
        var html = """
            <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>\(store.name.escapedForHTML): API</title><style>\(DocumentationPage.style)</style></head><body>
            <nav><h1>\(store.name.escapedForHTML)</h1>
            <a href="#start">Start here</a><a href="#errors">Errors</a><a href="#permissions">Permissions</a><a href="/openapi.json">OpenAPI document</a>\n
            """
        for (tag, members) in groups {
            html += "<h2><a href=\"#\(anchor(tag))\">\(tag.escapedForHTML)</a></h2>\n"
            for endpoint in members {
                html += """
                    <a class="operation" href="#\(endpoint.operationID)" title="\(endpoint.summary.escapedForHTML)">\(badge(endpoint.method))
                    \(endpoint.shortPath.escapedForHTML)</a>\n
                    """
            }
        }
        html += "</nav><main>\n" + introduction
        for (tag, members) in groups {
            html += "<h2 id=\"\(anchor(tag))\">\(tag.escapedForHTML)</h2>\n"
            for endpoint in members { html += OperationSection(endpoint: endpoint).html }
        }
        html +=
            "<h2 id=\"errors\">Errors</h2><p>What the <code>type</code> of a problem points at. Plugins may refuse with codes of their own.</p>"
        html += "<table>"
        for problem in problems {
            html += "<tr id=\"\(problem.anchor.escapedForHTML)\"><td>\(problem.status)</td>"
            html += "<td><code>\(problem.code.escapedForHTML)</code></td><td>\(problem.title.escapedForHTML)</td></tr>"
        }
        html +=
            "</table><h2 id=\"permissions\">Permissions</h2><p>What staff and API keys may do. Each operation says which one it needs.</p><table>"
        for declaration in permissions.sorted(by: { $0.permission < $1.permission }) {
            html += "<tr><td><code>\(declaration.permission.rawValue.escapedForHTML)</code></td>"
            html += "<td>\(declaration.summary.escapedForHTML)</td></tr>"
        }
        return Array((html + "</table></main></body></html>\n").utf8)
    }

    /// Every problem that some operation may answer with, and those that come before any operation is found.
    private var problems: [ProblemType] {
        let early: [ProblemType] = [.methodNotAllowed, .headersTooLarge]
        return Set(endpoints.flatMap(\.allProblems) + early).sorted { ($0.status, $0.code) < ($1.status, $1.code) }
    }

    private var introduction: String {
        """
        <section id="start"><h2>Start here</h2>
        <p>Requests and answers are JSON. Money is in minor units: <code>{"amount": 1999, "currency": "EUR"}</code> is 19.99 €.
        The examples take the shop's address from a variable: <code>SHOP=http://127.0.0.1:8080</code>.</p>
        <ul>
        <li><b>Lists</b> have pages: give <code>next_cursor</code> as <code>cursor</code> until it is null.</li>
        <li><b>Repeat safely</b>: send a random <code>Idempotency-Key</code> with a request that changes something. Sent again with the
        same key it takes effect once, and is answered the same.</li>
        <li><b>Ask again cheaply</b>: answers have an <code>ETag</code>; with <code>If-None-Match</code> what has not changed is 304.</li>
        <li><b>Errors</b> are problems (RFC 9457) with a stable <code>code</code>, a <code>request_id</code> that the shop's log has too, and
        for invalid fields a list of <code>errors</code> with a JSON pointer each.</li>
        <li><b>Secrets</b>: guests hold one for each cart and order; customers and staff have sessions; programs hold an API key.</li>
        </ul></section>\n
        """
    }

    /// The operations by their tags: first what storefronts use, then what back offices use, then the rest.
    private var grouped: [(String, [Endpoint])] {
        var order: [String] = []
        for endpoint in endpoints where !order.contains(endpoint.tag) { order.append(endpoint.tag) }
        let groups = order.map { tag in (tag, endpoints.filter { $0.tag == tag }) }
        let surfaces = [Endpoint.Surface.store, .admin, .root]
        return surfaces.flatMap { surface in
            groups.filter { _, members in
                surface == surfaces.first { candidate in members.contains { $0.path.description.hasPrefix(candidate.rawValue) } }
            }
        }
    }

    private func anchor(_ tag: String) -> String {
        "tag-" + tag.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    }
}

func badge(_ method: HTTPRequest.Method) -> String {
    let word = method.rawValue.escapedForHTML
    return "<b class=\"method \(word.lowercased())\">\(word)</b>"
}

extension Endpoint {
    /// The path without what all share, for a narrow column: `admin/orders/{id}`.
    fileprivate var shortPath: String {
        let path = path.description
        return path.hasPrefix("/api/v1/") ? String(path.dropFirst("/api/v1/".count)) : path
    }
}

extension String {
    /// The text with everything that means something in HTML escaped, in contents and between quotes.
    ///
    /// It goes by bytes: a quotation mark with an accent on it is one character to Swift, and ends a value for a browser all the same.
    package var escapedForHTML: String {
        var escaped: [UInt8] = []
        escaped.reserveCapacity(utf8.count)
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "&"): escaped += "&amp;".utf8
            case UInt8(ascii: "<"): escaped += "&lt;".utf8
            case UInt8(ascii: ">"): escaped += "&gt;".utf8
            case UInt8(ascii: "\""): escaped += "&quot;".utf8
            case UInt8(ascii: "'"): escaped += "&#39;".utf8
            default: escaped.append(byte)
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    /// The text with what stands in backticks as code, as summaries are written.
    var markedUp: String {
        escapedForHTML.split(separator: "`", omittingEmptySubsequences: false).enumerated().reduce(into: "") { html, part in
            html += part.offset % 2 == 1 ? "<code>\(part.element)</code>" : String(part.element)
        }
    }
}
