import MartletCommerce
import MartletJSON
import MartletKernel

/// What the fake does with each request.
extension FakeStripe {
    func created() -> Int64 { time.now.milliseconds / 1_000 }

    func get(_ path: [String], _ query: FormBody, _ state: State) -> HTTPTransportAnswer {
        switch path.count {
        case 3 where path[1] == "payment_methods": return state.cards[path[2]].map { ok(json($0)) } ?? missing(path[2])
        case 3 where path[1] == "setup_intents": return state.setups[path[2]].map { ok(json($0)) } ?? missing(path[2])
        case 3 where path[1] == "payment_intents":
            guard let intent = state.intents[path[2]] else { return missing(path[2]) }
            return ok(json(intent))
        case 2 where path[1] == "payment_intents":
            let since = query["created[gte]"].flatMap { Int64($0) } ?? 0
            let all = state.intents.values.filter { $0.created >= since }.sorted { $0.number > $1.number }
            return page(all.map { ($0.id, json($0)) }, query)
        case 2 where path[1] == "refunds":
            let all = state.refunds.values.filter { $0.intent == query["payment_intent"] }.sorted { $0.id > $1.id }
            return page(all.map { ($0.id, json($0)) }, query)
        default: return missing(path.joined(separator: "/"))
        }
    }

    private func page(_ all: [(id: String, json: JSONValue)], _ query: FormBody) -> HTTPTransportAnswer {
        let limit = query["limit"].flatMap { Int($0) } ?? 10
        let start = query["starting_after"].flatMap { last in all.firstIndex { $0.id == last } }.map { $0 + 1 } ?? 0
        let shown = all.dropFirst(start).prefix(limit)
        return ok([
            "object": "list", "data": .array(shown.map(\.json)), "has_more": .bool(start + shown.count < all.count), "url": "/v1",
        ])
    }

    /// The fields that each operation takes; what stands in brackets is left out.
    private static let known: [String: Set<String>] = [
        "": ["amount", "currency", "capture_method", "automatic_payment_methods", "metadata", "payment_method_options"],
        "confirm": ["payment_method", "return_url", "off_session"], "update": ["customer", "setup_future_usage"],
        "customers": ["metadata"], "detach": [], "setup_intents": ["customer", "usage", "automatic_payment_methods", "metadata"],
        "capture": ["amount_to_capture", "final_capture"], "cancel": [],
        "refunds": ["payment_intent", "amount", "metadata", "reason"],
    ]

    func post(_ path: [String], _ form: FormBody, _ state: inout State) -> HTTPTransportAnswer {
        let action =
            switch path.count {
            case 4: path[3]
            case 3: "update"
            default: path.last == "payment_intents" ? "" : path.last ?? ""
            }
        let names = Set(form.fields.keys.map { String($0.prefix { $0 != "[" }) })
        if let unknown = names.subtracting(FakeStripe.known[action] ?? []).sorted().first {
            return error(400, "invalid_request_error", "parameter_unknown", "Received unknown parameter: \(unknown)")
        }
        if path.dropFirst() == ["payment_intents"] { return create(form, &state) }
        if path.dropFirst() == ["refunds"] { return refund(form, &state) }
        if let answer = vault(path, form, &state) { return answer }
        guard path.count >= 3, let intent = state.intents[path[2]] else { return missing(path.joined(separator: "/")) }
        switch action {
        case "update": return update(intent, form, &state)
        case "confirm": return confirm(intent, form, &state)
        case "capture": return capture(intent, form, &state)
        case "cancel": return cancel(intent, &state)
        default: return missing(action)
        }
    }

    private func create(_ form: FormBody, _ state: inout State) -> HTTPTransportAnswer {
        guard let amount = form["amount"].flatMap({ Int64($0) }), amount > 0, amount <= 99_999_999 else {
            return error(400, "invalid_request_error", "parameter_invalid_integer", "Invalid amount.")
        }
        guard let currency = form["currency"], (try? Currency(code: currency.uppercased())) != nil, currency == currency.lowercased() else {
            return error(400, "invalid_request_error", nil, "Invalid currency.")
        }
        if currency == "eur" || currency == "usd", amount < 50 {
            return error(400, "invalid_request_error", "amount_too_small", "Amount must be at least 50 cents.")
        }
        let number = state.next()
        let intent = Intent(
            id: "pi_\(number)", number: number, amount: amount, currency: currency, isManual: form["capture_method"] == "manual",
            isMulticapture: form["payment_method_options[card][request_multicapture]"] == "if_available", metadata: form.group("metadata"),
            created: created())
        state.intents[intent.id] = intent
        return ok(json(intent))
    }

