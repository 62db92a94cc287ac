import MartletCommerce
import MartletJSON
import TestSupport
import Testing

@testable import MartletAPI

@Suite(.timeLimit(.minutes(1)))
struct DocumentationPageTests {
    private static let hostile = "<script>alert('x')</script>&\"`a<b>`"

    private struct HostileInput: RequestInput {
        init(from fields: inout Fields) {
            _ = fields.path("id", .text(1...10, example: "it's <b>"))
            _ = fields.query("q", .text(1...10), hostile)
            _ = fields.body("note", .text(1...10, example: .string(hostile)), hostile)
        }
    }

    private func page(_ endpoints: [Endpoint], name: String = "Blue Door") -> String {
        let store = Store(name: name, currency: .eur, locale: "en", rounding: .halfUp)
        let permissions = [PermissionDeclaration(.thingsRead, DocumentationPageTests.hostile)]
        return String(decoding: DocumentationPage(endpoints: endpoints, store: store, permissions: permissions).bytes, as: UTF8.self)
    }

    @Test func `everything that it shows is escaped`() {
        let endpoint = Endpoint.write(
            .post, .store, "/x/{id}", access: .anyone, tag: DocumentationPageTests.hostile, DocumentationPageTests.hostile,
            input: HostileInput.self, problems: [ProblemType(400, "<i>", DocumentationPageTests.hostile)]
        ) { _, _ in NoContent() }
        let html = page([endpoint], name: DocumentationPageTests.hostile)
        for tag in ["<script", "<i>", "a<b>"] { #expect(!html.contains(tag), "\(tag)") }
        #expect(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;"))
        #expect(html.contains("<code>a&lt;b&gt;</code>"))
    }

    @Test func `it loads nothing, runs nothing, and every link within it has an end`() {
        let html = page(Things.endpoints)
        for word in ["<script", "<link", "<img", "<iframe", "src=", "@import", "url(", "javascript:"] {
            #expect(!html.contains(word), "\(word)")
        }
        let links = html.matches(of: /href="([^"]*)"/).map { String($0.1) }
        #expect(links.count > 10)
        for link in links where link != "/openapi.json" { #expect(html.contains("id=\"\(link.dropFirst())\""), "\(link)") }
        let ids = html.matches(of: /\ id="([^"]*)"/).map { String($0.1) }
        #expect(Set(ids).count == ids.count)
    }

    @Test func `an operation has its access, parameters, fields, an example and its errors`() throws {
        let html = page(Things.endpoints)
        let start = try #require(html.range(of: "<div id=\"post_admin_things\">"))
        let section = String(html[start.upperBound...].prefix { $0 != "\u{0}" }).components(until: "</details>\n<details>")
        #expect(section.contains("For API keys with <code>things.write</code>"))
        #expect(section.contains("<code>Idempotency-Key</code>"))
        #expect(section.contains("<code>title</code> <em>required</em>"))
        #expect(section.contains("string, 1 to 20 characters"))
        #expect(section.contains("What it is called."))
        #expect(section.contains("<code>parts[].quantity</code> <em>required</em>"))
        #expect(section.contains("integer, 1 to 999"))
        #expect(section.contains("<code>address.city</code>"))
        #expect(section.contains("curl -X POST &quot;$SHOP/api/v1/admin/things&quot; \\"))
        #expect(section.contains("-H &quot;Authorization: Bearer $API_KEY&quot;"))
        #expect(section.contains("<code>idempotency_key_reused</code>"))
        #expect(section.contains("Answer: 201"))
    }

    @Test func `a quote in an example ends no argument of the shell`() {
        let endpoint = Endpoint.write(
            .post, .store, "/x/{id}", access: .anyone, tag: "X", "X.", input: HostileInput.self
        ) { _, _ in NoContent() }
        let text = ExampleRequest(endpoint: endpoint).text
        #expect(text.contains(#""note": "<script>alert('\''x'\'')</script>"#))
    }

    @Test func `it is served with a policy that lets nothing be loaded`() async throws {
        try await TestDatabase.sqlite.shop { shop in
            let answer = try await shop.get("/docs")
            #expect(answer.status == 200)
            #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
            #expect(answer.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'; style-src 'unsafe-inline'") == true)
            let html = String(decoding: answer.body, as: UTF8.self)
            for path in ["/api/v1/store/carts/{id}/complete", "/api/v1/admin/events/{id}/replay", "/health/ready", "/docs"] {
                #expect(html.contains("<code>\(path)</code>"))
            }
            #expect(html.contains("<code>events.write</code>"))
        }
    }
}

extension String {
    fileprivate func components(until separator: String) -> String { range(of: separator).map { String(self[..<$0.lowerBound]) } ?? self }

    fileprivate func range(of text: String) -> Range<String.Index>? { ranges(of: text).first }

    @Test func `the type of a problem leads to the place that explains it`() async throws {
        try await TestDatabase.sqlite.shop { shop in
            let page = String(decoding: try await shop.get("/docs").body, as: UTF8.self)
            let answers = [
                try await shop.get("/nothing"), try await shop.get("/api/v1/admin/orders"), try await shop.put("/api/v1/store/products"),
                try await shop.get("/api/v1/store/products?limit=0"), try await shop.post("/api/v1/store/carts", [1]),
            ]
            for answer in answers {
                let type = try #require(answer["type"].stringValue)
                #expect(type == "/docs#problem-\(answer.code ?? "")")
                #expect(page.contains("id=\"\(type.drop { $0 != "#" }.dropFirst())\""), "\(type)")
            }
        }
    }
}
