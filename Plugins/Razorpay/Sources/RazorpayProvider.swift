import Crypto
import Foundation
import MartletCommerce
import MartletKernel

/// Payments by way of Razorpay's orders. The order is the payment as the shop knows it; what the buyer does in Razorpay's form are attempts
/// to pay it, of which one succeeds.
struct RazorpayProvider: PaymentProvider {
    let capabilities: PaymentCapabilities
    private let areRefundsInstant: Bool
    private let client: RazorpayClient
    private let webhooks: RazorpayWebhooks

    init(title: String, areRefundsInstant: Bool, client: RazorpayClient, webhooks: RazorpayWebhooks) {
        capabilities = RazorpayProvider.capabilities(title: title)
        self.areRefundsInstant = areRefundsInstant
        self.client = client
        self.webhooks = webhooks
    }

    /// Razorpay captures the whole of what was authorized, once; what is not captured lapses by itself.
    static func capabilities(title: String) -> PaymentCapabilities {
        PaymentCapabilities(
            title: title, features: [.capturesLater, .refunds, .partialRefunds, .multipleRefunds, .webhooks, .listing],
            confirmation: .client, limits: [.inr: 100...50_000_000_000])
    }

    // MARK: Beginning

    func authorize(_ request: PaymentRequest) async -> PaymentOutcome {
        await outcome { () async throws(RazorpayFailure) in try await state(of: try await begin(request.payment)) }
    }

    /// What the shopper's page has got is signed; what Razorpay itself says is what counts.
    func confirm(_ request: PaymentConfirmation) async -> PaymentOutcome {
        await outcome { () async throws(RazorpayFailure) in
            let order = try await begin(request.payment)
            let found = try await state(of: order)
            guard case .requiresAction = found, isSigned(request.data, order: order.id) else { return found }
            // The buyer has paid, and Razorpay's lists do not have it yet.
            return .processing(external: order.id)
        }
    }

