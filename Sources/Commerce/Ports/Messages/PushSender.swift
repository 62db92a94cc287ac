import MartletKernel

/// Somebody who shows notifications on devices: FCM, Web Push. See ``MessageSender`` for what holds for all senders.
///
/// A device is known to one service alone, so a message goes to the sender that its ``PushDevice`` names.
public protocol PushSender: MessageSender {
    /// Hands a message to the service. A device that is gone is a ``Rejection/recipient(_:)``.
    func send(_ message: PushMessage) async -> SendingOutcome
}

/// A device that takes notifications.
public struct PushDevice: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// The id of the plugin whose service knows the device.
    public let sender: PluginID
    /// The service's own name for it. Who has it may send to the device, so it is never shown.
    public let token: String

    public init(sender: PluginID, token: String) {
        self.sender = sender
        self.token = token
    }

    public var description: String { "a device of \(sender)" }
    public var customMirror: Mirror { Mirror(self, children: ["sender": sender]) }
}

/// A notification on one device.
public struct PushMessage: Sendable, Equatable {
    /// Several attempts with one key are one message.
    public let key: MessageKey
    public var to: PushDevice
    public var title: SingleLine
    public var text: String

    public init(key: MessageKey, to: PushDevice, title: SingleLine, text: String) {
        self.key = key
        self.to = to
        self.title = title
        self.text = text
    }
}

extension NamedExtensionPoint where Value == any PushSender {
    /// Senders of notifications by the id of their plugin.
    public static var pushSenders: Self { Self("push-senders", "a sender of push notifications") }
}
