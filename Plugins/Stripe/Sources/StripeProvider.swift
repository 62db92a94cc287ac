import MartletCommerce
import MartletKernel

/// Payments by way of Stripe's payment intents.
///
/// An intent is made first and confirmed in a second step, by the buyer's page or here. So whoever asks what became of a payment can make
/// it again with the same key, and moves no money with that.
struct StripeProvider: PaymentProvider {
    let capabilities: PaymentCapabilities
    private let publishableKey: String
    private let isMulticapture: Bool
    private let client: StripeClient
    private let webhooks: StripeWebhooks

    init(title: String, publishableKey: String, isMulticapture: Bool, client: StripeClient, webhooks: StripeWebhooks) {
        capabilities = StripeProvider.capabilities(title: title, isMulticapture: isMulticapture)
        self.publishableKey = publishableKey
        self.isMulticapture = isMulticapture
        self.client = client
        self.webhooks = webhooks
    }

    static func capabilities(title: String, isMulticapture: Bool) -> PaymentCapabilities {
        var features: PaymentCapabilities.Features = [
            .capturesLater, .partialCapture, .voids, .stopsBegun, .refunds, .partialRefunds, .multipleRefunds, .savedMethods, .offSession,
            .webhooks, .listing,
        ]
        if isMulticapture { features.insert(.multipleCaptures) }
        return PaymentCapabilities(title: title, features: features, confirmation: .client, limits: StripeAmount.limits)
    }

    // MARK: Beginning

    func authorize(_ request: PaymentRequest) async -> PaymentOutcome {
        await outcome { () async throws(StripeFailure) in
            var intent = try await begin(request.payment)
            guard intent.awaitsConfirmation else { return try await outcome(of: intent) }
            intent = try await prepare(intent, for: request)
            guard let method = request.saved?.token ?? request.data["payment_method"] else {
                return intent.outcome(publishableKey: publishableKey)
            }
            return try await confirm(
                intent, with: method, returnURL: request.returnURL, isOffSession: request.isOffSession, key: request.key)
        }
    }

    func confirm(_ request: PaymentConfirmation) async -> PaymentOutcome {
        await outcome { () async throws(StripeFailure) in
            let intent = try await find(request.payment)
            guard let method = request.data["payment_method"], intent.awaitsConfirmation else { return try await outcome(of: intent) }
            return try await confirm(intent, with: method, returnURL: request.returnURL, key: request.key)
        }
    }

    /// The intent of a payment as it is now: made, or made before with the same key.
    private func begin(_ payment: PaymentReference) async throws(StripeFailure) -> StripeIntent {
        guard let amount = StripeAmount.encode(payment.amount) else { throw .declined(Decline(.amountNotAccepted)) }
        var form = FormFields()
        form.append("amount", "\(amount)")
        form.append("currency", payment.amount.currency.code.lowercased())
        form.append("capture_method", payment.isCapturedLater ? "manual" : "automatic")
        form.append("automatic_payment_methods[enabled]", "true")
        form.append("metadata[\(StripeMetadata.payment)]", "\(payment.payment)")
        form.append("metadata[\(StripeMetadata.order)]", "\(payment.order)")
        if isMulticapture, payment.isCapturedLater {
            form.append("payment_method_options[card][request_multicapture]", "if_available")
        }
        let answer = try await client.post("/v1/payment_intents", form, key: "\(payment.payment)")
        let intent = try read(answer)
        return answer.isReplayed ? try await find(intent.id) : intent
    }

    /// Says whose way to pay it is, where it is saved or is to be.
    private func prepare(_ intent: StripeIntent, for request: PaymentRequest) async throws(StripeFailure) -> StripeIntent {
        var form = FormFields()
        if let customer = request.saved?.customer { form.append("customer", customer) }
        if let customer = request.savesFor {
            if request.saved == nil {
                form.append("customer", try await vault.customer(customer, known: request.vendorCustomer))
            }
            form.append("setup_future_usage", "off_session")
        }
        guard !form.fields.isEmpty else { return intent }
        return try read(try await client.post("/v1/payment_intents/\(intent.id)", form, key: "\(request.key)/customer"))
    }

    /// Where a payment stands, with the way to pay if it was saved.
    private func outcome(of intent: StripeIntent, refunds: [RefundReport] = []) async throws(StripeFailure) -> PaymentOutcome {
        let outcome = intent.outcome(publishableKey: publishableKey, refunds: refunds)
        guard case .succeeded(let report) = outcome, intent.isSaving, report.authorized > 0, let method = intent.method else {
            return outcome
        }
        // The money has moved, whether or not the card can be read now.
        return .succeeded(report.saving(try? await vault.method(method)))
    }

