import MartletJSON
import MartletKernel
import MartletTesting

extension Scenario {
    /// Messages of Stripe's, each another, signed as of now.
    static func webhooks() -> Scenario {
        let stripe = FakeStripe(webhookSecret: "whsec_fake", time: SystemTime())
        return Scenario([Step("webhook", 204)]) { _, chance in
            var chance = chance
            return WebhookScript(stripe: stripe, prefix: chance.next())
        }
    }

    /// Pays for a basket's carts by card, until it is empty.
    static func pay(from basket: Basket) -> Scenario {
        Scenario([Step("paid", 201)]) { _, _ in PayScript(basket: basket) }
    }
}

private struct WebhookScript: Script {
    let stripe: FakeStripe
    /// What tells this connection's messages from those of others.
    let prefix: UInt64
    private var count = 0

    init(stripe: FakeStripe, prefix: UInt64) {
        self.stripe = stripe
        self.prefix = prefix
    }

    mutating func request(_ step: Int) -> Request? {
        count += 1
        let name = "\(prefix)_\(count)"
        let message = stripe.message([
            "id": .string("evt_\(name)"), "object": "event", "api_version": "2023-08-16", "type": "payment_intent.succeeded",
            "livemode": false, "pending_webhooks": 1,
            "data": [
                "object": [
                    "id": .string("pi_\(name)"), "object": "payment_intent", "amount": 2_489, "amount_capturable": 0,
                    "amount_received": 2_489, "currency": "eur", "status": "succeeded", "capture_method": "automatic",
                    "confirmation_method": "automatic", "description": "Order K7M2X9QT4B", "latest_charge": .string("ch_\(name)"),
                    "metadata": ["martlet_order": "order_01kjmbqde0fk0vxtwdm5jtfzzx"], "payment_method_types": ["card"],
                ]
            ],
        ])
        var request = Request.post("/webhooks/stripe", String(decoding: message.body, as: UTF8.self))
        request.signature = message.headers["Stripe-Signature"]
        return request
    }

    func take(_ answer: Answer, of step: Int) -> Bool { true }
}

private struct PayScript: Script {
    let basket: Basket

    func request(_ step: Int) -> Request? {
        basket.take().map { cart in
            .post(
                "/api/v1/store/carts/\(cart.id)/payment-sessions",
                #"{"provider":"stripe","data":{"payment_method":"pm_card_visa"},"return_url":"https://shop.example.com/paid"}"#, cart: cart)
        }
    }

    func take(_ answer: Answer, of step: Int) -> Bool { answer.text("\"status\":\"") == "captured" }
}
