import MartletCommerce
import MartletKernel

/// Speaks Stripe's API: forms in, JSON out (https://docs.stripe.com/api).
struct StripeClient: Sendable {
    /// The version whose published description the requests are tested against.
    static let version = "2023-08-16"

    let key: Secret
    let version: String
    let endpoint: String
    let transport: any HTTPTransport

    /// Sends a form. The same key is the same request, for a day at least.
    func post(_ path: String, _ form: FormFields, key: String) async throws(StripeFailure) -> StripeAnswer {
        var request = HTTPTransportRequest(.post, endpoint + path)
        request.setForm(form)
        // Stripe takes 255 characters.
        request.headers["Idempotency-Key"] = key
        return try await send(request)
    }

    func get(_ path: String, _ query: FormFields = FormFields()) async throws(StripeFailure) -> StripeAnswer {
        try await send(HTTPTransportRequest(.get, endpoint + path + (query.fields.isEmpty ? "" : "?\(query.text)")))
    }

    private func send(_ request: HTTPTransportRequest) async throws(StripeFailure) -> StripeAnswer {
        var request = request
        request.headers["Authorization"] = "Bearer \(key.reveal())"
        request.headers["Stripe-Version"] = version
        let answer: HTTPTransportAnswer
        do { answer = try await transport.send(request) } catch {
            throw error.mayHaveArrived ? .unknown : .declined(Decline(.unavailable))
        }
        guard let json = try? JSONValue.parse(answer.body) else { throw .unknown }
        guard answer.isSuccess else { throw StripeFailure(status: answer.status, json["error"]) }
        return StripeAnswer(json: json, isReplayed: answer.headers["Idempotent-Replayed"] == "true")
    }
}

/// What Stripe has answered.
struct StripeAnswer {
    let json: JSONValue
    /// Whether it is what was answered to the same key before, and may have changed since.
    let isReplayed: Bool
}

/// Why Stripe has not done something.
enum StripeFailure: Error {
    /// It may have been done.
    case unknown
    case declined(Decline)
    /// A card was refused; the payment intent is as the answer says.
    case cardDeclined(Decline, intent: JSONValue)
    /// The object is not in a state that allows it.
    case unexpectedState
    case notFound

    /// Reads an error (https://docs.stripe.com/api/errors).
    init(status: Int, _ error: JSONValue?) {
        let (code, type) = (error?["code"]?.stringValue, error?["type"]?.stringValue)
        switch (status, type, code) {
        // Nothing is done with more requests than are allowed, or with a key that does not count.
        case (429, _, _), (401, _, _), (403, _, _): self = .declined(Decline(.unavailable, code: code ?? type))
        case (402, _, _):
            let word = error?["decline_code"]?.stringValue ?? code
            let decline = Decline(StripeFailure.reason(of: word), code: word)
            if let intent = error?["payment_intent"], intent["id"]?.stringValue != nil {
                self = .cardDeclined(decline, intent: intent)
            } else {
                self = .declined(decline)
            }
        case (404, _, _): self = .notFound
        case (400, _, "payment_intent_unexpected_state"), (400, _, "charge_already_captured"), (400, _, "charge_already_refunded"):
            self = .unexpectedState
        case (400, "invalid_request_error", _):
            let isAmount = code.map { $0.hasPrefix("amount_too_") || $0 == "invalid_charge_amount" } ?? false
            self = .declined(Decline(isAmount ? .amountNotAccepted : .invalid, code: code))
        // Another request with the key is under way, or was another one; or Stripe has failed.
        default: self = .unknown
        }
    }

    /// What Stripe's word for a decline means (https://docs.stripe.com/declines/codes).
    static func reason(of code: String?) -> Decline.Reason {
        switch code {
        case "insufficient_funds": .insufficientFunds
        case "expired_card": .expired
        case "incorrect_number", "incorrect_cvc", "incorrect_zip", "incorrect_pin", "incorrect_address", "invalid_number", "invalid_cvc",
            "invalid_expiry_month", "invalid_expiry_year", "invalid_pin", "pin_try_exceeded":
            .incorrectDetails
        case "authentication_required", "payment_intent_authentication_failure", "offline_pin_required", "online_or_offline_pin_required":
            .authenticationFailed
        case "card_velocity_exceeded", "withdrawal_count_limit_exceeded", "approve_with_id": .limitExceeded
        case "fraudulent", "lost_card", "stolen_card", "merchant_blacklist", "pickup_card", "restricted_card", "security_violation":
            .suspectedFraud
        case "card_not_supported", "currency_not_supported", "transaction_not_allowed", "not_permitted", "testmode_decline",
            "live_mode_test_card":
            .methodNotAccepted
        case "invalid_amount": .amountNotAccepted
        default: .refused
        }
    }
}
