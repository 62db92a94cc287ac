import MartletCommerce
import MartletKernel

/// Payments by way of PayPal's orders (https://developer.paypal.com/docs/api/orders/v2).
///
/// A buyer only agrees at PayPal's page; money moves when the shop says so afterwards. So an order that the shop does not go on with
/// takes nobody's money, and expires by itself.
struct PayPalProvider: PaymentProvider {
    let capabilities: PaymentCapabilities
    private let client: PayPalClient
    private let webhooks: PayPalWebhooks

    init(title: String, client: PayPalClient, webhooks: PayPalWebhooks) {
        capabilities = PayPalProvider.capabilities(title: title)
        self.client = client
        self.webhooks = webhooks
    }

    static func capabilities(title: String) -> PaymentCapabilities {
        PaymentCapabilities(
            title: title,
            features: [
                .capturesLater, .partialCapture, .multipleCaptures, .voids, .stopsBegun, .refunds, .partialRefunds, .multipleRefunds,
                .webhooks,
            ], confirmation: .redirect, currencies: PayPalAmount.currencies)
    }

    // MARK: Beginning

    func authorize(_ request: PaymentRequest) async -> PaymentOutcome {
        await outcome { () async throws(PayPalFailure) in
            if let external = request.payment.external { return try await find(external).outcome(clientID: client.id) }
            let answer = try await client.post("/v2/checkout/orders", try order(request).jsonBytes, key: request.key)
            let made = try read(answer.json)
            return (answer.status == 200 ? try await find(made.id) : made).outcome(clientID: client.id)
        }
    }

    private func order(_ request: PaymentRequest) throws(PayPalFailure) -> JSONValue {
        let payment = request.payment
        guard let amount = PayPalAmount.encode(payment.amount) else { throw .declined(Decline(.amountNotAccepted)) }
        var context: JSONObject = ["shipping_preference": "NO_SHIPPING", "user_action": "PAY_NOW"]
        if let url = request.returnURL {
            context["return_url"] = .string(url)
            context["cancel_url"] = .string(url)
        }
        return [
            "intent": payment.isCapturedLater ? "AUTHORIZE" : "CAPTURE",
            "purchase_units": [
                [
                    "amount": amount, "description": .string("Order \(request.orderNumber)"),
                    "custom_id": .string(PayPalReference(payment.payment).text),
                    // PayPal takes one payment for an invoice.
                    "invoice_id": .string("\(payment.payment)"),
                ]
            ],
            "payment_source": ["paypal": ["experience_context": .object(context)]],
        ]
    }

    /// Takes or promises the money, once the buyer has agreed.
    func confirm(_ request: PaymentConfirmation) async -> PaymentOutcome {
        await outcome { () async throws(PayPalFailure) in
            let payment = request.payment
            let order = try await find(try name(payment))
            guard order.status == "APPROVED" else { return order.outcome(clientID: client.id) }
            let action = payment.isCapturedLater ? "authorize" : "capture"
            do throws(PayPalFailure) {
                // Whoever confirms it, and however often: an order is taken once.
                let answer = try await client.post("/v2/checkout/orders/\(order.id)/\(action)", [], key: "\(payment.payment)/\(action)")
                return (answer.status == 200 ? try await find(order.id) : try read(answer.json)).outcome(clientID: client.id)
            } catch .refused(let issue) {
                switch issue {
                case "ORDER_ALREADY_CAPTURED", "ORDER_ALREADY_AUTHORIZED", "ORDER_NOT_APPROVED", "PAYER_ACTION_REQUIRED":
                    return try await find(order.id).outcome(clientID: client.id)
                case "ORDER_COMPLETION_IN_PROGRESS": throw .unknown
                default: throw .declined(Decline(PayPalProvider.reason(of: issue), code: issue))
                }
            }
        }
    }