    /// Whether Razorpay has signed that the order is paid.
    func isSigned(_ data: [String: String], order: String) -> Bool {
        guard let payment = data["razorpay_payment_id"], let signature = data["razorpay_signature"].flatMap({ [UInt8](hexadecimal: $0) })
        else {
            return false
        }
        let key = SymmetricKey(data: Data(client.keySecret.reveal().utf8))
        return HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: Array("\(order)|\(payment)".utf8), using: key)
    }

    /// The order of a payment: the one that there is, or a new one. To make one moves no money, and of two the buyer sees one.
    private func begin(_ payment: PaymentReference) async throws(RazorpayFailure) -> RazorpayOrder {
        if let external = payment.external { return try read(try await client.get("/v1/orders/\(FormFields.encoded(external))")) }
        if let found = try await find(payment) { return found }
        guard RazorpayProvider.isExact(payment.amount) else { throw .declined(Decline(.amountNotAccepted)) }
        let json = try await client.post(
            "/v1/orders",
            [
                "amount": .integer(payment.amount.amount), "currency": .string(payment.amount.currency.code),
                "receipt": .string("\(payment.payment)"),
                "payment": [
                    "capture": payment.isCapturedLater ? "manual" : "automatic",
                    "capture_options": ["automatic_expiry_period": 12, "manual_expiry_period": 7_200, "refund_speed": "normal"],
                ],
                "notes": ["martlet_payment": .string("\(payment.payment)"), "martlet_order": .string("\(payment.order)")],
            ])
        // Somebody else may have made one at the same time: both go on with the older.
        let made = try read(json)
        return try await find(payment) ?? made
    }

    /// The oldest order that was made for a payment: whoever makes a second one finds the first.
    private func find(_ payment: PaymentReference) async throws(RazorpayFailure) -> RazorpayOrder? {
        let found = try await client.all("/v1/orders", FormFields([.init("receipt", "\(payment.payment)")]))
        let own = found.filter { $0["receipt"] == .string("\(payment.payment)") }
        func age(_ json: JSONValue) -> (Int64, String) { (json["created_at"]?.integerValue ?? 0, json["id"]?.stringValue ?? "") }
        return own.min { age($0) < age($1) }.flatMap { RazorpayOrder($0) }
    }

    /// Currencies of thousandths are taken to the hundredth.
    private static func isExact(_ amount: Money) -> Bool { amount.currency.exponent != 3 || amount.amount % 10 == 0 }

    // MARK: Afterwards

    func capture(_ request: PaymentCapture) async -> PaymentOutcome {
        await outcome { () async throws(RazorpayFailure) in
            let order = try name(request.payment)
            guard request.amount == request.payment.amount else { throw .declined(Decline(.amountNotAccepted)) }
            guard let payment = try await attempt(of: order) else { throw .declined(Decline(.notStarted)) }
            if let report = payment.report(order: order), payment.isTaken { return .succeeded(report) }
            do throws(RazorpayFailure) {
                let json = try await client.post(
                    "/v1/payments/\(payment.id)/capture",
                    ["amount": .integer(request.amount.amount), "currency": .string(request.amount.currency.code)])
                guard let report = RazorpayPayment(json)?.report(order: order) else { throw .unknown }
                return .succeeded(report)
            } catch .refused {
                // It was captured in the meantime, or has lapsed.
                guard let now = try await attempt(of: order), now.isTaken, let report = now.report(order: order) else {
                    throw .declined(Decline(.invalid))
                }
                return .succeeded(report)
            }
        }
    }

    /// An order cannot be taken back. Nobody is shown it any more; whoever pays it all the same gets the money back.
    func void(_ request: PaymentVoid) async -> PaymentOutcome {
        await outcome { () async throws(RazorpayFailure) in
            let payment = request.payment
            guard let external = payment.external else { return .succeeded(.voided(payment.amount, external: nil)) }
            if let attempt = try await attempt(of: external), let report = attempt.report(order: external) {
                guard attempt.isTaken else { throw .declined(Decline(.notSupported)) }
                return .succeeded(report)
            }
            return .succeeded(.voided(payment.amount, external: external))
        }
    }

    func refund(_ request: PaymentRefund) async -> PaymentOutcome {
        await outcome { () async throws(RazorpayFailure) in
            let order = try name(request.payment)
            guard let payment = try await attempt(of: order), payment.isTaken else { throw .declined(Decline(.invalid)) }
            // A refund that was made is found by its receipt, however long ago that was.
            if let made = try await refunds(of: payment.id).first(where: { $0.key == request.key }) {
                return .succeeded(try report(payment, order, [made]))
            }
            do throws(RazorpayFailure) {
                let json = try await client.post(
                    "/v1/payments/\(payment.id)/refund",
                    [
                        "amount": .integer(request.amount.amount), "speed": areRefundsInstant ? "optimum" : "normal",
                        "receipt": .string(request.key), "notes": ["reason": .string(request.reason.rawValue)],
                    ], headers: ["X-Refund-Idempotency": request.key])
                guard let refund = RefundReport(razorpay: json) else { throw .unknown }
                return .succeeded(try report(payment, order, [refund]))
            } catch .refused(let code, _) {
                throw .declined(Decline(.invalid, code: code))
            }
        }
    }

    private func report(_ payment: RazorpayPayment, _ order: String, _ refunds: [RefundReport]) throws(RazorpayFailure) -> PaymentReport {
        guard let report = payment.report(order: order, refunds) else { throw .unknown }
        return report
    }

    // MARK: Asking

    func lookUp(_ payment: PaymentReference) async -> PaymentOutcome {
        await outcome { () async throws(RazorpayFailure) in
            guard payment.external == nil else { return try await state(of: try await begin(payment), withRefunds: true) }
            guard let order = try await find(payment) else { return .declined(Decline(.notStarted)) }
            return try await state(of: order, withRefunds: true)
        }
    }

    func parseWebhook(_ webhook: PaymentWebhook) async throws(WebhookRejection) -> [PaymentEvent] { [try webhooks.read(webhook)] }

    func payments(since time: Timestamp, after cursor: String?) async throws -> PaymentPage {
        let skip = cursor.flatMap { Int($0) } ?? 0
        let query = FormFields([.init("from", "\(time.milliseconds / 1_000)"), .init("count", "100"), .init("skip", "\(skip)")])
        let items = try await client.get("/v1/payments", query)["items"]?.arrayValue ?? []
        let entries = items.compactMap { json -> PaymentPage.Entry? in
            guard let payment = RazorpayPayment(json), let order = payment.order, let report = payment.report(order: order) else {
                return nil
            }
            let own = json["notes"]?["martlet_payment"]?.stringValue.flatMap { try? PaymentID($0) }
            return PaymentPage.Entry(payment: own, report: report, refunded: json["amount_refunded"]?.integerValue ?? 0)
        }
        return PaymentPage(entries: entries, next: items.count == 100 ? "\(skip + 100)" : nil)
    }

    /// Where an order stands, by the attempts to pay it.
    private func state(of order: RazorpayOrder, withRefunds: Bool = false) async throws(RazorpayFailure) -> PaymentOutcome {
        guard let payment = try await attempt(of: order.id) else {
            return .requiresAction(
                ClientAction(
                    external: order.id,
                    data: [
                        "key": .string(client.keyID), "order_id": .string(order.id), "amount": .integer(order.amount.amount),
                        "currency": .string(order.amount.currency.code),
                    ]))
        }
        let refunds = withRefunds && payment.isTaken ? try await refunds(of: payment.id) : []
        return .succeeded(try report(payment, order.id, refunds))
    }

    /// The attempt that has succeeded: the one that is taken, or that is promised.
    private func attempt(of order: String) async throws(RazorpayFailure) -> RazorpayPayment? {
        let json = try await client.get("/v1/orders/\(FormFields.encoded(order))/payments")
        guard let items = json["items"]?.arrayValue else { throw .unknown }
        let attempts = items.compactMap { RazorpayPayment($0) }
        return attempts.first(where: \.isTaken) ?? attempts.first { $0.status == "authorized" }
    }

    private func refunds(of payment: String) async throws(RazorpayFailure) -> [RefundReport] {
        try await client.all("/v1/payments/\(payment)/refunds").compactMap { RefundReport(razorpay: $0) }
    }

    private func read(_ json: JSONValue) throws(RazorpayFailure) -> RazorpayOrder {
        guard let order = RazorpayOrder(json) else { throw .unknown }
        return order
    }

    private func name(_ payment: PaymentReference) throws(RazorpayFailure) -> String {
        guard let external = payment.external else { throw .declined(Decline(.notStarted)) }
        return external
    }

    private func outcome(_ body: () async throws(RazorpayFailure) -> PaymentOutcome) async -> PaymentOutcome {
        do { return try await body() } catch {
            switch error {
            case .unknown: return .unknown
            case .declined(let decline): return .declined(decline)
            case .refused(let code, let field):
                return .declined(Decline(field == "amount" || field == "currency" ? .amountNotAccepted : .invalid, code: code))
            case .notFound: return .declined(Decline(.notStarted))
            }
        }
    }
}
