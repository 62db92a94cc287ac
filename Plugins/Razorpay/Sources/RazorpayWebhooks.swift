import Crypto
import Foundation
import MartletCommerce
import MartletKernel

/// Reads Razorpay's messages: the signature first (https://razorpay.com/docs/webhooks/validate-test), then the event.
///
/// The signature has no time, so an old message cannot be told from a new one. It changes nothing a second time.
struct RazorpayWebhooks: Sendable {
    /// Several while one takes the other's place.
    let secrets: [Secret]

    func read(_ webhook: PaymentWebhook) throws(WebhookRejection) -> PaymentEvent {
        guard let signature = webhook.headers["X-Razorpay-Signature"].flatMap({ [UInt8](hexadecimal: $0) }),
            secrets.contains(where: { secret in
                let key = SymmetricKey(data: Data(secret.reveal().utf8))
                // Compared in constant time.
                return HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: webhook.body, using: key)
            })
        else { throw .forged }
        guard let json = try? JSONValue.parse(webhook.body), let kind = json["event"]?.stringValue else {
            throw .unreadable("it is no event of Razorpay's")
        }
        // The header with the event's name is not signed. The same bytes are the same message.
        return event(Array(SHA256.hash(data: webhook.body)).hexadecimal, kind, json["payload"] ?? .null)
    }

    private func event(_ id: String, _ kind: String, _ payload: JSONValue) -> PaymentEvent {
        let entity = payload["payment"]?["entity"]
        guard let entity, let payment = RazorpayPayment(entity), let order = payment.order else {
            return .irrelevant(id: id, kind: kind)
        }
        let subject = PaymentEvent.Subject(payment: nil, external: order)
        if let dispute = payload["dispute"]?["entity"].flatMap({ DisputeReport(razorpay: $0, kind) }) {
            return PaymentEvent(id: id, kind: kind, subject: subject, news: .dispute(dispute))
        }
        if let refund = payload["refund"]?["entity"].flatMap({ RefundReport(razorpay: $0) }) {
            return PaymentEvent(id: id, kind: kind, subject: subject, news: .refund(refund))
        }
        // An attempt that has failed says nothing about the next one.
        guard let report = payment.report(order: order) else { return .irrelevant(id: id, kind: kind) }
        return PaymentEvent(id: id, kind: kind, subject: subject, news: .outcome(.succeeded(report)))
    }
}

extension DisputeReport {
    /// Reads a dispute; `nil` for what is none.
    init?(razorpay json: JSONValue, _ kind: String) {
        guard let id = json["id"]?.stringValue, let amount = Money(razorpay: json) else { return nil }
        let status: Status =
            switch kind {
            case "payment.dispute.won": .won
            case "payment.dispute.lost": .lost
            // Razorpay holds the money back from some phases on, and says how much.
            default: json["amount_deducted"]?.integerValue ?? 0 > 0 ? .open : .inquiry
            }
        self.init(
            external: id, amount: amount, status: status, reason: json["reason_code"]?.stringValue,
            respondBy: json["respond_by"]?.integerValue.map { Timestamp(milliseconds: $0 * 1_000) })
    }
}
