import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletKernel
import MartletNotifications

/// Keeps messages for developers to look at, and sends none.
public struct DevMailboxPlugin: Plugin {
    public static let id: PluginID = "dev-mailbox"
    public static let summary = "Keeps messages for developers to look at, at /dev/mail, and sends none. For development only."
    public static let requires: [PluginID] = ["notifications"]

    public struct Settings: PluginSettings {
        public static let schema = SettingsSchema(
            .integer("keep", "How many messages are kept; older ones go.", in: 1...10_000, default: 200),
            .boolean("remote", "Whether other machines may look at /dev/mail, and not this one alone.", default: false))
        let keep: Int
        let remote: Bool
    }

    private let settings: Settings

    public init(settings: Settings) { self.settings = settings }

    public func register(in registrar: inout Registrar) {
        let settings = settings
        for migration in DevMailbox.migrations { registrar.add(.migrations, migration) }
        registrar.provide(.emailSenders) { try DevMailboxPlugin.mailbox(settings, $0) }
        registrar.provide(.smsSenders) { try DevMailboxPlugin.mailbox(settings, $0) }
        registrar.provide(.pushSenders) { try DevMailboxPlugin.mailbox(settings, $0) }
        registrar.provide(.mailbox) { try DevMailboxPlugin.mailbox(settings, $0) }
        registrar.add(.personalData) { _ in KeptMessageStore.personalData }
        registrar.add(.endpoints) { resolver in
            MailboxRoutes(
                mailbox: try DevMailboxPlugin.mailbox(settings, resolver), store: try resolver(.store), isOpenToAll: settings.remote
            ).endpoints
        }
    }

    /// The mailbox, in a shop that is being made; an error in one that is open to people.
    private static func mailbox(_ settings: Settings, _ resolver: Resolver) throws -> DevMailbox {
        guard try resolver(.serverMode) == .development else { throw OpenToPeople() }
        return DevMailbox(database: try resolver(.database), environment: resolver.environment, capacity: settings.keep)
    }

    /// The mailbox is on in a shop that is open to people.
    struct OpenToPeople: Error, CustomStringConvertible {
        let description = """
            plugins.dev-mailbox: it shows every message, with the links and codes in it, and sends none, so it is for development: enable a \
            plugin that sends in its place, or say server: { development: true } in a shop that nobody else reaches.
            """
    }
}