    private func confirm(
        _ intent: StripeIntent, with method: String, returnURL: String?, isOffSession: Bool = false, key: String
    ) async throws(StripeFailure) -> PaymentOutcome {
        var form = FormFields()
        form.append("payment_method", method)
        if isOffSession { form.append("off_session", "true") } else if let returnURL { form.append("return_url", returnURL) }
        do throws(StripeFailure) {
            let answer = try await client.post("/v1/payment_intents/\(intent.id)/confirm", form, key: "\(key)/confirm")
            let confirmed = try read(answer)
            return try await outcome(of: answer.isReplayed ? try await find(intent.id) : confirmed)
        } catch .cardDeclined(let decline, _) {
            // An intent can be confirmed again with another card. The shop's payment is over, so the intent is too.
            return try await cancel(intent.id, key: key, because: decline)
        } catch .declined(let decline) {
            // The intent is there, and can still be paid.
            guard decline.reason != .unavailable else { throw .unknown }
            return try await cancel(intent.id, key: key, because: decline)
        } catch .unexpectedState {
            return try await outcome(of: try await find(intent.id))
        }
    }

    private func cancel(_ id: String, key: String, because decline: Decline) async throws(StripeFailure) -> PaymentOutcome {
        do throws(StripeFailure) {
            _ = try await client.post("/v1/payment_intents/\(id)/cancel", FormFields(), key: "\(key)/cancel")
            return .declined(decline)
        } catch .unexpectedState {
            let intent = try await find(id)
            return intent.status == "canceled" ? .declined(decline) : intent.outcome(publishableKey: publishableKey)
        } catch .declined {
            throw .unknown
        }
    }

    // MARK: Afterwards

    func capture(_ request: PaymentCapture) async -> PaymentOutcome {
        await outcome { () async throws(StripeFailure) in
            guard let amount = StripeAmount.encode(request.amount) else { throw .declined(Decline(.amountNotAccepted)) }
            let id = try name(request.payment)
            var form = FormFields()
            form.append("amount_to_capture", "\(amount)")
            if !request.isFinal { form.append("final_capture", "false") }
            do throws(StripeFailure) {
                return try read(try await client.post("/v1/payment_intents/\(id)/capture", form, key: request.key))
                    .outcome(publishableKey: publishableKey)
            } catch .unexpectedState {
                let intent = try await find(id)
                guard intent.received >= request.total else { throw .declined(Decline(.invalid)) }
                return intent.outcome(publishableKey: publishableKey)
            }
        }
    }

    func void(_ request: PaymentVoid) async -> PaymentOutcome {
        await outcome { () async throws(StripeFailure) in
            // One that was only begun is made, so that it can be cancelled: a request that is still on its way then finds it so.
            let id = if let external = request.payment.external { external } else { try await begin(request.payment).id }
            do throws(StripeFailure) {
                return try read(try await client.post("/v1/payment_intents/\(id)/cancel", FormFields(), key: request.key))
                    .outcome(publishableKey: publishableKey)
            } catch .unexpectedState {
                let outcome = try await find(id).outcome(publishableKey: publishableKey)
                // What Stripe works on cannot be cancelled now.
                if case .processing = outcome { throw .unknown }
                return outcome
            }
        }
    }

    func refund(_ request: PaymentRefund) async -> PaymentOutcome {
        await outcome { () async throws(StripeFailure) in
            guard let amount = StripeAmount.encode(request.amount) else { throw .declined(Decline(.amountNotAccepted)) }
            let payment = request.payment
            var form = FormFields()
            form.append("payment_intent", try name(payment))
            form.append("amount", "\(amount)")
            form.append("metadata[\(StripeMetadata.refund)]", request.key)
            switch request.reason {
            case .requestedByCustomer, .duplicate, .fraudulent: form.append("reason", request.reason.rawValue)
            case .notDelivered, .orderFailed, .other: break
            }
            do throws(StripeFailure) {
                let answer = try await client.post("/v1/refunds", form, key: request.key)
                guard let refund = RefundReport(stripe: answer.json) else { throw StripeFailure.unknown }
                return .succeeded(
                    PaymentReport(
                        external: payment.external, amount: payment.amount, authorized: payment.captured, captured: payment.captured,
                        isClosed: false, refunds: [refund]))
            } catch .unexpectedState {
                throw .declined(Decline(.invalid, code: "charge_already_refunded"))
            }
        }
    }

