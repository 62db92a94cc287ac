import MartletAPI
import MartletCommerce
import MartletKernel
import MartletNotifications
import MartletTesting
import TestSupport
import Testing

@testable import MartletDevMailbox

/// The pages: what they show, to whom, and that nothing in a message runs.
@Suite(.timeLimit(.minutes(2)))
struct DevMailboxPageTests {
    private static let here = ClientAddress("127.0.0.1")

    private func shop(
        _ database: TestDatabase = .sqlite, settings: String = "", _ body: (TestShop) async throws -> Void
    ) async throws {
        try await database.shop(
            sections: MailboxShop.sections, settings: "  dev-mailbox: { \(settings) }\n  hello: {}\n", extra: [HelloPlugin.self]
        ) { try await body($0) }
    }

    private func page(
        _ shop: TestShop, _ path: String = "/dev/mail", _ headers: [String: String] = [:], from address: ClientAddress? = here
    ) async throws -> TestAnswer {
        try await shop.send(.get, path, nil, headers, from: address)
    }

    @Test(arguments: TestDatabase.available)
    func `what was sent is listed, newest first, and each message shown as text and as HTML`(database: TestDatabase) async throws {
        try await shop(database) { shop in
            #expect(try await page(shop).text.contains("Nothing has been sent yet."))
            for name in ["Ada", "Grace"] { try await shop.hello(name) }
            let list = try await page(shop).text
            let ada = try #require(list.range(of: "Hello Ada")), grace = try #require(list.range(of: "Hello Grace"))
            #expect(grace.lowerBound < ada.lowerBound)
            let path = try #require(list.firstMatch(of: /\/dev\/mail\/msg_[0-9a-z]{26}/)).output
            let message = try await page(shop, String(path))
            #expect(message.text.contains("<th>to</th><td>grace@example.com</td>"))
            #expect(message.text.contains("<th>Auto-Submitted</th><td>auto-generated</td>"))
            #expect(message.text.contains("<a href=\"https://example.com/v?t=1&amp;u=2\" target=\"_blank\" rel=\"noopener noreferrer\">"))
            let html = try await page(shop, path + "/html")
            #expect(html.text.hasPrefix("<!doctype html>") && html.text.contains("Dear Grace"))
        }
    }

    @Test func `nothing in a message becomes markup or runs`() async throws {
        try await shop { shop in
            let evil = "</pre></title><script>alert('x')</script><img src=\"https://example.com/p.png\" onerror='a()'>"
            try await shop.hello(evil, to: "ada@example.com")
            let list = try await page(shop)
            let path = String(try #require(list.text.firstMatch(of: /\/dev\/mail\/msg_[0-9a-z]{26}/)).output)
            let shown = try await page(shop, path), framed = try await page(shop, path + "/html")
            for answer in [list, shown, framed] {
                #expect(!answer.text.contains("<script") && !answer.text.contains("<img") && answer.text.contains("&lt;script&gt;"))
                #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
                #expect(answer.headers[.cacheControl] == "no-store")
                let policy = answer.headers[.contentSecurityPolicy] ?? ""
                #expect(policy.contains("default-src 'none'") && !policy.contains("script-src") && policy.contains("form-action 'none'"))
            }
            #expect(framed.headers[.contentSecurityPolicy]?.hasPrefix("sandbox allow-popups allow-popups-to-escape-sandbox;") == true)
            #expect(shown.text.contains("<iframe sandbox=\"allow-popups allow-popups-to-escape-sandbox\""))
            #expect(list.headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
        }
    }

    @Test func `the HTML that a plugin sends by itself stands in a sandbox, too`() async throws {
        try await shop { shop in
            let mailbox = DevMailbox(database: shop.database, environment: Environment(time: shop.time), capacity: 5)
            let key = try #require(MessageKey("k")), to = try #require(EmailAddress("ada@example.com"))
            let message = EmailMessage(key: key, to: to, subject: SingleLine("Hi"), text: "Hi", html: "<script>alert(1)</script>")
            guard case .accepted(let id?) = await mailbox.send(message) else { throw Nothing() }
            let framed = try await page(shop, "/dev/mail/\(id)/html")
            #expect(framed.text == "<script>alert(1)</script>")
            #expect(
                framed.headers[.contentSecurityPolicy]?.hasPrefix("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'")
                    == true)
            #expect(try await page(shop, "/dev/mail/\(id)").text.contains("<script>") == false)
        }
    }

    @Test(arguments: ["192.0.2.7", "10.0.0.1", "fe80::1", "::ffff:192.0.2.7"])
    func `other machines are not shown any message`(address: String) async throws {
        try await shop { shop in
            try await shop.hello("Ada")
            let refused = try await page(shop, from: ClientAddress(address))
            #expect(refused.status == 403 && refused.code == "forbidden")
            #expect(refused["detail"].stringValue?.contains("remote: true") == true)
        }
        try await shop(settings: "remote: true") { shop in
            let answer = try await page(shop, from: ClientAddress(address))
            #expect(answer.status == 200)
        }
    }

