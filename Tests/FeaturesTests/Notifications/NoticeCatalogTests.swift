import MartletCommerce
import MartletKernel
import Testing

@testable import MartletNotifications

/// Texts: what is checked before the shop opens, and what comes of them.
struct NoticeCatalogTests {
    private func catalog(
        _ templates: NoticeTemplate..., overrides: [NoticeOverride] = [], store: Store = Store(name: "Blue Door", currency: .eur)
    ) throws -> NoticeCatalog {
        try NoticeCatalog(templates.map { Contributed(plugin: "greetings", value: $0) }, overrides: overrides, store: store)
    }

    private func problems(_ templates: NoticeTemplate...) -> [String] {
        var checker = NoticeTemplateChecker()
        for template in templates { checker.add(template, of: "greetings") }
        return checker.problems
    }

    private func email(
        _ notice: Notice = .hello, language: LanguageTag? = nil, store: Store = Store(name: "Blue Door", currency: .eur)
    ) throws -> EmailMessage {
        let key = try #require(MessageKey("k"))
        let message = try catalog(GreetingsPlugin.template, store: store).message(
            for: notice, to: .email(.ada, language: language), key: key)
        guard case .email(let email) = message else { throw NotificationError.noText(notice.template, .email) }
        return email
    }

    @Test func `values stand at their places, in the subject and in the text`() throws {
        let email = try email(.hello(items: ["1 × Bag", "2 × Lamp"]))
        #expect(email.subject.rawValue == "Hello Ada")
        #expect(email.text == "Dear Ada,\n\nlook at https://example.com/?a=1&b=2 of Blue Door:\n1 × Bag\n2 × Lamp\n")
        #expect(email.to == .ada)
    }

