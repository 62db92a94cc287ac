import MartletCommerce
import MartletKernel

/// Cards and everything else that Stripe takes.
public struct StripePlugin: Plugin {
    public static let id: PluginID = "stripe"
    public static let summary = "Payments through Stripe: cards, wallets, bank debits."

    public struct Settings: PluginSettings {
        public static let schema = SettingsSchema(
            .secret("secret_key", "The secret or restricted key of the account: sk_…, rk_…"),
            .string("publishable_key", "The key for the buyer's page: pk_…"),
            .secret("webhook_secret", "What Stripe signs its messages with: whsec_…; several, separated by commas, while it changes."),
            .string("title", "What shoppers see.", default: "Card"),
            .boolean("multicapture", "Whether Stripe lets the account take a promise in several parts.", default: false),
            .string("api_version", "The version of Stripe's API that is spoken.", default: StripeClient.version),
            .string("endpoint", "Where Stripe's API is.", default: "https://api.stripe.com"))
        let secretKey: Secret
        let publishableKey: String
        let webhookSecret: Secret
        let title: String
        let multicapture: Bool
        let apiVersion: String
        let endpoint: String
    }

    private let settings: Settings
    private let webhooks: StripeWebhooks

    public init(settings: Settings) throws {
        let key = settings.secretKey.reveal()
        guard ["sk_", "rk_"].contains(where: key.hasPrefix) else {
            throw SettingsError("secret_key", "is no secret key of Stripe's, which begins with sk_ or rk_")
        }
        guard settings.publishableKey.hasPrefix("pk_") else {
            throw SettingsError("publishable_key", "is no publishable key of Stripe's, which begins with pk_")
        }
        guard key.contains("_live_") == settings.publishableKey.contains("_live_") else {
            throw SettingsError("publishable_key", "is for another mode than secret_key: one is live, and one a test")
        }
        let secrets = settings.webhookSecret.reveal().split(separator: ",").map { $0.filter { $0 != " " } }
        guard !secrets.isEmpty, secrets.allSatisfy({ $0.hasPrefix("whsec_") && $0.count > 6 }) else {
            throw SettingsError("webhook_secret", "is no signing secret of Stripe's, which begins with whsec_")
        }
        guard !settings.title.isEmpty else { throw SettingsError("title", "is empty; shoppers would not know what they choose") }
        guard settings.endpoint.hasPrefix("https://") || settings.endpoint.hasPrefix("http://127.0.0.1") else {
            throw SettingsError("endpoint", "must begin with https://; http://127.0.0.1 is for a server on this machine")
        }
        webhooks = StripeWebhooks(secrets: try secrets.map { try Secret($0) })
        self.settings = settings
    }

    public func register(in registrar: inout Registrar) {
        let (settings, webhooks) = (settings, webhooks)
        registrar.provide(.paymentProviders) { resolver in
            StripeProvider(
                title: settings.title, publishableKey: settings.publishableKey, isMulticapture: settings.multicapture,
                client: StripeClient(
                    key: settings.secretKey, version: settings.apiVersion, endpoint: settings.endpoint,
                    transport: try resolver(.httpTransport)),
                webhooks: webhooks)
        }
    }
}
