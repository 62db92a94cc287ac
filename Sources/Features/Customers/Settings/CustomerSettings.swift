import MartletCommerce
import MartletDatabase
import MartletKernel
import MartletNotifications

/// What a customer wants to hear of, and over which channel.
struct Preference: Hashable, Sendable {
    let channel: MessageChannel
    let topic: NoticeTopic
    var isWanted: Bool
}

/// That a customer has agreed to advertisements, or does so no more. Each is kept, so that a shop can show when and how it came about
/// (GDPR, article 7, 1).
struct Consent: Sendable {
    let isGiven: Bool
    let at: Timestamp
    /// Where it was said: `settings`, `checkout`, `newsletter`.
    let source: String
}

/// What a customer has settled. What they have said nothing about they hear of, but for advertisements.
struct CustomerSettings: Sendable {
    var preferences: [Preference]
    /// What they have said last of advertisements; `nil` who has said nothing.
    var consent: Consent?

    /// Whether a notice about a topic may go to the customer.
    func allows(_ topic: NoticeTopic, over channel: MessageChannel) -> Bool {
        guard topic != .account else { return true }
        if topic == .marketing, consent?.isGiven != true { return false }
        return preferences.first { $0.topic == topic && $0.channel == channel }?.isWanted ?? true
    }
}