    @Test func `the part of HTML is the text in paragraphs, with links that can be clicked`() throws {
        let html = try #require(try email().html)
        #expect(html.contains("<p dir=\"auto\">Dear Ada,</p>"))
        #expect(
            html.contains(
                "<a href=\"https://example.com/?a=1&amp;b=2\">https://example.com/?a=1&amp;b=2</a> of Blue Door:<br>\n1 × Bag</p>"))
        #expect(html.contains("<html lang=\"en\">") && html.contains("<title>Hello Ada</title>"))
    }

    @Test func `nothing in a value is markup, a header or another line`() throws {
        let evil = "</p><script>alert('x')</script>\r\nBcc: eve@example.com\u{2028}\u{202E}\u{0}<img src=x onerror=alert(1)>"
        let email = try email(.hello(name: evil, items: [evil, "\u{1B}[2Jlamp"]))
        #expect(email.subject.rawValue == "Hello </p><script>alert('x')</script> Bcc: eve@example.com <img src=x onerror=alert(1)>")
        #expect(!email.text.contains("\r") && !email.text.contains("\nBcc") && !email.text.contains("\u{1B}"))
        #expect(email.text.split(separator: "\n").count == 4)
        let html = try #require(email.html)
        #expect(!html.contains("<script") && !html.contains("<img") && !html.contains("\nBcc"))
        #expect(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"))
    }

    @Test func `a very long value is cut`() throws {
        let email = try email(.hello(name: String(repeating: "a", count: 100_000)))
        #expect(email.subject.rawValue.count == 250)
        #expect(email.text.count < 1_200)
    }

    @Test(arguments: [
        "javascript:alert(1)", "https://", "", "https://a b", "https://a\"onclick=", "https://a<b>", "https://é.example", "//example.com",
        "https://a\r\nBcc: eve@example.com", "ftp://example.com",
    ])
    func `a link that is none is an error`(link: String) throws {
        #expect(throws: NotificationError.badLink("greetings.hello", place: "link")) { try email(.hello(link: link)) }
    }

    @Test func `a value that is missing, and one that nobody asks for, are errors with their names`() throws {
        var notice = Notice.hello
        notice.values["name"] = nil
        #expect(throws: NotificationError.missingValues("greetings.hello", places: ["name"])) { try email(notice) }
        notice = .hello
        notice.values["nmae"] = "Ada"
        #expect(throws: NotificationError.unknownValues("greetings.hello", places: ["nmae"])) { try email(notice) }
        notice = .hello
        notice.values["store"] = "Somebody else"
        #expect(throws: NotificationError.unknownValues("greetings.hello", places: ["store"])) { try email(notice) }
    }

    @Test func `a template that there is not gets a suggestion`() throws {
        let error = #expect(throws: NotificationError.self) { try email(Notice("greetings.helo", topic: .account)) }
        #expect(error?.description == "There is no notice template 'greetings.helo'; did you mean 'greetings.hello'?")
    }

    @Test(arguments: [
        (nil, "en", "Hello Ada"), ("de", "en", "Hallo Ada"), ("de-AT", "en", "Hallo Ada"), ("fr", "de-CH", "Hallo Ada"),
        ("fr", "fr", "Hello Ada"), ("fr", "no tag", "Hello Ada"), ("en-GB", "de", "Hello Ada"),
    ])
    func `the recipient's language comes first, then the shop's, then English`(language: String?, store: String, subject: String) throws {
        let tag = try language.map { try #require(LanguageTag($0)) }
        let email = try email(language: tag, store: Store(name: "Blue Door", currency: .eur, locale: store))
        #expect(email.subject.rawValue == subject)
    }

    @Test func `a template's mistakes are found before anything is sent, all at once`() {
        let found = problems(
            NoticeTemplate(
                "greetings.hello", places: ["name", "Link", "store"],
                .email(subject: "Hello {{nmae}}\nBcc: x", text: "Dear {{ name }},\n{{name\n{{items}}"), .sms(.german, text: " ")))
        #expect(
            found == [
                "notice template 'greetings.hello' of greetings: names the place 'Link': lowercase letters, digits and underscores, and not 'store', which is there",
                "notice template 'greetings.hello' of greetings: names the place 'store': lowercase letters, digits and underscores, and not 'store', which is there",
                "notice template 'greetings.hello' of greetings, email in en:1: has a subject of several lines",
                "notice template 'greetings.hello' of greetings, email in en:1: {{nmae}} is no place of this notice; did you mean {{name}}?",
                "notice template 'greetings.hello' of greetings, email in en:1: '{{ name }}' has space in it: write {{name}}",
                "notice template 'greetings.hello' of greetings, email in en:2: '{{' is never closed by '}}' on its line",
                "notice template 'greetings.hello' of greetings, email in en:3: {{items}} is no place of this notice; its places are {{Link}}, {{name}}, {{store}}, {{store}}",
                "notice template 'greetings.hello' of greetings, sms in de:1: has no text",
                "notice template 'greetings.hello' of greetings: has no English text for text messages, which is what is sent where nothing else fits",
            ])
    }

    @Test func `a name is taken once, and is well formed`() {
        let text = NoticeText.sms(text: "Hello")
        #expect(
            problems(NoticeTemplate("greetings.a", text), NoticeTemplate("greetings.a", text)).first?.contains(
                "is registered by greetings already") == true)
        for name: NoticeName in ["hello", "Greetings.hello", "greetings.", "greetings.hello.twice", "greetings.héllo"] {
            #expect(problems(NoticeTemplate(name, text)).first?.contains("is named wrongly") == true, "\(name)")
        }
        #expect(problems(NoticeTemplate("greetings.a")).first?.contains("has no text") == true)
        #expect(problems(NoticeTemplate("greetings.a", text, text)).first?.contains("two texts") == true)
    }

    @Test func `single braces are text`() throws {
        let catalog = try catalog(NoticeTemplate("greetings.a", .sms(text: "{a} }} {b}")))
        let number = try PhoneNumber("+4930123456")
        let key = try #require(MessageKey("k"))
        let message = try catalog.message(for: Notice("greetings.a", topic: .account), to: .phone(number), key: key)
        #expect(message == .sms(SMSMessage(key: key, to: number, text: "{a} }} {b}")))
    }
}
