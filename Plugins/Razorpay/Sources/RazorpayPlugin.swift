import MartletCommerce
import MartletKernel

/// Cards, UPI, net banking and wallets in India, and cards from elsewhere.
public struct RazorpayPlugin: Plugin {
    public static let id: PluginID = "razorpay"
    public static let summary = "Payments through Razorpay: UPI, cards, net banking, wallets."

    public struct Settings: PluginSettings {
        public static let schema = SettingsSchema(
            .string("key_id", "The key's name, which the buyer's page has too: rzp_…"),
            .secret("key_secret", "The key's secret."),
            .secret("webhook_secret", "What Razorpay signs its messages with; several, separated by commas, while it changes."),
            .string("title", "What shoppers see.", default: "UPI, card or net banking"),
            .boolean("instant_refunds", "Whether money is given back at once where that is possible, which costs a fee.", default: false),
            .string("endpoint", "Where Razorpay's API is.", default: "https://api.razorpay.com"))
        let keyId: String
        let keySecret: Secret
        let webhookSecret: Secret
        let title: String
        let instantRefunds: Bool
        let endpoint: String
    }

    private let settings: Settings
    private let webhookSecrets: [Secret]

    public init(settings: Settings) throws {
        guard settings.keyId.hasPrefix("rzp_") else {
            throw SettingsError("key_id", "is no key of Razorpay's, which begins with rzp_test_ or rzp_live_")
        }
        webhookSecrets = try settings.webhookSecret.reveal().split(separator: ",").map { try Secret($0.filter { $0 != " " }) }
        guard !webhookSecrets.isEmpty else { throw SettingsError("webhook_secret", "names no secret") }
        guard !settings.title.isEmpty else { throw SettingsError("title", "is empty; shoppers would not know what they choose") }
        guard settings.endpoint.hasPrefix("https://") || settings.endpoint.hasPrefix("http://127.0.0.1") else {
            throw SettingsError("endpoint", "must begin with https://; http://127.0.0.1 is for a server on this machine")
        }
        self.settings = settings
    }

    public func register(in registrar: inout Registrar) {
        let (settings, webhookSecrets) = (settings, webhookSecrets)
        registrar.provide(.paymentProviders) { resolver in
            RazorpayProvider(
                title: settings.title, areRefundsInstant: settings.instantRefunds,
                client: RazorpayClient(
                    keyID: settings.keyId, keySecret: settings.keySecret, endpoint: settings.endpoint,
                    transport: try resolver(.httpTransport)),
                webhooks: RazorpayWebhooks(secrets: webhookSecrets))
        }
    }
}
