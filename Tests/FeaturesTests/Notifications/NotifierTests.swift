import MartletCommerce
import MartletDurable
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@testable import MartletNotifications

/// Sending: channels, outcomes, another attempt, hooks, and what the log has of it.
@Suite(.timeLimit(.minutes(2)))
struct NotifierTests {
    private func shop(
        _ database: TestDatabase = .sqlite, hook: String = "none", sections: String = "", _ body: (TestShop) async throws -> Void
    ) async throws {
        try await database.shop(
            sections: sections, settings: "  greetings: { hook: \(hook) }\n", extra: [GreetingsPlugin.self]
        ) { try await body($0) }
    }

    @Test func `the recipient's address decides the channel`() async throws {
        try await shop { shop in
            let number = try PhoneNumber("+4930123456")
            try await shop.notifier.send(.hello, to: .email(.ada), key: "1")
            try await shop.notifier.send(.hello, to: .phone(number), key: "1")
            try await shop.notifier.send(.hello, to: .device(PushDevice(sender: "fcm", token: "d1")), key: "1")
            #expect(shop.mail.all.map(\.channel) == [.email, .sms, .push])
            #expect(shop.messages(to: "+4930123456").first?.text == "Martlet: hello Ada")
            #expect(shop.messages(to: "ada@example.com").first?.link == "https://example.com/?a=1&b=2")
        }
    }

