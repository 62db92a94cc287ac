import Foundation
import MartletCommerce
import MartletKernel
import X509

/// PayPal's wallet, and what else a buyer can choose at PayPal's page.
public struct PayPalPlugin: Plugin {
    public static let id: PluginID = "paypal"
    public static let summary = "Payments through PayPal: the wallet, and whatever its page offers."

    public struct Settings: PluginSettings {
        public static let schema = SettingsSchema(
            .string("client_id", "The client id of the REST app, which the buyer's page may have too."),
            .secret("client_secret", "The secret of the REST app."),
            .string("webhook_id", "The id that PayPal has given the webhook; its messages are signed for it."),
            .string("title", "What shoppers see.", default: "PayPal"),
            .choice(
                "verification", "Who checks the signature of a message: the shop itself, or PayPal, which is asked about each.",
                of: ["local", "paypal"], default: "local"),
            .string("webhook_roots", "A file with the certificates to trust, in PEM; those of the system if empty.", default: ""),
            .string(
                "endpoint", "Where PayPal's API is; https://api-m.sandbox.paypal.com takes no money.", default: "https://api-m.paypal.com"))
        let clientId: String
        let clientSecret: Secret
        let webhookId: String
        let title: String
        let verification: String
        let webhookRoots: String
        let endpoint: String
    }

    private let settings: Settings
    private let roots: CertificateStore

    public init(settings: Settings) throws {
        guard !settings.clientId.isEmpty else { throw SettingsError("client_id", "is empty") }
        guard !settings.webhookId.isEmpty, settings.webhookId.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else {
            throw SettingsError("webhook_id", "is no id of a webhook, which has letters and digits only")
        }
        guard !settings.title.isEmpty else { throw SettingsError("title", "is empty; shoppers would not know what they choose") }
        guard settings.endpoint.hasPrefix("https://") || settings.endpoint.hasPrefix("http://127.0.0.1") else {
            throw SettingsError("endpoint", "must begin with https://; http://127.0.0.1 is for a server on this machine")
        }
        if settings.webhookRoots.isEmpty {
            roots = .systemTrustRoots
        } else {
            guard let text = try? String(contentsOfFile: settings.webhookRoots, encoding: .utf8),
                let found = try? PayPalCertificate.read(text), !found.isEmpty
            else { throw SettingsError("webhook_roots", "is no file with certificates in PEM") }
            roots = CertificateStore(found)
        }
        self.settings = settings
    }

    public func register(in registrar: inout Registrar) {
        let (settings, roots) = (settings, roots)
        registrar.provide(.paymentProviders) { resolver in
            let client = PayPalClient(
                id: settings.clientId, secret: settings.clientSecret, endpoint: settings.endpoint, transport: try resolver(.httpTransport),
                time: resolver.environment.time)
            let signatures: any PayPalSignatures =
                settings.verification == "paypal"
                ? PayPalSignaturesAtPayPal(client: client, webhook: settings.webhookId)
                : PayPalSignaturesHere(
                    webhook: settings.webhookId, roots: roots, endpoint: settings.endpoint, transport: try resolver(.httpTransport),
                    time: resolver.environment.time)
            return PayPalProvider(title: settings.title, client: client, webhooks: PayPalWebhooks(signatures: signatures))
        }
    }
}