    @Test(arguments: [
        ("localhost:8080", 200), ("127.0.0.1:8080", 200), ("[::1]:8080", 200), ("shop.localhost", 200), ("LOCALHOST", 200),
        ("evil.example.com:8080", 403), ("localhost.evil.example", 403), ("192.0.2.1", 403), ("", 403), ("[fe80::1]", 403),
        ("127.0.0.1.evil.example", 403),
    ])
    func `a name of somebody else's that leads here shows nothing`(host: String, status: Int) async throws {
        try await shop { shop in
            let answer = try await page(shop, "/dev/mail", ["Host": host])
            #expect(answer.status == status)
        }
    }

    @Test(arguments: [("navigate", 200), ("cors", 403), ("no-cors", 403), ("same-origin", 403)])
    func `pages cannot fetch messages`(mode: String, status: Int) async throws {
        try await shop(settings: "remote: true") { shop in
            let answer = try await page(shop, "/dev/mail", ["Sec-Fetch-Mode": mode])
            #expect(answer.status == status)
        }
    }

    @Test func `the pages stand in the document of the API, with what they take`() async throws {
        try await shop { shop in
            let paths = try await shop.get("/openapi.json")["paths"]
            let operation = paths["/dev/mail/{id}"]?["get"]
            #expect(operation?["parameters"]?.arrayValue?.prefix(2).compactMap { $0["name"]?.stringValue } == ["id", "Sec-Fetch-Mode"])
            #expect(operation?["responses"]?["200"]?["content"]?["text/html"] != nil)
            #expect(operation?["responses"]?["403"] != nil && operation?["responses"]?["404"] != nil)
        }
    }

    @Test func `a client that nobody knows is somebody else`() async throws {
        try await shop { shop in
            let answer = try await page(shop, from: nil)
            #expect(answer.status == 403)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a message that is gone is not found, and one without HTML has no page for it`(database: TestDatabase) async throws {
        try await shop(database, settings: "keep: 2") { shop in
            try await shop.hello("Ada")
            let first = String(try #require(try await page(shop).text.firstMatch(of: /\/dev\/mail\/msg_[0-9a-z]{26}/)).output)
            for number in 1...3 {
                try await shop.notifier.send(.hello("\(number)"), to: .phone(try PhoneNumber("+4930123456")), key: "\(number)")
            }
            let gone = try await page(shop, first)
            #expect(gone.status == 404)
            let list = try await page(shop).text
            #expect(list.matches(of: /msg_/).count == 2)
            let path = String(try #require(list.firstMatch(of: /\/dev\/mail\/msg_[0-9a-z]{26}/)).output)
            #expect(try await page(shop, path).text.contains("<title>Text message</title>"))
            let markup = try await page(shop, path + "/html")
            #expect(markup.status == 404)
        }
    }

    @Test func `a shop that is open to people does not open with it`() async throws {
        for sections in ["", "server: { development: false }"] {
            let error = await #expect(throws: CompositionFailure.self) {
                try await TestDatabase.sqlite.shop(sections: sections, settings: "  dev-mailbox: {}\n") { _ in }
            }
            #expect(error?.description.hasPrefix("plugins.dev-mailbox: it shows every message") == true)
            #expect(error?.errors.count == 1)
        }
    }

    @Test(arguments: [
        (
            "see https://example.com/a?b=c&d.",
            "see <a href=\"https://example.com/a?b=c&amp;d\" target=\"_blank\" rel=\"noopener noreferrer\">https://example.com/a?b=c&amp;d</a>."
        ),
        ("javascript:alert(1) <b>", "javascript:alert(1) &lt;b&gt;"), ("https://", "https://"), ("", ""),
        (
            "<i>http://a.example\"x='1' <b>",
            "&lt;i&gt;<a href=\"http://a.example\" target=\"_blank\" rel=\"noopener noreferrer\">http://a.example</a>&quot;x=&#39;1&#39; &lt;b&gt;"
        ),
        (
            "http://a.example\"\u{301}onclick=1 <\u{338}b",
            "<a href=\"http://a.example&quot;\u{301}onclick=1\" target=\"_blank\" rel=\"noopener noreferrer\">http://a.example&quot;\u{301}onclick=1</a> &lt;\u{338}b"
        ),
    ])
    func `addresses of the web in a text can be clicked, and nothing else`(text: String, html: String) {
        #expect(MailboxPage.linked(text) == html)
    }

    private struct Nothing: Error {}
}

extension TestAnswer {
    fileprivate var text: String { String(decoding: body, as: UTF8.self) }
}
