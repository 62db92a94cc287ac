import MartletCommerce

/// Whom a notice goes to, and in which language. The address decides the channel.
public struct Recipient: Sendable, Hashable {
    /// Where somebody is reached.
    public enum Address: Sendable, Hashable {
        case email(EmailAddress)
        case phone(PhoneNumber)
        case device(PushDevice)
    }

    public let address: Address
    /// What they read best; `nil` for the shop's own language.
    public let language: LanguageTag?

    public init(_ address: Address, language: LanguageTag? = nil) {
        self.address = address
        self.language = language
    }

    /// By email.
    public static func email(_ address: EmailAddress, language: LanguageTag? = nil) -> Recipient {
        Recipient(.email(address), language: language)
    }

    /// By text message.
    public static func phone(_ number: PhoneNumber, language: LanguageTag? = nil) -> Recipient {
        Recipient(.phone(number), language: language)
    }

    /// By a notification on a device.
    public static func device(_ device: PushDevice, language: LanguageTag? = nil) -> Recipient {
        Recipient(.device(device), language: language)
    }

    /// The channel that the address belongs to.
    public var channel: MessageChannel {
        switch address {
        case .email: .email
        case .phone: .sms
        case .device: .push
        }
    }
}

/// A way for messages to reach people.
public enum MessageChannel: String, Sendable, CaseIterable, CustomStringConvertible {
    case email, sms, push

    public var description: String { rawValue }

    /// How it is spoken of.
    var title: String {
        switch self {
        case .email: "email"
        case .sms: "text messages"
        case .push: "push notifications"
        }
    }
}