    func confirm(_ intent: Intent, _ form: FormBody, _ state: inout State) -> HTTPTransportAnswer {
        var intent = intent
        guard ["requires_payment_method", "requires_confirmation"].contains(intent.status) else { return unexpected(intent) }
        guard let card = form["payment_method"] else {
            return error(400, "invalid_request_error", "payment_intent_unexpected_state", "There is no payment method.")
        }
        let isOffSession = form["off_session"] == "true"
        guard isOffSession || form["return_url"] != nil else {
            return error(400, "invalid_request_error", nil, "This PaymentIntent may redirect: give a return_url.")
        }
        intent.returnURL = form["return_url"]
        let saved = state.cards[card]
        if let saved, !saved.isAttached || saved.customer != intent.customer {
            return error(400, "invalid_request_error", "resource_missing", "The payment method is not the customer's.")
        }
        intent.method = card
        let kind = saved?.kind ?? card
        switch kind {
        case "pm_card_visa", "pm_card_mastercard": charge(&intent, &state)
        case "pm_card_authenticationRequired" where !isOffSession: intent.status = "requires_action"
        case "pm_sepa": intent.status = "processing"
        default:
            guard kind.hasPrefix("pm_card_") else {
                return error(400, "invalid_request_error", "resource_missing", "No such payment method.")
            }
            let word = kind == "pm_card_authenticationRequired" ? "authentication_required" : FakeStripe.declines[kind] ?? "generic_decline"
            intent.lastError = [
                "type": "card_error", "code": word == "expired_card" ? "expired_card" : "card_declined", "decline_code": .string(word),
                "message": "Your card was declined.",
            ]
            state.intents[intent.id] = intent
            tell("payment_intent.payment_failed", json(intent), &state)
            var body = intent.lastError.objectValue ?? [:]
            body["payment_intent"] = json(intent)
            return HTTPTransportAnswer(status: 402, body: JSONValue.object(["error": .object(body)]).jsonBytes)
        }
        state.intents[intent.id] = intent
        if intent.status == "requires_action" { tell("payment_intent.requires_action", json(intent), &state) }
        if intent.status == "processing" { tell("payment_intent.processing", json(intent), &state) }
        return ok(json(intent))
    }

    /// Stripe's test cards that are declined, and why.
    private static let declines = [
        "pm_card_chargeDeclinedInsufficientFunds": "insufficient_funds", "pm_card_chargeDeclinedExpiredCard": "expired_card",
        "pm_card_chargeDeclinedFraudulent": "fraudulent", "pm_card_chargeDeclinedIncorrectCvc": "incorrect_cvc",
        "pm_card_chargeDeclinedVelocityLimitExceeded": "card_velocity_exceeded",
    ]

    /// The money is promised, or taken.
    func charge(_ intent: inout Intent, _ state: inout State) {
        intent.status = intent.isManual ? "requires_capture" : "succeeded"
        if !intent.isManual { intent.received = intent.amount }
        if intent.isSaving, let customer = intent.customer, let kind = intent.method, state.cards[kind] == nil {
            intent.method = save(kind, of: customer, &state).id
        }
        tell(intent.isManual ? "payment_intent.amount_capturable_updated" : "payment_intent.succeeded", json(intent), &state)
    }

    private func capture(_ intent: Intent, _ form: FormBody, _ state: inout State) -> HTTPTransportAnswer {
        var intent = intent
        guard intent.status == "requires_capture" else { return unexpected(intent) }
        let left = intent.amount - intent.received
        guard let amount = form["amount_to_capture"].map({ Int64($0) }) ?? left, amount > 0, amount <= left else {
            return error(400, "invalid_request_error", "amount_too_large", "The amount is more than can be captured.")
        }
        let isFinal = form["final_capture"] != "false"
        if !isFinal, !intent.isMulticapture {
            return error(400, "invalid_request_error", nil, "This PaymentIntent does not take several captures.")
        }
        intent.received += amount
        if isFinal || intent.received == intent.amount {
            intent.status = "succeeded"
            intent.isReleased = true
        }
        state.intents[intent.id] = intent
        tell(intent.status == "succeeded" ? "payment_intent.succeeded" : "payment_intent.amount_capturable_updated", json(intent), &state)
        return ok(json(intent))
    }

    private func cancel(_ intent: Intent, _ state: inout State) -> HTTPTransportAnswer {
        var intent = intent
        let possible = ["requires_payment_method", "requires_confirmation", "requires_action", "requires_capture"]
        guard possible.contains(intent.status) else { return unexpected(intent) }
        intent.status = "canceled"
        state.intents[intent.id] = intent
        tell("payment_intent.canceled", json(intent), &state)
        return ok(json(intent))
    }

