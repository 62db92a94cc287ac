import MartletCommerce

/// A payment intent, as far as the shop needs it (https://docs.stripe.com/api/payment_intents/object).
struct StripeIntent {
    let id: String
    let status: String
    let amount: Money
    let capturable: Int64
    let received: Int64
    let clientSecret: String?
    /// The bank's page that the shopper has to go to.
    let redirect: String?
    /// The shop's own name for the payment.
    let payment: PaymentID?
    let order: String?
    /// How the shopper pays, and whether that is saved for later.
    let method: String?
    let isSaving: Bool

    /// `nil` for what is no payment intent.
    init?(_ json: JSONValue) {
        guard let id = json["id"]?.stringValue, json["object"]?.stringValue == "payment_intent",
            let status = json["status"]?.stringValue, let total = json["amount"]?.integerValue,
            let currency = json["currency"]?.stringValue.flatMap({ try? Currency(code: $0.uppercased()) }),
            let amount = StripeAmount.decode(total, currency),
            let received = StripeAmount.decode(json["amount_received"]?.integerValue ?? 0, currency),
            let capturable = StripeAmount.decode(json["amount_capturable"]?.integerValue ?? 0, currency)
        else { return nil }
        (self.id, self.status, self.amount, self.received, self.capturable) = (id, status, amount, received.amount, capturable.amount)
        clientSecret = json["client_secret"]?.stringValue
        redirect = json["next_action"]?["redirect_to_url"]?["url"]?.stringValue
        payment = json["metadata"]?[StripeMetadata.payment]?.stringValue.flatMap { try? PaymentID($0) }
        order = json["metadata"]?[StripeMetadata.order]?.stringValue
        method = json["payment_method"]?.stringValue
        isSaving = json["setup_future_usage"]?.stringValue != nil
    }

    /// Whether no money is asked for yet.
    var awaitsConfirmation: Bool { status == "requires_payment_method" || status == "requires_confirmation" }

    /// Where the payment stands.
    func outcome(publishableKey: String, refunds: [RefundReport] = []) -> PaymentOutcome {
        switch status {
        case "requires_payment_method", "requires_confirmation", "requires_action":
            .requiresAction(
                ClientAction(
                    external: id, url: redirect,
                    data: ["publishable_key": .string(publishableKey), "client_secret": clientSecret.map { .string($0) } ?? .null]))
        case "processing": .processing(external: id)
        case "requires_capture": .succeeded(report(authorized: received + capturable, isClosed: false, refunds))
        case "succeeded": .succeeded(report(authorized: max(received, amount.amount), isClosed: true, refunds))
        case "canceled": .succeeded(report(authorized: received, isClosed: true, refunds))
        default: .unknown
        }
    }

    func report(authorized: Int64, isClosed: Bool, _ refunds: [RefundReport]) -> PaymentReport {
        PaymentReport(external: id, amount: amount, authorized: authorized, captured: received, isClosed: isClosed, refunds: refunds)
    }
}

/// What the shop writes on Stripe's objects.
enum StripeMetadata {
    static let payment = "martlet_payment"
    static let order = "martlet_order"
    static let refund = "martlet_refund"
    static let customer = "martlet_customer"
}

extension RefundReport {
    /// Reads a refund (https://docs.stripe.com/api/refunds/object); `nil` for what is none.
    init?(stripe json: JSONValue) {
        guard let id = json["id"]?.stringValue, json["object"]?.stringValue == "refund", let amount = json["amount"]?.integerValue,
            let currency = json["currency"]?.stringValue.flatMap({ try? Currency(code: $0.uppercased()) }),
            let money = StripeAmount.decode(amount, currency)
        else { return nil }
        let status: Status =
            switch json["status"]?.stringValue {
            case "succeeded": .succeeded
            case "failed", "canceled": .failed
            default: .pending
            }
        self.init(
            external: id, key: json["metadata"]?[StripeMetadata.refund]?.stringValue, amount: money.amount, status: status,
            failure: json["failure_reason"]?.stringValue)
    }
}
