import MartletCommerce
import MartletJSON
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@testable import MartletNotifications

/// Which sender is used, and what is said where none is.
@Suite(.timeLimit(.minutes(2)))
struct MessageSendersTests {
    private func choose(_ senders: [String: any EmailSender], _ name: String? = nil) throws -> String? {
        try MessageSenders(email: senders, sms: [:], push: [:], chosen: name.map { [.email: $0] } ?? [:]).email?.id
    }

    @Test func `the only sender is used, a real one before one that stands in, and the one that the manifest names before all`() throws {
        #expect(try choose([:]) == nil)
        #expect(try choose(["mailbox": Stub(isStandIn: true)]) == "mailbox")
        #expect(try choose(["mailbox": Stub(isStandIn: true), "smtp": Stub()]) == "smtp")
        #expect(try choose(["mailbox": Stub(isStandIn: true), "smtp": Stub()], "mailbox") == "mailbox")
        #expect(try choose(["ses": Stub(), "smtp": Stub()], "ses") == "ses")
    }

    @Test func `several senders without a choice, and a choice that is none, are errors that say the remedy`() throws {
        let several = #expect(throws: NotificationError.self) { try choose(["ses": Stub(), "smtp": Stub()]) }
        #expect(
            several?.description
                == "ses and smtp send email: say which one does, features: { notifications: { email: ses } }.")
        let typo = #expect(throws: NotificationError.self) { try choose(["smtp": Stub()], "smpt") }
        #expect(typo?.description == "features.notifications.email: 'smpt' sends no email; did you mean smtp?")
        let none = #expect(throws: NotificationError.self) { try choose([:], "smtp") }
        #expect(none?.description == "features.notifications.email: 'smtp' sends no email; no plugin that is on does")
    }

    @Test func `a notification goes to the sender that knows the device, and to what stands in for one that is not on`() throws {
        let message = PushMessage(
            key: try #require(MessageKey("k")), to: PushDevice(sender: "fcm", token: "t"), title: SingleLine("Hello"), text: "Hello")
        func id(_ push: [String: any PushSender]) throws -> String {
            try MessageSenders(email: [:], sms: [:], push: push, chosen: [:]).sender(of: .push(message)).id
        }
        #expect(try id(["fcm": Stub(), "web-push": Stub(), "mailbox": Stub(isStandIn: true)]) == "fcm")
        #expect(try id(["web-push": Stub(), "mailbox": Stub(isStandIn: true)]) == "mailbox")
        #expect(throws: NotificationError.unknownDevice(sender: "fcm")) { try id(["web-push": Stub()]) }
        #expect(throws: NotificationError.noSender(.push)) { try id([:]) }
    }

    @Test func `a manifest that names no sender of the shop is wrong`() async throws {
        let error = await #expect(throws: CompositionFailure.self) {
            try await TestDatabase.sqlite.shop(sections: "features: { notifications: { sms: twilio } }") { _ in }
        }
        #expect(error?.description == "features.notifications.sms: 'twilio' sends no text messages; known are test-messages")
    }

    @Test func `a shop that has something to say and nobody to send it is told so, and says so itself`() throws {
        let linked = [LinkedPlugin(StoreSection.self), LinkedPlugin(NotificationsFeature.self), LinkedPlugin(GreetingsPlugin.self)]
        let manifest = try Manifest(yaml: "plugins: { greetings: {} }", file: "martlet.yaml", linked: linked, environment: [:])
        let shop = try Composition(manifest.plugins, environment: Environment())
        let warnings = try shop.resolver(.warnings).flatMap { $0 }
        #expect(
            warnings.map(\.description) == [
                "features.notifications: Nothing sends email, so greetings.hello cannot be sent: enable a plugin that does, or dev-mailbox in development."
            ])
    }

    @Test func `a shop that can send all it has to say is healthy`() async throws {
        try await TestDatabase.sqlite.shop(settings: "  greetings: {}\n", extra: [GreetingsPlugin.self]) { shop in
            let health = try await shop.get("/health/ready")
            let check = health["checks"].arrayValue?.first { $0["name"] == "messages" }
            #expect(check?["status"] == "ok")
        }
    }
}

private struct Stub: EmailSender, SMSSender, PushSender {
    var isStandIn = false
    func send(_ message: EmailMessage) async -> SendingOutcome { .accepted(external: nil) }
    func send(_ message: SMSMessage) async -> SendingOutcome { .accepted(external: nil) }
    func send(_ message: PushMessage) async -> SendingOutcome { .accepted(external: nil) }
}