    /// What PayPal's word for a refusal means.
    static func reason(of issue: String) -> Decline.Reason {
        switch issue {
        case "INSTRUMENT_DECLINED", "TRANSACTION_REFUSED", "PAYER_CANNOT_PAY", "REDIRECT_PAYER_FOR_ALTERNATE_FUNDING",
            "DECLINED_DUE_TO_RELATED_TXN":
            .refused
        case "TRANSACTION_LIMIT_EXCEEDED", "TRANSACTION_RECEIVING_LIMIT_EXCEEDED", "MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED":
            .limitExceeded
        case "COMPLIANCE_VIOLATION", "PAYER_ACCOUNT_RESTRICTED", "PAYER_ACCOUNT_LOCKED_OR_CLOSED", "TRANSACTION_BLOCKED_BY_PAYEE",
            "PAYEE_BLOCKED_TRANSACTION":
            .suspectedFraud
        case "CARD_EXPIRED", "ORDER_EXPIRED": .expired
        case "CARD_BRAND_NOT_SUPPORTED", "CARD_TYPE_NOT_SUPPORTED", "PAYMENT_SOURCE_NOT_SUPPORTED": .methodNotAccepted
        case "CANNOT_BE_ZERO_OR_NEGATIVE", "DECIMAL_PRECISION", "DECIMALS_NOT_SUPPORTED", "INVALID_CURRENCY_CODE", "MAX_VALUE_EXCEEDED":
            .amountNotAccepted
        default: .invalid
        }
    }

    // MARK: Afterwards

    /// How long PayPal keeps its word that the money is there. Afterwards a promise can be renewed once.
    private static let honored: Duration = .seconds(3 * 86_400)

    func capture(_ request: PaymentCapture) async -> PaymentOutcome {
        await outcome { () async throws(PayPalFailure) in
            let payment = request.payment
            guard let amount = PayPalAmount.encode(request.amount) else { throw .declined(Decline(.amountNotAccepted)) }
            let order = try await find(try name(payment))
            if order.captured >= request.total { return order.outcome(clientID: client.id) }
            // PayPal would take more than was promised, up to a point.
            guard request.total <= payment.amount.amount, order.captured + request.amount.amount == request.total else {
                throw .declined(Decline(.amountNotAccepted))
            }
            guard var authorization = order.usable else { throw .declined(Decline(.invalid)) }
            if order.captures.isEmpty { authorization = try await renewed(authorization, of: payment) }
            let body: JSONValue = ["amount": amount, "final_capture": .bool(request.isFinal)]
            let path = "/v2/payments/authorizations/\(FormFields.encoded(authorization.id))/capture"
            do throws(PayPalFailure) {
                _ = try await client.post(path, body.jsonBytes, key: request.key)
            } catch .refused(let issue) {
                throw .declined(Decline(PayPalProvider.reason(of: issue), code: issue))
            }
            let after = try await find(order.id)
            guard after.captured >= request.total else { return .processing(external: order.id) }
            return after.outcome(clientID: client.id)
        }
    }

    /// The promise anew, where PayPal does not keep its word any more that the money is there; the old one where that is not possible.
    private func renewed(
        _ old: PayPalOrder.Authorization, of payment: PaymentReference
    ) async throws(PayPalFailure) -> PayPalOrder.Authorization {
        guard let made = old.createdAt, client.time.now >= made + PayPalProvider.honored, let amount = PayPalAmount.encode(payment.amount)
        else { return old }
        let body: JSONValue = ["amount": amount]
        do throws(PayPalFailure) {
            let path = "/v2/payments/authorizations/\(FormFields.encoded(old.id))/reauthorize"
            let answer = try await client.post(path, body.jsonBytes, key: "\(payment.payment)/renew")
            guard let new = PayPalOrder.Authorization(answer.json) else { throw .unknown }
            return new
        } catch .refused {
            return old
        }
    }

