import Crypto
import MartletCommerce
import MartletJSON
import MartletKernel

// region: plugin
struct AcmePayPlugin: Plugin {
    static let id: PluginID = "acme-pay"
    static let summary = "Cards, through Acme."

    struct Settings: PluginSettings {
        static let schema = SettingsSchema(
            .secret("key", "The secret key from Acme's dashboard."),
            .secret("webhook_secret", "What Acme signs its messages with."))
        let key: Secret
        let webhookSecret: Secret
    }

    private let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func register(in registrar: inout Registrar) {
        let settings = settings
        registrar.provide(.paymentProviders) { resolver in
            AcmePay(
                key: settings.key, webhookSecret: settings.webhookSecret, transport: try resolver(.httpTransport))
        }
    }
}
// endregion

// region: provider
struct AcmePay: PaymentProvider {
    let key: Secret
    let webhookSecret: Secret
    let transport: any HTTPTransport

    static let capabilities = PaymentCapabilities(
        title: "Card",
        features: [
            .capturesLater, .partialCapture, .multipleCaptures, .voids, .refunds, .partialRefunds, .multipleRefunds,
            .webhooks,
        ], currencies: [.eur, .usd])
    var capabilities: PaymentCapabilities { AcmePay.capabilities }

    func authorize(_ request: PaymentRequest) async -> PaymentOutcome {
        let amount = request.payment.amount
        return await put(
            "", of: request.payment,
            [
                "amount": .integer(amount.amount), "currency": .string(amount.currency.code),
                "capture": .bool(!request.payment.isCapturedLater), "card": .string(request.data["card"] ?? ""),
            ])
    }

    func capture(_ request: PaymentCapture) async -> PaymentOutcome {
        await put(
            "/captures/\(request.key)", of: request.payment,
            ["amount": .integer(request.amount.amount), "final": .bool(request.isFinal)])
    }

    func void(_ request: PaymentVoid) async -> PaymentOutcome { await put("/void", of: request.payment, [:]) }

    func refund(_ request: PaymentRefund) async -> PaymentOutcome {
        await put("/refunds/\(request.key)", of: request.payment, ["amount": .integer(request.amount.amount)])
    }

    func lookUp(_ payment: PaymentReference) async -> PaymentOutcome { await ask(.get, "", payment) }
}
// endregion

// region: outcomes
extension AcmePay {
    private func put(_ path: String, of payment: PaymentReference, _ body: JSONValue) async -> PaymentOutcome {
        await ask(.put, path, payment, body.jsonBytes)
    }

    /// Asks Acme. Whatever is not clearly a yes or a no is unknown.
    private func ask(
        _ method: HTTPTransportRequest.Method, _ path: String, _ payment: PaymentReference, _ body: [UInt8] = []
    ) async -> PaymentOutcome {
        var request = HTTPTransportRequest(method, "https://api.acme.example/v1/payments/\(payment.payment)\(path)", body: body)
        request.headers["Authorization"] = "Bearer \(key.reveal())"
        request.headers["Content-Type"] = "application/json"
        do {
            let answer = try await transport.send(request)
            guard let json = try? JSONValue.parse(answer.body) else { return .unknown }
            switch answer.status {
            case 200: return PaymentReport(acme: json).map { .succeeded($0) } ?? .unknown
            case 402: return .declined(Decline(.refused, message: json["message"]?.stringValue))
            case 404: return .declined(Decline(.notStarted))
            case 409: return .declined(Decline(.invalid, code: json["code"]?.stringValue))
            case 429: return .declined(Decline(.unavailable))
            default: return .unknown
            }
        } catch {
            return error.mayHaveArrived ? .unknown : .declined(Decline(.unavailable))
        }
    }
}

extension PaymentReport {
    /// Reads a payment of Acme's; `nil` for anything else.
    init?(acme json: JSONValue) {
        guard let id = json["id"]?.stringValue, let state = json["state"]?.stringValue,
            let amount = json["amount"]?.integerValue, let captured = json["captured"]?.integerValue,
            let currency = json["currency"]?.stringValue.flatMap({ try? Currency(code: $0) })
        else { return nil }
        let refunds = (json["refunds"]?.arrayValue ?? []).compactMap { refund -> RefundReport? in
            guard let key = refund["key"]?.stringValue, let amount = refund["amount"]?.integerValue else { return nil }
            return RefundReport(external: key, key: key, amount: amount, status: .succeeded)
        }
        self.init(
            external: id, amount: Money(amount, currency), authorized: state == "voided" ? captured : amount, captured: captured,
            isClosed: state != "authorized", refunds: refunds)
    }
}
// endregion

// region: webhooks
extension AcmePay {
    func parseWebhook(_ webhook: PaymentWebhook) async throws(WebhookRejection) -> [PaymentEvent] {
        // It compares in constant time.
        let key = SymmetricKey(data: Array(webhookSecret.reveal().utf8))
        guard let signature = [UInt8](hexadecimal: webhook.headers["Acme-Signature"] ?? ""),
            HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: webhook.body, using: key)
        else { throw .forged }
        guard let json = try? JSONValue.parse(webhook.body), let id = json["id"]?.stringValue,
            let payment = json["payment"]?["payment"]?.stringValue, let report = json["payment"].flatMap(PaymentReport.init(acme:))
        else { throw .unreadable("it is no event of Acme's") }
        let subject = PaymentEvent.Subject(payment: try? PaymentID(payment), external: report.external)
        return [PaymentEvent(id: id, kind: "payment", subject: subject, news: .outcome(.succeeded(report)))]
    }
}
// endregion
