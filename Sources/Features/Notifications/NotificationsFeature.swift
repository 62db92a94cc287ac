import MartletAPI
import MartletCommerce
import MartletKernel

/// Messages to people: texts, languages, and who sends them.
public struct NotificationsFeature: Plugin {
    public static let id: PluginID = "notifications"
    public static let summary = "Messages to people by email, text message and push, in their language."
    public static let placement = PluginPlacement.feature

    public struct Settings: PluginSettings {
        public static let schema = SettingsSchema(
            .string("email", "The plugin that sends email, where several are on.", optional: true),
            .string("sms", "The plugin that sends text messages, where several are on.", optional: true),
            .string("push", "The plugin that takes notifications for devices of no other plugin.", optional: true),
            .string("reply_to", "The address that answers to email go to; the one that it comes from unless given.", optional: true),
            .string("templates", "A folder with texts of the shop's own: NOTICE.LANGUAGE.CHANNEL.txt.", optional: true),
            .duration("timeout", "How long a sender may take over one message; then it is tried again.", default: "20s"))
        let email: String?
        let sms: String?
        let push: String?
        let replyTo: String?
        let templates: String?
        let timeout: SettingDuration
    }

    private let settings: Settings
    private let replyTo: EmailAddress?

    public init(settings: Settings) throws {
        self.settings = settings
        replyTo = try settings.replyTo.map { text in
            guard let address = EmailAddress(text) else { throw SettingsError("reply_to", "is no email address such as help@example.com") }
            return address
        }
        guard settings.timeout.duration > .zero else { throw SettingsError("timeout", "must be longer than nothing") }
    }

    public func register(in registrar: inout Registrar) {
        let (settings, replyTo) = (settings, replyTo)
        let chosen: [MessageChannel: String?] = [.email: settings.email, .sms: settings.sms, .push: settings.push]
        registrar.provide(.messageSenders) { resolver in
            try MessageSenders(
                email: try resolver(.emailSenders), sms: try resolver(.smsSenders), push: try resolver(.pushSenders),
                chosen: chosen.compactMapValues { $0 })
        }
        registrar.provide(.noticeCatalog) { resolver in
            try NoticeCatalog(
                try resolver.contributed(.noticeTemplates), overrides: try settings.templates.map(NoticeOverride.all) ?? [],
                store: try resolver(.store))
        }
        registrar.provide(.notifier) { resolver in
            Notifier(
                catalog: try resolver(.noticeCatalog), senders: try resolver(.messageSenders), hook: try resolver(.sendingNotice),
                environment: resolver.environment, timings: resolver.timings, timeout: settings.timeout.duration, replyTo: replyTo)
        }
        registrar.add(.warnings) { resolver in
            let lack = NotificationsFeature.lack(try resolver(.noticeCatalog), try resolver(.messageSenders))
            return lack.map { [CompositionWarning(place: "features.notifications", message: $0)] } ?? []
        }
        registrar.add(.healthChecks) { resolver in
            let lack = NotificationsFeature.lack(try resolver(.noticeCatalog), try resolver(.messageSenders))
            return HealthCheck("messages") { lack.map { .degraded($0) } ?? .healthy }
        }
    }

    /// What to say of a shop that has email to send and nobody who sends it; `nil` where all is well.
    ///
    /// Text messages and push are for people who have given a number or a device; an address for email has everybody.
    private static func lack(_ catalog: NoticeCatalog, _ senders: MessageSenders) -> String? {
        guard let names = catalog.channels[.email]?.sorted(), !senders.serves(.email) else { return nil }
        let shown = names.prefix(3).map(\.rawValue).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
        return "Nothing sends email, so \(shown) cannot be sent: enable a plugin that does, or dev-mailbox in development."
    }
}

extension SingleExtensionPoint where Value == MessageSenders {
    /// The senders that are on.
    static var messageSenders: Self { Self("message-senders", "the notifications feature") }
}

extension SingleExtensionPoint where Value == NoticeCatalog {
    /// The texts of all notices.
    static var noticeCatalog: Self { Self("notice-catalog", "the notifications feature") }
}
