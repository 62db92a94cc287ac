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
    let capabilities = PaymentCapabilities(title: "Scripted")
    let authorizing: String
    let lookingUp: String

    func authorize(_ request: PaymentRequest) async -> PaymentOutcome { outcome(authorizing) }
    func capture(_ reference: PaymentReference, amount: Money) async -> PaymentOutcome { .captured(external: nil) }
    func void(_ reference: PaymentReference) async -> PaymentOutcome { .voided }
    func lookUp(_ reference: PaymentReference) async -> PaymentOutcome { outcome(lookingUp) }

    private func outcome(_ word: String) -> PaymentOutcome {
        switch word {
        case "authorized": .authorized(external: nil)
        case "captured": .captured(external: nil)
        case "declined": .declined(reason: "The card was declined.")
        default: .unknown
        }
    }
}
