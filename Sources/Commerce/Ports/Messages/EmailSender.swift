import MartletKernel

/// Somebody who sends email: SMTP, or a service. See ``MessageSender`` for what holds for all senders.
///
/// The address that messages come from is a setting of the sender.
public protocol EmailSender: MessageSender {
    /// Hands a message to the service.
    func send(_ message: EmailMessage) async -> SendingOutcome
}

/// An email to one person.
public struct EmailMessage: Sendable, Equatable {
    /// Several attempts with one key are one message.
    public let key: MessageKey
    public var to: EmailAddress
    public var subject: SingleLine
    /// The whole text, with `\n` between its lines.
    public var text: String
    /// The same as a document of HTML, for who wants it; `nil` for text alone.
    public var html: String?
    /// Where an answer goes; `nil` for the address that the message comes from.
    public var replyTo: EmailAddress?
    /// What is said to machines, such as how to unsubscribe. The sender adds what delivery needs.
    public var headers: [EmailHeader]

    public init(
        key: MessageKey, to: EmailAddress, subject: SingleLine, text: String, html: String? = nil, replyTo: EmailAddress? = nil,
        headers: [EmailHeader] = []
    ) {
        self.key = key
        self.to = to
        self.subject = subject
        self.text = text
        self.html = html
        self.replyTo = replyTo
        self.headers = headers
    }
}

extension NamedExtensionPoint where Value == any EmailSender {
    /// Senders of email by the id of their plugin.
    public static var emailSenders: Self { Self("email-senders", "a sender of email") }
}
