import MartletCommerce
import MartletKernel

/// A payment provider that answers as the manifest says.
struct ScriptedPaymentsPlugin: Plugin {
    static let id: PluginID = "scripted-payments"
    static let summary = "Answers as it is told."

    struct Settings: PluginSettings {
        static let words = ["authorized", "captured", "declined", "unknown"]
        static let schema = SettingsSchema(
            .choice("authorize", "What to answer when money is to be taken.", of: words, default: "authorized"),
            .choice("look_up", "What to answer when somebody asks what became of it.", of: words, default: "unknown"))
        let authorize: String
        let lookUp: String
    }

    private let provider: ScriptedProvider

    init(settings: Settings) {
        provider = ScriptedProvider(authorizing: settings.authorize, lookingUp: settings.lookUp)
    }

    func register(in registrar: inout Registrar) {
        let provider = provider
        registrar.provide(.paymentProviders) { _ in provider }
    }
}

private struct ScriptedProvider: PaymentProvider {
    let capabilities = PaymentCapabilities(title: "Scripted", features: [.capturesLater, .voids, .refunds, .savedMethods])
    let authorizing: String
    let lookingUp: String

    func authorize(_ request: PaymentRequest) async -> PaymentOutcome { outcome(authorizing, request.payment) }
    func capture(_ request: PaymentCapture) async -> PaymentOutcome { outcome("captured", request.payment) }
    func void(_ request: PaymentVoid) async -> PaymentOutcome { .succeeded(.voided(request.payment.amount, external: nil)) }
    func lookUp(_ payment: PaymentReference) async -> PaymentOutcome { outcome(lookingUp, payment) }

    func refund(_ request: PaymentRefund) async -> PaymentOutcome {
        let refund = RefundReport(external: request.key, key: request.key, amount: request.amount.amount, status: .succeeded)
        let amount = request.payment.amount
        return .succeeded(
            PaymentReport(
                external: nil, amount: amount, authorized: amount.amount, captured: amount.amount, isClosed: true, refunds: [refund]))
    }

    /// Asks for a second step, and saves.
    func save(_ request: MethodRequest) async -> MethodOutcome {
        guard let external = request.external else { return .requiresAction(ClientAction(external: request.key)) }
        return .saved(SavedMethodToken(token: external, customer: nil, label: "Scripted"))
    }

    /// Takes every message, and names it as it names itself.
    func parseWebhook(_ webhook: PaymentWebhook) async throws(WebhookRejection) -> [PaymentEvent] {
        [.irrelevant(id: webhook.headers["Scripted-ID"] ?? "1", kind: "greeting")]
    }

    private func outcome(_ word: String, _ payment: PaymentReference) -> PaymentOutcome {
        switch word {
        case "authorized": .succeeded(.authorized(payment.amount, external: nil))
        case "captured": .succeeded(.captured(payment.amount, external: nil))
        case "declined": .declined(Decline(.refused, message: "The card was declined."))
        default: .unknown
        }
    }
}
