import MartletKernel

/// Somebody who sends text messages to telephones. See ``MessageSender`` for what holds for all senders.
public protocol SMSSender: MessageSender {
    /// Hands a message to the service.
    func send(_ message: SMSMessage) async -> SendingOutcome
}

/// A text message to one telephone.
public struct SMSMessage: Sendable, Equatable {
    /// Several attempts with one key are one message.
    public let key: MessageKey
    public var to: PhoneNumber
    /// The whole text. Networks send long ones in parts, and charge for each.
    public var text: String

    public init(key: MessageKey, to: PhoneNumber, text: String) {
        self.key = key
        self.to = to
        self.text = text
    }
}

extension NamedExtensionPoint where Value == any SMSSender {
    /// Senders of text messages by the id of their plugin.
    public static var smsSenders: Self { Self("sms-senders", "a sender of text messages") }
}
