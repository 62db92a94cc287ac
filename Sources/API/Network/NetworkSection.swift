import MartletCommerce
import MartletKernel

/// The `network:` section of the manifest: how the shop reaches services on other machines.
public struct NetworkSection: Plugin {
    public static let id: PluginID = "network"
    public static let summary = "How the shop reaches services on other machines."
    public static let placement = PluginPlacement.section

    public struct Settings: PluginSettings {
        public static let schema = SettingsSchema(
            .duration("connect_timeout", "How long a service may take to accept a connection.", default: "5s"),
            .integer("connections_per_host", "How many connections to one service are open at once.", in: 1...10_000, default: 64),
            .string(
                "ca_file", "A file in PEM with certificates of authorities that are trusted besides those of the system.", optional: true))
        let connectTimeout: SettingDuration
        let connectionsPerHost: Int
        let caFile: String?
    }

    private let settings: Settings

    public init(settings: Settings) throws {
        guard settings.connectTimeout.duration > .zero else { throw SettingsError("connect_timeout", "must be longer than nothing") }
        self.settings = settings
    }

    public func register(in registrar: inout Registrar) {
        let settings = settings
        registrar.provide(.httpClient) { resolver in HTTPClientTransport(settings: settings, time: resolver.environment.time) }
        registrar.provide(.httpTransport) { resolver in
            if let standIn = try resolver.optional(.httpTransportStandIn) { return standIn }
            return try resolver(.httpClient)
        }
        registrar.add(.lifecycle) { resolver in
            let client = try resolver(.httpClient)
            return LifecycleStep("network", start: { try client.open() }, stop: { await client.close() })
        }
    }
}

extension SingleExtensionPoint where Value == HTTPClientTransport {
    /// What really opens connections.
    static var httpClient: Self { Self("http-client", "the network: section") }
}

extension SingleExtensionPoint where Value == any HTTPTransport {
    /// What takes the network's place where it is filled, in tests and in a shop to try things out.
    public static var httpTransportStandIn: Self { Self("http-transport-stand-in", "what stands in for the network") }
}