    @Test func `email says that no person has written it, and where answers go`() async throws {
        try await shop(sections: "features: { notifications: { reply_to: help@example.com } }") { shop in
            try await shop.notifier.send(.hello, to: .email(.ada), key: "1")
            #expect(shop.mail.all.first?.headers == [.automatic])
            #expect(shop.mail.all.first?.key.rawValue == "greetings.hello/1")
        }
        let error = await #expect(throws: ManifestError.self) {
            try await shop(sections: "features: { notifications: { reply_to: nobody } }") { _ in }
        }
        #expect(error?.description.contains("features.notifications.reply_to: is no email address") == true)
    }

    @Test func `a shop's language is a tag, or the shop does not open`() async throws {
        let error = await #expect(throws: ManifestError.self) { try await shop(sections: "store: { locale: de_CH }") { _ in } }
        #expect(error?.description.contains("store.locale: 'de_CH' is no tag of BCP 47 such as en or de-CH: write 'de-CH'") == true)
        try await shop(sections: "store: { locale: DE-ch }") { shop in
            try await shop.notifier.send(.hello, to: .email(.ada), key: "1")
            #expect(shop.mail.all.first?.subject == "Hallo Ada")
        }
    }

    @Test func `what a sender rejects is told, and not an error`() async throws {
        try await shop { shop in
            shop.mail.answer(with: .rejected(.recipient("There is no such mailbox.")))
            let outcome = try await shop.notifier.send(.hello, to: .email(.ada), key: "1")
            #expect(outcome == .rejected(.recipient("There is no such mailbox.")))
            #expect(shop.mail.all.isEmpty)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what a sender cannot take now is sent by a later attempt, not before the sender says so`(database: TestDatabase) async throws {
        try await shop(database) { shop in
            shop.mail.answer(with: .unavailable(retryAfter: .seconds(120)), .unavailable(retryAfter: nil))
            try await shop.enqueueGreeting()
            for (pause, attempts) in [(0, 1), (119, 1), (1, 2)] {
                shop.time.advance(by: .seconds(pause))
                try await shop.settle()
                let jobs = try await shop.database.read { try QueuedJobs.list(parkedOnly: false, limit: 10, in: $0) }
                #expect(jobs.map(\.attempts) == [attempts])
                #expect(shop.mail.all.isEmpty)
            }
            shop.time.advance(by: .seconds(10))
            try await shop.settle()
            #expect(shop.messages(to: "ada@example.com").count == 1)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what a sender rejects is not tried again`(database: TestDatabase) async throws {
        try await shop(database) { shop in
            shop.mail.answer(with: .rejected(.message("The account is closed.")))
            try await shop.enqueueGreeting()
            try await shop.settle()
            shop.time.advance(by: .seconds(3_600))
            try await shop.settle()
            #expect(shop.mail.all.isEmpty)
            let left = try await shop.database.read { try QueuedJobs.list(parkedOnly: false, limit: 10, in: $0) }
            #expect(left.isEmpty)
        }
    }

    @Test func `a hook changes what is sent, withholds it, or fails`() async throws {
        try await shop(hook: "footer") { shop in
            try await shop.notifier.send(.hello, to: .email(.ada), key: "1")
            #expect(shop.mail.all.first?.text.hasSuffix("You can answer this.") == true)
        }
        try await shop(hook: "withhold") { shop in
            let outcome = try await shop.notifier.send(.hello, to: .email(.ada), key: "1")
            #expect(outcome == .withheld(code: "enough"))
            #expect(shop.mail.all.isEmpty)
        }
        try await shop(hook: "fail") { shop in
            await #expect(throws: GreetingsPlugin.Unlucky.self) { try await shop.notifier.send(.hello, to: .email(.ada), key: "1") }
        }
    }

    @Test(arguments: ["", "two words", "Größe", String(repeating: "k", count: 121)])
    func `a key that no service takes is an error`(key: String) async throws {
        try await shop { shop in
            await #expect(throws: NotificationError.badKey) { try await shop.notifier.send(.hello, to: .email(.ada), key: key) }
        }
    }

    @Test func `a channel that a template has no text for is an error`() async throws {
        let catalog = try NoticeCatalog(
            [Contributed(plugin: "greetings", value: NoticeTemplate("greetings.a", .sms(text: "Hello")))], overrides: [],
            store: Store(name: "Blue Door", currency: .eur))
        let key = try #require(MessageKey("k"))
        #expect(throws: NotificationError.noText("greetings.a", .email)) {
            try catalog.message(for: Notice("greetings.a", topic: .account), to: .email(.ada), key: key)
        }
    }

    @Test func `a sender that does not answer is given up after a while, and the message is worth another attempt`() async throws {
        let time = ManualTime()
        let notifier = try notifier(email: ["silent": SilentSender(time: time)], time: time)
        async let sending = error { _ = try await notifier.send(.hello, to: .email(.ada), key: "1") }
        while time.sleeping < 2 { await Task.yield() }
        time.advance(by: .seconds(20))
        let error = await sending
        #expect(error == .unavailable(.email, retryAfter: nil))
    }

    @Test func `the log has neither text nor address`() async throws {
        let log = KeptLog()
        let number = try PhoneNumber("+4930123456")
        let rejecting = AnsweringSender(outcome: .rejected(.recipient("There is no such mailbox.")))
        for email in [AnsweringSender(outcome: .accepted(external: "x")), rejecting] {
            let notifier = try notifier(email: ["smtp": email], sms: ["smtp": email], log: log)
            try await notifier.send(.hello(name: "Lovelace"), to: .email(.ada), key: "job_1")
            try await notifier.send(.hello(name: "Lovelace"), to: .phone(number), key: "job_1")
        }
        let lines = log.all
        #expect(lines.count == 4)
        #expect(lines.allSatisfy { !$0.contains("ada@") && !$0.contains("0123") && !$0.contains("Lovelace") && !$0.contains("https") })
        #expect(lines.first?.contains("a•••@example.com") == true && lines.first?.contains("greetings.hello/job_1") == true)
        #expect(lines.last?.contains("+49•••56") == true && lines.last?.contains("There is no such mailbox.") == true)
    }

    private func error(_ body: @Sendable () async throws -> Void) async -> NotificationError? {
        do { try await body() } catch { return error as? NotificationError }
        return nil
    }

    private func notifier(
        email: [String: any EmailSender] = [:], sms: [String: any SMSSender] = [:], time: ManualTime = ManualTime(),
        log: KeptLog = KeptLog()
    ) throws -> Notifier {
        let templates = [Contributed(plugin: GreetingsPlugin.id, value: GreetingsPlugin.template)]
        let timings = PluginTimings(logger: KeptLog().logger())
        return Notifier(
            catalog: try NoticeCatalog(templates, overrides: [], store: Store(name: "Blue Door", currency: .eur)),
            senders: try MessageSenders(email: email, sms: sms, push: [:], chosen: [:]),
            hook: AsyncHookChain("notifications.sending", [], timings),
            environment: Environment(time: time, random: SeededRandom(seed: 1), logger: log.logger()), timings: timings,
            timeout: .seconds(20), replyTo: nil)
    }
}

/// Never answers.
private struct SilentSender: EmailSender {
    let time: ManualTime

    func send(_ message: EmailMessage) async -> SendingOutcome {
        try? await time.sleep(for: .seconds(3_600))
        return .accepted(external: nil)
    }
}

/// Answers as it was told.
private struct AnsweringSender: EmailSender, SMSSender {
    let outcome: SendingOutcome

    func send(_ message: EmailMessage) async -> SendingOutcome { outcome }
    func send(_ message: SMSMessage) async -> SendingOutcome { outcome }
}

extension TestShop {
    /// Enqueues a greeting, as a feature would in the transaction that makes it necessary.
    fileprivate func enqueueGreeting() async throws { try await database.write { try queue.enqueue("greetings.send", in: $0) } }
}
