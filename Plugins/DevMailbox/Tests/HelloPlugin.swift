import MartletCommerce
import MartletKernel
import MartletNotifications
import MartletTesting
import Testing

/// Something to say.
struct HelloPlugin: Plugin {
    static let id: PluginID = "hello"
    static let summary = "Says hello."

    init(settings: NoSettings) {}

    func register(in registrar: inout Registrar) {
        registrar.add(
            .noticeTemplates,
            NoticeTemplate(
                "hello.hello", places: ["name", "link"],
                .email(subject: "Hello {{name}}", text: "Dear {{name}},\n\nplease open {{link}}.\n"), .sms(text: "Hello {{name}}")))
    }
}

/// What a shop with the mailbox says in its manifest before the plugins.
enum MailboxShop {
    /// The test shop has something that stands in for senders itself, so the manifest says which one is meant.
    static let sections = """
        server: { development: true, request_log: false }
        features: { notifications: { email: dev-mailbox, sms: dev-mailbox, push: dev-mailbox } }
        """
}

extension Notice {
    static func hello(_ name: String) -> Notice {
        Notice("hello.hello", topic: .account, values: ["name": .text(name), "link": .link("https://example.com/v?t=1&u=2")])
    }
}

extension TestShop {
    func hello(_ name: String, to address: String? = nil) async throws {
        let address = try #require(EmailAddress(address ?? "\(name.lowercased())@example.com"))
        try await notifier.send(.hello(name), to: .email(address), key: "\(address)")
        time.advance(by: .seconds(1))
    }
}
