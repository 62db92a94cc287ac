import MartletCommerce
import MartletKernel

/// Reads PayPal's messages: the signature first, then the event (https://developer.paypal.com/api/rest/webhooks/event-names/).
struct PayPalWebhooks: Sendable {
    let signatures: any PayPalSignatures

    /// PayPal sends a message again for three days.
    private static let oldest: Duration = .seconds(4 * 86_400)
    private static let newest: Duration = .seconds(300)

    func read(_ webhook: PaymentWebhook) async throws(WebhookRejection) -> PaymentEvent {
        let transmission = try PayPalTransmission(webhook)
        try await signatures.verify(transmission)
        guard transmission.time > webhook.receivedAt - PayPalWebhooks.oldest,
            transmission.time < webhook.receivedAt + PayPalWebhooks.newest
        else { throw .stale }
        guard let json = try? JSONValue.parse(webhook.body), let id = json["id"]?.stringValue, let kind = json["event_type"]?.stringValue,
            let resource = json["resource"]
        else { throw .unreadable("it is no event of PayPal's") }
        return event(id, kind, resource)
    }

    /// A message of PayPal's speaks of a part of a payment, such as one capture, so the shop looks at the whole.
    private func event(_ id: String, _ kind: String, _ resource: JSONValue) -> PaymentEvent {
        if let dispute = DisputeReport(paypal: resource, kind), let subject = subject(ofDispute: resource) {
            return PaymentEvent(id: id, kind: kind, subject: subject, news: .dispute(dispute))
        }
        let order = kind.hasPrefix("CHECKOUT.ORDER.") ? resource["id"] : resource["supplementary_data"]?["related_ids"]?["order_id"]
        let custom = resource["custom_id"] ?? resource["purchase_units"]?[0]?["custom_id"]
        let subject = PaymentEvent.Subject(
            payment: custom?.stringValue.flatMap { PayPalReference($0) }?.payment, external: order?.stringValue)
        guard subject.payment != nil || subject.external != nil else { return .irrelevant(id: id, kind: kind) }
        return PaymentEvent(id: id, kind: kind, subject: subject, news: kind == "CHECKOUT.ORDER.APPROVED" ? .agreed : .changed)
    }

    private func subject(ofDispute json: JSONValue) -> PaymentEvent.Subject? {
        let custom =
            json["disputed_transactions"]?[0]?["custom"]?.stringValue ?? json["disputed_transactions"]?[0]?["invoice_number"]?.stringValue
        return custom.flatMap { PayPalReference($0) }.map { PaymentEvent.Subject(payment: $0.payment, external: nil) }
    }
}

extension DisputeReport {
    /// Reads a dispute (https://developer.paypal.com/docs/api/customer-disputes/v1/); `nil` for what is none.
    init?(paypal json: JSONValue, _ kind: String) {
        guard kind.hasPrefix("CUSTOMER.DISPUTE."), let id = json["dispute_id"]?.stringValue,
            let amount = PayPalAmount.decode(json["dispute_amount"])
        else { return nil }
        let status: Status =
            switch (json["status"]?.stringValue, json["dispute_outcome"]?["outcome_code"]?.stringValue) {
            case ("RESOLVED", "RESOLVED_BUYER_FAVOUR"), ("RESOLVED", "ACCEPTED"): .lost
            case ("RESOLVED", _): .won
            // While the two talk it over, no money is held.
            default: json["dispute_life_cycle_stage"] == "INQUIRY" ? .inquiry : .open
            }
        self.init(
            external: id, amount: amount, status: status, reason: json["reason"]?.stringValue,
            respondBy: json["seller_response_due_date"]?.stringValue.flatMap { Timestamp(rfc3339: $0) })
    }
}

/// What PayPal says of how it has sent a message.
struct PayPalTransmission {
    let id: String
    /// As it is signed.
    let timeText: String
    let time: Timestamp
    let signature: String
    let certificate: String
    let algorithm: String
    let body: [UInt8]

    init(_ webhook: PaymentWebhook) throws(WebhookRejection) {
        func header(_ name: String) throws(WebhookRejection) -> String {
            guard let value = webhook.headers["PayPal-\(name)"], !value.isEmpty, value.count <= 500 else { throw .forged }
            return value
        }
        id = try header("Transmission-Id")
        timeText = try header("Transmission-Time")
        signature = try header("Transmission-Sig")
        certificate = try header("Cert-Url")
        algorithm = try header("Auth-Algo")
        guard let time = Timestamp(rfc3339: timeText) else { throw .forged }
        self.time = time
        body = webhook.body
    }
}
