import MartletCommerce

/// A message as it is handed to a sender.
public enum OutgoingMessage: Sendable, Equatable {
    case email(EmailMessage)
    case sms(SMSMessage)
    case push(PushMessage)

    public var channel: MessageChannel {
        switch self {
        case .email: .email
        case .sms: .sms
        case .push: .push
        }
    }

    /// What one message has in common with another attempt to send it.
    public var key: MessageKey {
        switch self {
        case .email(let message): message.key
        case .sms(let message): message.key
        case .push(let message): message.key
        }
    }

    /// As much of the address as a log may have.
    var maskedAddress: String {
        switch self {
        case .email(let message): message.to.masked
        case .sms(let message): message.to.masked
        case .push(let message): message.to.description
        }
    }
}

/// What became of a notice. Whatever may still change by trying again is an error instead.
public enum NoticeOutcome: Sendable, Equatable {
    /// A sender has taken it; the service's own name for it, if it gives one.
    case accepted(external: String?)
    /// A sender will never send it. Trying again does not help.
    case rejected(Rejection)
    /// A plugin has refused it at the hook ``MartletKernel/AsyncHook/sendingNotice``.
    case withheld(code: String)
}
