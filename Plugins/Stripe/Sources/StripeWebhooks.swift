import Crypto
import Foundation
import MartletCommerce
import MartletKernel

/// Reads Stripe's messages: the signature first (https://docs.stripe.com/webhooks#verify-manually), then the event.
struct StripeWebhooks: Sendable {
    /// Several while one takes the other's place.
    let secrets: [Secret]

    /// How far a signature's time may be from now.
    private static let tolerance: Duration = .seconds(300)

    func read(_ webhook: PaymentWebhook, publishableKey: String) throws(WebhookRejection) -> PaymentEvent {
        try verify(webhook)
        guard let json = try? JSONValue.parse(webhook.body), let id = json["id"]?.stringValue, let kind = json["type"]?.stringValue,
            let object = json["data"]?["object"]
        else { throw .unreadable("it is no event of Stripe's") }
        return event(id, kind, object, publishableKey)
    }

    private func verify(_ webhook: PaymentWebhook) throws(WebhookRejection) {
        let parts = (webhook.headers["Stripe-Signature"] ?? "").split(separator: ",").map { part in
            part.split(separator: "=", maxSplits: 1).map { $0.filter { $0 != " " } }
        }
        guard let time = parts.first(where: { $0.first == "t" && $0.count == 2 }).flatMap({ Int64($0[1]) }) else { throw .forged }
        let signatures = parts.filter { $0.first == "v1" && $0.count == 2 }.compactMap { [UInt8](hexadecimal: $0[1]) }
        let signed = Array("\(time).".utf8) + webhook.body
        let isGenuine = secrets.contains { secret in
            let key = SymmetricKey(data: Data(secret.reveal().utf8))
            // Compared in constant time.
            return signatures.contains { HMAC<SHA256>.isValidAuthenticationCode($0, authenticating: signed, using: key) }
        }
        guard isGenuine else { throw .forged }
        let (age, overflows) = (webhook.receivedAt.milliseconds / 1_000).subtractingReportingOverflow(time)
        guard !overflows, age.magnitude <= StripeWebhooks.tolerance.components.seconds.magnitude else { throw .stale }
    }

    private func event(_ id: String, _ kind: String, _ object: JSONValue, _ publishableKey: String) -> PaymentEvent {
        let irrelevant = PaymentEvent.irrelevant(id: id, kind: kind)
        switch object["object"]?.stringValue {
        case "payment_intent":
            guard let intent = StripeIntent(object) else { return irrelevant }
            // The message does not say what the card is that is saved.
            let news = intent.isSaving ? PaymentEvent.News.changed : .outcome(intent.outcome(publishableKey: publishableKey))
            return PaymentEvent(id: id, kind: kind, subject: .init(payment: intent.payment, external: intent.id), news: news)
        case "refund":
            guard let refund = RefundReport(stripe: object), let intent = object["payment_intent"]?.stringValue else { return irrelevant }
            return PaymentEvent(id: id, kind: kind, subject: .init(payment: nil, external: intent), news: .refund(refund))
        case "charge":
            guard let intent = object["payment_intent"]?.stringValue else { return irrelevant }
            // A charge does not name each of its refunds.
            return PaymentEvent(id: id, kind: kind, subject: .init(payment: nil, external: intent), news: .changed)
        case "dispute":
            guard let dispute = DisputeReport(stripe: object), let intent = object["payment_intent"]?.stringValue else { return irrelevant }
            return PaymentEvent(id: id, kind: kind, subject: .init(payment: nil, external: intent), news: .dispute(dispute))
        default: return irrelevant
        }
    }
}

extension DisputeReport {
    /// Reads a dispute (https://docs.stripe.com/api/disputes/object); `nil` for what is none.
    init?(stripe json: JSONValue) {
        guard let id = json["id"]?.stringValue, let amount = json["amount"]?.integerValue,
            let currency = json["currency"]?.stringValue.flatMap({ try? Currency(code: $0.uppercased()) }),
            let money = StripeAmount.decode(amount, currency)
        else { return nil }
        let status: Status =
            switch json["status"]?.stringValue {
            case "won", "warning_closed", "prevented": .won
            case "lost": .lost
            case "needs_response", "under_review": .open
            default: .inquiry
            }
        let due = json["evidence_details"]?["due_by"]?.integerValue
        self.init(
            external: id, amount: money, status: status, reason: json["reason"]?.stringValue,
            respondBy: due.map { Timestamp(milliseconds: $0 * 1_000) })
    }
}
