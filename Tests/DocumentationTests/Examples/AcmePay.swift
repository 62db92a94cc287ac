import MartletCommerce
import MartletKernel

// region: plugin
struct AcmePayPlugin: Plugin {
    static let id: PluginID = "acme-pay"
    static let summary = "Cards, through Acme."

    struct Settings: PluginSettings {
        static let schema = SettingsSchema(.secret("key", "The secret key from Acme's dashboard."))
        let key: Secret
    }

    private let provider: AcmePay

    init(settings: Settings) { provider = AcmePay(client: AcmeClient(key: settings.key.reveal())) }

    func register(in registrar: inout Registrar) {
        let provider = provider
        registrar.provide(.paymentProviders) { _ in provider }
    }
}
// endregion

// region: provider
struct AcmePay: PaymentProvider {
    let client: AcmeClient
    let capabilities = PaymentCapabilities(title: "Card", currencies: [.eur, .usd])

    func authorize(_ request: PaymentRequest) async -> PaymentOutcome {
        await outcome {
            try await client.authorize(
                request.amount.amount, request.amount.currency.code, idempotencyKey: "\(request.payment)")
        }
    }

    func capture(_ reference: PaymentReference, amount: Money) async -> PaymentOutcome {
        await outcome { try await client.capture(idempotencyKey: "\(reference.payment)") }
    }

    func void(_ reference: PaymentReference) async -> PaymentOutcome {
        await outcome { try await client.void(idempotencyKey: "\(reference.payment)") }
    }

    func lookUp(_ reference: PaymentReference) async -> PaymentOutcome {
        await outcome {
            guard let charge = try await client.find(idempotencyKey: "\(reference.payment)") else {
                throw AcmeClient.Failure.declined("The payment did not reach Acme.")
            }
            return charge
        }
    }
}
// endregion

// region: outcomes
extension AcmePay {
    /// What Acme's answer means to the shop. Whatever is not clearly a yes or a no is unknown.
    private func outcome(_ call: () async throws -> AcmeClient.Charge) async -> PaymentOutcome {
        do {
            let charge = try await call()
            switch charge.state {
            case .authorized: return .authorized(external: charge.id)
            case .captured: return .captured(external: charge.id)
            case .voided: return .voided
            }
        } catch AcmeClient.Failure.declined(let reason) {
            return .declined(reason: reason)
        } catch {
            return .unknown
        }
    }
}
// endregion
