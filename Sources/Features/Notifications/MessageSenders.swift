import MartletCommerce
import MartletKernel

/// The senders that are on, one a channel; of push, one a service.
struct MessageSenders: Sendable {
    /// A sender with the plugin that provides it.
    struct Named<Sender: Sendable>: Sendable {
        let id: String
        let sender: Sender
    }

    /// A message and who takes it.
    struct Route: Sendable {
        let id: String
        let send: @Sendable () async -> SendingOutcome
    }

    let email: Named<any EmailSender>?
    let sms: Named<any SMSSender>?
    /// Takes what goes to devices of a sender that is not on.
    let pushStandIn: Named<any PushSender>?
    let push: [String: any PushSender]

    /// - Parameter chosen: What the manifest names, by channel.
    init(
        email: [String: any EmailSender], sms: [String: any SMSSender], push: [String: any PushSender], chosen: [MessageChannel: String]
    ) throws(NotificationError) {
        self.email = try MessageSenders.choose(.email, of: email.mapValues { ($0, $0.isStandIn) }, chosen[.email])
        self.sms = try MessageSenders.choose(.sms, of: sms.mapValues { ($0, $0.isStandIn) }, chosen[.sms])
        // A device belongs to one service, so only what stands in for all has to be chosen.
        let candidates = chosen[.push] == nil ? push.filter { $0.value.isStandIn } : push
        pushStandIn = try MessageSenders.choose(.push, of: candidates.mapValues { ($0, $0.isStandIn) }, chosen[.push])
        self.push = push.filter { !$0.value.isStandIn }
    }

    /// The one that is named; the only one; the only one that does not stand in for others.
    private static func choose<Sender>(
        _ channel: MessageChannel, of senders: [String: (sender: Sender, isStandIn: Bool)], _ name: String?
    ) throws(NotificationError) -> Named<Sender>? {
        if let name {
            guard let found = senders[name] else {
                throw .unknownSender(channel, name: name, known: senders.keys.sorted())
            }
            return Named(id: name, sender: found.sender)
        }
        let real = senders.filter { !$0.value.isStandIn }
        let candidates = real.isEmpty ? senders : real
        guard candidates.count <= 1 else { throw .severalSenders(channel, candidates.keys.sorted()) }
        return candidates.first.map { Named(id: $0.key, sender: $0.value.sender) }
    }

    /// Whether anything sends over a channel.
    func serves(_ channel: MessageChannel) -> Bool {
        switch channel {
        case .email: email != nil
        case .sms: sms != nil
        case .push: pushStandIn != nil || !push.isEmpty
        }
    }

    /// Who takes a message.
    func sender(of message: OutgoingMessage) throws(NotificationError) -> Route {
        switch message {
        case .email(let message):
            guard let email else { throw .noSender(.email) }
            return Route(id: email.id) { await email.sender.send(message) }
        case .sms(let message):
            guard let sms else { throw .noSender(.sms) }
            return Route(id: sms.id) { await sms.sender.send(message) }
        case .push(let message):
            if let own = push[message.to.sender.rawValue] { return Route(id: message.to.sender.rawValue) { await own.send(message) } }
            guard let pushStandIn else { throw push.isEmpty ? .noSender(.push) : .unknownDevice(sender: message.to.sender) }
            return Route(id: pushStandIn.id) { await pushStandIn.sender.send(message) }
        }
    }
}
