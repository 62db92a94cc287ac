import MartletCommerce
import MartletJSON

/// Customers of the shop at Stripe, and the cards that they save there.
extension FakeStripe {
    /// Answers what is about customers, cards and setups; `nil` for anything else.
    func vault(_ path: [String], _ form: FormBody, _ state: inout State) -> HTTPTransportAnswer? {
        switch (path.dropFirst().first, path.count) {
        case ("customers", 2):
            let id = "cus_\(state.next())"
            state.customers.insert(id)
            return ok(["id": .string(id), "object": "customer", "created": .integer(created()), "livemode": false])
        case ("payment_methods", 4) where path[3] == "detach":
            guard var card = state.cards[path[2]] else { return missing(path[2]) }
            guard card.isAttached else { return error(400, "invalid_request_error", nil, "The payment method is not attached.") }
            card.isAttached = false
            state.cards[card.id] = card
            return ok(json(card))
        case ("setup_intents", 2):
            guard let customer = form["customer"], state.customers.contains(customer) else { return missing("customer") }
            let setup = Setup(id: "seti_\(state.next())", customer: customer)
            state.setups[setup.id] = setup
            return ok(json(setup))
        case ("setup_intents", 4) where path[3] == "confirm":
            guard var setup = state.setups[path[2]] else { return missing(path[2]) }
            guard setup.status == "requires_payment_method" else {
                return error(400, "invalid_request_error", "setup_intent_unexpected_state", "It is \(setup.status).")
            }
            let card = form["payment_method"] ?? ""
            guard card.hasPrefix("pm_card_") else { return missing("payment_method") }
            guard !card.hasPrefix("pm_card_chargeDeclined") else {
                let refusal: JSONValue = ["error": ["type": "card_error", "code": "card_declined", "decline_code": "generic_decline"]]
                return HTTPTransportAnswer(status: 402, body: refusal.jsonBytes)
            }
            if card == "pm_card_authenticationRequired" {
                (setup.status, setup.card) = ("requires_action", card)
            } else {
                attach(card, &setup, &state)
            }
            state.setups[setup.id] = setup
            return ok(json(setup))
        default: return nil
        }
    }

    func update(_ intent: Intent, _ form: FormBody, _ state: inout State) -> HTTPTransportAnswer {
        var intent = intent
        guard intent.status == "requires_payment_method" else { return unexpected(intent) }
        if let customer = form["customer"] {
            guard state.customers.contains(customer) else { return missing(customer) }
            intent.customer = customer
        }
        if form["setup_future_usage"] != nil { intent.isSaving = true }
        state.intents[intent.id] = intent
        return ok(json(intent))
    }

    func attach(_ card: String, _ setup: inout Setup, _ state: inout State) {
        (setup.status, setup.method) = ("succeeded", save(card, of: setup.customer, &state).id)
    }

    func save(_ kind: String, of customer: String, _ state: inout State) -> Card {
        let card = Card(id: "pm_\(state.next())", customer: customer, kind: kind)
        state.cards[card.id] = card
        return card
    }

    func json(_ card: Card) -> JSONValue {
        [
            "id": .string(card.id), "object": "payment_method", "type": "card", "created": .integer(created()), "livemode": false,
            "customer": card.isAttached ? .string(card.customer) : .null,
            "card": ["brand": "visa", "last4": "4242", "exp_month": 12, "exp_year": 2_034],
        ]
    }

    func json(_ setup: Setup) -> JSONValue {
        let redirect: JSONValue = ["type": "redirect_to_url", "redirect_to_url": ["url": .string("\(bank)/\(setup.id)")]]
        return [
            "id": .string(setup.id), "object": "setup_intent", "status": .string(setup.status), "customer": .string(setup.customer),
            "payment_method": setup.method.map { .string($0) } ?? .null, "usage": "off_session", "livemode": false,
            "client_secret": .string("\(setup.id)_secret"), "next_action": setup.status == "requires_action" ? redirect : .null,
        ]
    }
}