    func void(_ request: PaymentVoid) async -> PaymentOutcome {
        await outcome { () async throws(PayPalFailure) in
            let payment = request.payment
            guard let external = payment.external else { return .succeeded(.voided(payment.amount, external: nil)) }
            let order = try await find(external)
            guard let authorization = order.usable else {
                // Without the shop nothing comes of what a buyer has agreed to.
                let outcome = order.outcome(clientID: client.id)
                if case .requiresAction = outcome { return .succeeded(.voided(payment.amount, external: external)) }
                return outcome
            }
            do throws(PayPalFailure) {
                _ = try await client.post(
                    "/v2/payments/authorizations/\(FormFields.encoded(authorization.id))/void", [], key: request.key)
            } catch .refused(let issue) {
                // It was voided or captured in the meantime, or cannot be voided.
                let outcome = try await find(external).outcome(clientID: client.id)
                guard case .succeeded(let report) = outcome, report.isClosed else {
                    throw .declined(Decline(.invalid, code: issue))
                }
                return outcome
            }
            return try await find(external).outcome(clientID: client.id)
        }
    }

    /// Gives money back. What is larger than any capture is given back of several.
    func refund(_ request: PaymentRefund) async -> PaymentOutcome {
        await outcome { () async throws(PayPalFailure) in
            let order = try await find(try name(request.payment))
            let own = order.refunds.filter { $0.key == request.key && !$0.hasFailed }
            var left = request.amount.amount - own.reduce(0) { $0 + $1.amount }
            guard left <= order.refundable else { throw .declined(Decline(.invalid)) }
            for capture in order.captures where capture.isTaken && left > 0 {
                let part = min(left, order.refundable(of: capture))
                guard part > 0 else { continue }
                left -= part
                try await refund(Money(part, order.amount.currency), of: capture.id, for: request, isFirst: own.isEmpty)
            }
            return try await find(order.id).outcome(clientID: client.id)
        }
    }

    private func refund(
        _ part: Money, of capture: String, for request: PaymentRefund, isFirst: Bool
    ) async throws(PayPalFailure) {
        guard let amount = PayPalAmount.encode(part) else { throw .declined(Decline(.amountNotAccepted)) }
        let body: JSONValue = [
            "amount": amount, "custom_id": .string(PayPalReference(request.payment.payment, refund: request.key).text),
        ]
        do throws(PayPalFailure) {
            _ = try await client.post(
                "/v2/payments/captures/\(FormFields.encoded(capture))/refund", body.jsonBytes, key: "\(request.key)/\(capture)")
        } catch .refused(let issue) {
            // A part of it may have been given back already.
            let order = try await find(try name(request.payment))
            guard isFirst, !order.refunds.contains(where: { $0.key == request.key }) else { throw .unknown }
            throw .declined(Decline(PayPalProvider.reason(of: issue), code: issue))
        }
    }

    // MARK: Asking

    func lookUp(_ payment: PaymentReference) async -> PaymentOutcome {
        await outcome { () async throws(PayPalFailure) in
            // An order that PayPal has made, and whose name never reached the shop, reached no buyer either.
            guard let external = payment.external else { return .declined(Decline(.notStarted)) }
            return try await find(external).outcome(clientID: client.id)
        }
    }

    func parseWebhook(_ webhook: PaymentWebhook) async throws(WebhookRejection) -> [PaymentEvent] { [try await webhooks.read(webhook)] }

    private func find(_ id: String) async throws(PayPalFailure) -> PayPalOrder {
        try read(try await client.get("/v2/checkout/orders/\(FormFields.encoded(id))"))
    }

    private func read(_ json: JSONValue) throws(PayPalFailure) -> PayPalOrder {
        guard let order = PayPalOrder(json) else { throw .unknown }
        return order
    }

    private func name(_ payment: PaymentReference) throws(PayPalFailure) -> String {
        guard let external = payment.external else { throw .declined(Decline(.notStarted)) }
        return external
    }

    private func outcome(_ body: () async throws(PayPalFailure) -> PaymentOutcome) async -> PaymentOutcome {
        do throws(PayPalFailure) { return try await body() } catch {
            switch error {
            case .unknown: return .unknown
            case .declined(let decline): return .declined(decline)
            case .refused(let issue): return .declined(Decline(PayPalProvider.reason(of: issue), code: issue))
            case .notFound: return .declined(Decline(.notStarted))
            }
        }
    }
}
