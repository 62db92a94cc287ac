import Logging
import MartletKernel
import ServiceLifecycle

/// The `server:` section of the manifest: where and how the API is served.
public struct ServerSection: Plugin {
    public static let id: PluginID = "server"
    public static let summary = "Where and how the API is served."
    public static let placement = PluginPlacement.section
    public static let requires: [PluginID] = ["database", "durable"]

    public struct Settings: PluginSettings {
        public static let schema = SettingsSchema(
            .string("host", "The address to listen on.", default: "127.0.0.1"),
            .integer("port", "The port to listen on; 0 takes a free one.", in: 0...65_535, default: 8_080),
            .boolean("development", "Whether errors tell everything. Never in production.", default: false),
            .boolean("request_log", "Whether each request is logged.", default: true),
            .strings("cors_origins", "Origins whose pages in a browser may use the API, such as https://shop.example.com; * for all."),
            .strings(
                "trusted_proxies", "Proxies that are believed whom they speak for: addresses, or ranges such as 10.0.0.0/8 and fd00::/8."),
            .choice(
                "proxy_header", "The header in which they say it.", of: TrustedProxies.Header.allCases.map(\.rawValue),
                default: TrustedProxies.Header.forwardedFor.rawValue),
            .integer("max_body_bytes", "How large a request's body may be.", in: 1_024...(1 << 30), default: 1 << 20),
            .integer("max_header_bytes", "How large a request's headers may be together.", in: 1_024...(1 << 20), default: 16_384),
            .integer("max_json_depth", "How deep a request's JSON may nest.", in: 2...256, default: 32),
            .integer(
                "max_connections", "How many connections are served at once. One more closes the one that has waited the longest.",
                in: 1...1_000_000, default: 10_000),
            .integer(
                "max_connections_per_address",
                "How many of them one address may have; no limit of its own unless given. Never behind a proxy.", in: 1...1_000_000,
                optional: true),
            .integer("cache_bytes", "How much memory answers that are ready may take; 0 keeps none.", in: 0...(1 << 36), default: 32 << 20),
            .duration("cache_age", "How old an answer may be when another process has changed the shop.", default: "1s"),
            .duration("idle_timeout", "How long a connection may take to send a whole head.", default: "60s"),
            .duration("body_timeout", "How long a client may take to send a whole body, or to take an answer.", default: "30s"))
        let host: String
        let port: Int
        let development: Bool
        let requestLog: Bool
        let corsOrigins: [String]
        let trustedProxies: [String]
        let proxyHeader: String
        let maxBodyBytes: Int
        let maxHeaderBytes: Int
        let maxJsonDepth: Int
        let maxConnections: Int
        let maxConnectionsPerAddress: Int?
        let cacheBytes: Int
        let cacheAge: SettingDuration
        let idleTimeout: SettingDuration
        let bodyTimeout: SettingDuration
    }

    private let settings: Settings
    private let proxies: TrustedProxies

    public init(settings: Settings) throws {
        self.settings = settings
        let ranges = try settings.trustedProxies.map { text in
            guard let range = AddressRange(text) else {
                throw SettingsError("trusted_proxies", "'\(text.prefix(60))' is no address, nor a range of them such as 10.0.0.0/8")
            }
            return range
        }
        proxies = TrustedProxies(ranges: ranges, header: TrustedProxies.Header(rawValue: settings.proxyHeader) ?? .forwardedFor)
    }

    public func register(in registrar: inout Registrar) {
        let (settings, proxies) = (settings, proxies)
        registrar.provide(.responder) { resolver in
            let endpoints = try resolver(.endpoints).flatMap { $0 } + [try resolver(.documents)].flatMap { $0 }
            return try Responder(
                endpoints: endpoints,
                services: EndpointServices(database: try resolver(.database), environment: resolver.environment),
                authenticator: try resolver(.authenticator),
                limits: Responder.Limits(bodyBytes: settings.maxBodyBytes, jsonDepth: settings.maxJsonDepth),
                development: settings.development, logsRequests: settings.requestLog,
                credentials: Responder.Credentials(
                    crossOrigin: CrossOrigin(settings.corsOrigins), proxies: proxies, isDevelopment: settings.development),
                answers: try resolver(.answerCache))
        }
        registrar.provide(.sessionCookies) { _ in SessionCookies(isDevelopment: settings.development) }
        registrar.provide(.serverMode) { _ in settings.development ? .development : .production }
        registrar.provide(.answerCache) { resolver in
            AnswerCache(maxAge: settings.cacheAge.duration, maxBytes: settings.cacheBytes, time: resolver.environment.time)
        }
        registrar.provide(.documents) { resolver in
            let store = try resolver(.store)
            return Documents.endpoints(
                for: try resolver(.endpoints).flatMap { $0 }, store: store, permissions: try resolver(.permissions))
        }
        registrar.add(.endpoints) { try Health.endpoints($0(.healthChecks)) }
        registrar.add(.endpoints) { PluginReport.endpoints($0.timings) }
        registrar.add(.endpoints) { _ in EventReport.endpoints }
        registrar.add(.endpoints) { _ in AuditRoutes.endpoints }
        registrar.add(.permissions, PermissionDeclaration(.systemRead, "see how the shop's plugins do", heldBy: [.manager]))
        registrar.add(.permissions, PermissionDeclaration(.eventsRead, "see events that have not arrived", heldBy: [.manager]))
        registrar.add(.permissions, PermissionDeclaration(.eventsWrite, "replay and discard parked events"))
        registrar.add(
            .permissions, PermissionDeclaration(.auditLogRead, "see who has changed what, when and from where", heldBy: [.manager]))
        registrar.provide(.httpService) { resolver in
            let logger = resolver.environment.logger
            let announce = try resolver.optional(.serverAnnouncement)
            return HTTPService(responder: try resolver(.responder), settings: settings, logger: logger) { address in
                let text = address.flatMap { address in address.ipAddress.map { "\($0):\(address.port ?? 0)" } } ?? settings.host
                logger.notice("serving", metadata: ["address": "\(text)"])
                announce?.announce(text)
            }
        }
        // Added last by the command, so that it stops first.
    }
}

/// What is told once the port is open.
public struct ServerAnnouncement: Sendable {
    /// Gets the address with its port.
    public let announce: @Sendable (String) -> Void

    public init(_ announce: @escaping @Sendable (String) -> Void) { self.announce = announce }
}

extension SingleExtensionPoint where Value == ServerAnnouncement {
    public static var serverAnnouncement: Self { Self("server-announcement", "what is told once the port is open") }
}

extension SingleExtensionPoint where Value == any Service {
    /// The HTTP server. It is no member of `.services`: it starts after them and stops before them.
    public static var httpService: Self { Self("http-service", "the server: section") }
}

extension SingleExtensionPoint where Value == SessionCookies {
    /// The cookies in which browsers keep sessions.
    package static var sessionCookies: Self { Self("session-cookies", "the server: section") }
}

extension SingleExtensionPoint where Value == [Endpoint] {
    /// The documents about all other endpoints.
    static var documents: Self { Self("documents", "the server: section") }
}
