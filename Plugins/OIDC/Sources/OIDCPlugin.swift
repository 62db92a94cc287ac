import Foundation
import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletIdentity
import MartletKernel

/// Sign-in by way of another service: any provider of OpenID Connect.
public struct OIDCPlugin: Plugin {
    public static let id: PluginID = "oidc"
    public static let summary = "Sign-in by way of a provider of OpenID Connect."
    public static let requires: [PluginID] = ["identity"]

    public struct Settings: PluginSettings {
        public static let schema = SettingsSchema(
            .string("issuer", "The provider's address, as its tokens name it: https://accounts.example.com."),
            .string("client_id", "What the provider knows the shop by."),
            .secret("client_secret", "What the shop shows the provider; none where the provider gave none.", optional: true),
            .string("scopes", "What the provider is asked for; openid and email among it.", default: "openid email profile"),
            .string("redirect_url", "The page of the storefront that the provider sends customers back to.", optional: true),
            .string("staff_redirect_url", "The page of the back office that it sends staff back to.", optional: true))
        let issuer: String
        let clientId: String
        let clientSecret: Secret?
        let scopes: String
        let redirectUrl: String?
        let staffRedirectUrl: String?
    }

    private let client: OIDCClient
    private let pages: [(kind: Account.Kind, redirectURL: String)]

    public init(settings: Settings) throws {
        guard OIDCPlugin.isAddress(settings.issuer), !settings.issuer.contains("?"), !settings.issuer.contains("#") else {
            throw SettingsError("issuer", "is no address such as https://accounts.example.com; http: is for this machine alone")
        }
        guard !settings.clientId.isEmpty else {
            throw SettingsError("client_id", "is empty; the provider shows it when a client is registered")
        }
        let scopes = settings.scopes.split(separator: " ").map(String.init)
        guard scopes.contains("openid"), scopes.contains("email") else {
            throw SettingsError("scopes", "lacks openid or email, without which nobody can be told apart")
        }
        for (key, url) in [("redirect_url", settings.redirectUrl), ("staff_redirect_url", settings.staffRedirectUrl)] {
            guard let url, !OIDCPlugin.isAddress(url) || url.contains("#") else { continue }
            throw SettingsError(key, "is no address such as https://shop.example.com/signed-in; http: is for this machine alone")
        }
        pages = [(Account.Kind.customer, settings.redirectUrl), (.staff, settings.staffRedirectUrl)].compactMap { kind, url in
            url.map { (kind, $0) }
        }
        guard !pages.isEmpty else {
            throw SettingsError("redirect_url", "is missing, and so is staff_redirect_url: nobody could sign in")
        }
        client = OIDCClient(issuer: settings.issuer, id: settings.clientId, secret: settings.clientSecret, scopes: scopes)
    }

    /// An address of the web that is safe from listeners: over TLS, or on this machine.
    static func isAddress(_ text: String) -> Bool {
        guard let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty, parts.user == nil else { return false }
        return parts.scheme == "https" || parts.scheme == "http" && ["127.0.0.1", "localhost", "[::1]", "::1"].contains(host)
    }

    public func register(in registrar: inout Registrar) {
        let (client, pages) = (client, pages)
        for migration in Migration.oidc { registrar.add(.migrations, migration) }
        registrar.provide(.oidcProvider) { OIDCProvider(client: client, transport: try $0(.httpTransport), environment: $0.environment) }
        registrar.add(.endpoints) { resolver in
            let signIns = OIDCSignIns(
                client: client, provider: try resolver(.oidcProvider), signIns: try resolver(.signIns), accounts: try resolver(.accounts),
                database: try resolver(.database), environment: resolver.environment)
            return pages.flatMap { OIDCRoutes(kind: $0.kind, redirectURL: $0.redirectURL, signIns: signIns).endpoints }
        }
        registrar.add(.personalData) { _ in OIDCIdentity.personalData }
        registrar.add(.schedules) { resolver in
            let (database, time) = (try resolver(.database), resolver.environment.time)
            return Schedule("oidc.purge", every: .seconds(3_600)) {
                let now = time.now
                while try await database.write({ try OIDCStore.purge(1_000, before: now, in: $0) }) > 0 {}
            }
        }
    }
}

extension SingleExtensionPoint where Value == OIDCProvider {
    static var oidcProvider: Self { Self("oidc-provider", "the oidc plugin") }
}