    // MARK: Asking

    func lookUp(_ payment: PaymentReference) async -> PaymentOutcome {
        await outcome { () async throws(StripeFailure) in
            let intent: StripeIntent
            do throws(StripeFailure) { intent = try await find(payment) } catch .notFound { return .declined(Decline(.notStarted)) }
            let refunds = intent.received > 0 ? try await self.refunds(of: intent.id) : []
            return try await outcome(of: intent, refunds: refunds)
        }
    }

    // MARK: Saved ways to pay

    private var vault: StripeVault { StripeVault(client: client, publishableKey: publishableKey) }

    func save(_ request: MethodRequest) async -> MethodOutcome {
        do throws(StripeFailure) { return try await vault.save(request) } catch {
            return switch error {
            case .unknown: .unknown
            case .declined(let decline), .cardDeclined(let decline, _): .declined(decline)
            case .unexpectedState: .declined(Decline(.invalid))
            case .notFound: .declined(Decline(.notStarted))
            }
        }
    }

    func forget(_ method: SavedMethodToken) async -> Bool { await vault.forget(method.token) }

    func parseWebhook(_ webhook: PaymentWebhook) async throws(WebhookRejection) -> [PaymentEvent] {
        [try webhooks.read(webhook, publishableKey: publishableKey)]
    }

    func payments(since time: Timestamp, after cursor: String?) async throws -> PaymentPage {
        var query = FormFields([.init("created[gte]", "\(time.milliseconds / 1_000)"), .init("limit", "100")])
        query.append("expand[]", "data.latest_charge")
        if let cursor { query.append("starting_after", cursor) }
        let json = try await client.get("/v1/payment_intents", query).json
        let entries = (json["data"]?.arrayValue ?? []).compactMap { json -> PaymentPage.Entry? in
            guard let intent = StripeIntent(json) else { return nil }
            let refunded = json["latest_charge"]?["amount_refunded"]?.integerValue ?? 0
            return PaymentPage.Entry(
                payment: intent.payment, report: intent.report(authorized: intent.received + intent.capturable, isClosed: false, []),
                refunded: StripeAmount.decode(refunded, intent.amount.currency)?.amount ?? 0)
        }
        let last = json["data"]?.arrayValue?.last?["id"]?.stringValue
        return PaymentPage(entries: entries, next: json["has_more"]?.boolValue == true ? last : nil)
    }

    private func refunds(of intent: String) async throws(StripeFailure) -> [RefundReport] {
        var found: [RefundReport] = []
        var last: String?
        repeat {
            var query = FormFields([.init("payment_intent", intent), .init("limit", "100")])
            if let last { query.append("starting_after", last) }
            let json = try await client.get("/v1/refunds", query).json
            guard let page = json["data"]?.arrayValue else { throw .unknown }
            found += page.compactMap { RefundReport(stripe: $0) }
            last = json["has_more"]?.boolValue == true ? page.last?["id"]?.stringValue : nil
        } while last != nil
        return found
    }

    private func find(_ payment: PaymentReference) async throws(StripeFailure) -> StripeIntent {
        guard let external = payment.external else { return try await begin(payment) }
        return try await find(external)
    }

    private func find(_ id: String) async throws(StripeFailure) -> StripeIntent {
        try read(try await client.get("/v1/payment_intents/\(FormFields.encoded(id))"))
    }

    private func read(_ answer: StripeAnswer) throws(StripeFailure) -> StripeIntent {
        guard let intent = StripeIntent(answer.json) else { throw .unknown }
        return intent
    }

    private func name(_ payment: PaymentReference) throws(StripeFailure) -> String {
        guard let external = payment.external else { throw .declined(Decline(.notStarted)) }
        return external
    }

    private func outcome(_ body: () async throws(StripeFailure) -> PaymentOutcome) async -> PaymentOutcome {
        do throws(StripeFailure) { return try await body() } catch {
            switch error {
            case .unknown: return .unknown
            case .declined(let decline), .cardDeclined(let decline, _): return .declined(decline)
            case .unexpectedState: return .declined(Decline(.invalid))
            case .notFound: return .declined(Decline(.notStarted))
            }
        }
    }
}