    private func refund(_ form: FormBody, _ state: inout State) -> HTTPTransportAnswer {
        guard let intent = form["payment_intent"].flatMap({ state.intents[$0] }) else { return missing("payment_intent") }
        let left = intent.received - intent.refunded
        guard left > 0 else {
            return error(400, "invalid_request_error", "charge_already_refunded", "The charge has already been refunded.")
        }
        guard let amount = form["amount"].map({ Int64($0) }) ?? left, amount > 0, amount <= left else {
            return error(400, "invalid_request_error", nil, "The refund amount is greater than the unrefunded amount on the charge.")
        }
        if let reason = form["reason"], !["duplicate", "fraudulent", "requested_by_customer"].contains(reason) {
            return error(400, "invalid_request_error", nil, "Invalid reason.")
        }
        return ok(refund(intent, amount, form.group("metadata"), &state))
    }

    func refund(_ intent: Intent, _ amount: Int64, _ metadata: [String: String], _ state: inout State) -> JSONValue {
        let refund = Refund(
            id: "re_\(state.next())", intent: intent.id, amount: amount, currency: intent.currency, metadata: metadata,
            status: state.pendingRefunds ? "pending" : "succeeded")
        state.refunds[refund.id] = refund
        state.intents[intent.id]?.refunded += amount
        tell("refund.created", json(refund), &state)
        tell(
            "charge.refunded",
            [
                "id": .string("ch_\(intent.number)"), "object": "charge", "payment_intent": .string(intent.id),
                "amount_refunded": .integer(intent.refunded + amount),
            ], &state)
        return json(refund)
    }

    // MARK: Objects

    func json(_ intent: Intent) -> JSONValue {
        let capturable = intent.status == "requires_capture" ? intent.amount - intent.received : 0
        let redirect: JSONValue = ["type": "redirect_to_url", "redirect_to_url": ["url": .string("\(bank)/\(intent.id)")]]
        return [
            "id": .string(intent.id), "object": "payment_intent", "amount": .integer(intent.amount),
            "amount_capturable": .integer(capturable), "amount_received": .integer(intent.received),
            "capture_method": intent.isManual ? "manual" : "automatic", "client_secret": .string("\(intent.id)_secret_\(intent.number)"),
            "confirmation_method": "automatic", "created": .integer(intent.created), "currency": .string(intent.currency),
            "last_payment_error": intent.lastError, "livemode": false,
            "latest_charge": intent.received > 0
                ? ["id": .string("ch_\(intent.number)"), "amount_refunded": .integer(intent.refunded)] : .null,
            "metadata": .object(JSONObject(intent.metadata.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
            "customer": intent.customer.map { .string($0) } ?? .null, "payment_method": intent.method.map { .string($0) } ?? .null,
            "setup_future_usage": intent.isSaving ? "off_session" : .null,
            "next_action": intent.status == "requires_action" ? redirect : .null, "payment_method_types": ["card"],
            "status": .string(intent.status),
        ]
    }

    func json(_ refund: Refund) -> JSONValue {
        [
            "id": .string(refund.id), "object": "refund", "amount": .integer(refund.amount), "currency": .string(refund.currency),
            "payment_intent": .string(refund.intent), "status": .string(refund.status), "created": .integer(created()),
            "metadata": .object(JSONObject(refund.metadata.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
        ]
    }

    /// Has a message wait for the shop.
    func tell(_ kind: String, _ object: JSONValue, _ state: inout State) {
        state.events.append([
            "id": .string("evt_\(state.next())"), "object": "event", "api_version": "2023-08-16", "created": .integer(created()),
            "data": ["object": object], "livemode": false, "pending_webhooks": 1, "request": ["id": .null, "idempotency_key": .null],
            "type": .string(kind),
        ])
    }

    // MARK: Answers

    func ok(_ json: JSONValue) -> HTTPTransportAnswer { HTTPTransportAnswer(status: 200, body: json.jsonBytes) }

    func error(_ status: Int, _ type: String, _ code: String?, _ message: String) -> HTTPTransportAnswer {
        let body: JSONValue = ["error": ["type": .string(type), "code": code.map { .string($0) } ?? .null, "message": .string(message)]]
        return HTTPTransportAnswer(status: status, body: body.jsonBytes)
    }

    func missing(_ what: String) -> HTTPTransportAnswer {
        error(404, "invalid_request_error", "resource_missing", "No such thing: \(what)")
    }

    func unexpected(_ intent: Intent) -> HTTPTransportAnswer {
        error(400, "invalid_request_error", "payment_intent_unexpected_state", "This PaymentIntent's status is \(intent.status).")
    }
}
