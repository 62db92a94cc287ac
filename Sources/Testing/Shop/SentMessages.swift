import MartletCommerce
import MartletKernel
import MartletNotifications
import Synchronization

/// What a ``TestShop`` has sent to people. It stands in for senders: a real one that the manifest enables is used instead.
///
/// ```swift
/// try await shop.settle()
/// let link = try #require(shop.messages(to: "ada@example.com").last?.link)
/// ```
public final class SentMessages: Sendable {
    private struct State {
        var messages: [SentMessage] = []
        var answers: [SendingOutcome] = []
    }

    private let state = Mutex(State())

    /// Every message, in the order of sending. One that is sent again with the same key is there once.
    public var all: [SentMessage] { state.withLock { $0.messages } }

    /// Answers the next attempts with these, and keeps no message of those that it does not accept; afterwards all are accepted.
    public func answer(with outcomes: SendingOutcome...) { state.withLock { $0.answers += outcomes } }

    /// Forgets what was sent.
    public func removeAll() { state.withLock { $0.messages = [] } }

    func take(_ message: SentMessage) -> SendingOutcome {
        state.withLock { state in
            let outcome = state.answers.isEmpty ? .accepted(external: nil) : state.answers.removeFirst()
            if case .accepted = outcome, !state.messages.contains(where: { $0.key == message.key && $0.channel == message.channel }) {
                state.messages.append(message)
            }
            return outcome
        }
    }
}

/// A message that a ``TestShop`` has sent.
public struct SentMessage: Sendable, Equatable {
    public let channel: MessageChannel
    /// The address of an email, the number of a telephone, the token of a device.
    public let to: String
    /// The subject of an email or the title of a notification; `nil` for a text message.
    public let subject: String?
    public let text: String
    public let html: String?
    /// Headers of an email.
    public let headers: [EmailHeader]
    public let key: MessageKey

    /// The first address of the web in the text.
    public var link: String? { text.firstMatch(of: /https?:\/\/[^\s]+/).map { String($0.0) } }

    /// The first code in the text: four to ten digits that stand alone.
    public var code: String? { text.firstMatch(of: /(?:^|[^0-9A-Za-z+])([0-9]{4,10})(?![0-9A-Za-z])/).map { String($0.1) } }
}

/// Keeps what a test shop sends.
struct TestMessagesPlugin: Plugin {
    static let id: PluginID = "test-messages"
    static let summary = "Keeps what a test shop sends, for the test to look at."

    init(settings: NoSettings) {}

    func register(in registrar: inout Registrar) {
        registrar.provide(.sentMessages) { _ in SentMessages() }
        registrar.provide(.emailSenders) { TestSender(sent: try $0(.sentMessages)) }
        registrar.provide(.smsSenders) { TestSender(sent: try $0(.sentMessages)) }
        registrar.provide(.pushSenders) { TestSender(sent: try $0(.sentMessages)) }
    }
}

private struct TestSender: EmailSender, SMSSender, PushSender {
    let sent: SentMessages
    var isStandIn: Bool { true }

    func send(_ message: EmailMessage) async -> SendingOutcome {
        sent.take(
            SentMessage(
                channel: .email, to: message.to.rawValue, subject: message.subject.rawValue, text: message.text, html: message.html,
                headers: message.headers, key: message.key))
    }

    func send(_ message: SMSMessage) async -> SendingOutcome {
        sent.take(
            SentMessage(channel: .sms, to: message.to.rawValue, subject: nil, text: message.text, html: nil, headers: [], key: message.key))
    }

    func send(_ message: PushMessage) async -> SendingOutcome {
        sent.take(
            SentMessage(
                channel: .push, to: message.to.token, subject: message.title.rawValue, text: message.text, html: nil, headers: [],
                key: message.key))
    }
}

extension SingleExtensionPoint where Value == SentMessages {
    static var sentMessages: Self { Self("sent-messages", "the test shop") }
}

extension TestShop {
    /// The messages to an address, a number or a device, oldest first. Jobs send most of them: ``settle()`` runs those.
    public func messages(to recipient: String) -> [SentMessage] { mail.all.filter { $0.to == recipient } }
}
