import Crypto
import Foundation
import MartletCommerce
import MartletJSON
import MartletKernel
import Synchronization

/// Stripe's API as far as the plugin speaks it, with a strict state machine and money that is counted: it refuses what Stripe refuses,
/// and does wrong only when it is told to.
///
/// ```swift
/// let stripe = FakeStripe(webhookSecret: "whsec_test", time: shop.time)
/// shop.network.pass(to: stripe)
/// ```
public final class FakeStripe: FakeVendor {
    /// What a charge was, when a test asks whether money moved as it should have.
    public struct Charge: Sendable, Equatable {
        public let intent: String
        /// The shop's name for the payment.
        public let payment: String?
        public let amount: Int64
        public let status: String
        public let received: Int64
        public let refunded: Int64
    }

    struct Intent {
        let id: String
        let number: Int
        let amount: Int64
        let currency: String
        let isManual: Bool
        let isMulticapture: Bool
        let metadata: [String: String]
        let created: Int64
        var status = "requires_payment_method"
        var received: Int64 = 0
        var refunded: Int64 = 0
        var isReleased = false
        var lastError: JSONValue = .null
        var returnURL: String?
        var customer: String?
        var isSaving = false
        var method: String?
    }

    /// A card that somebody has saved, or is saving.
    struct Card {
        let id: String
        let customer: String
        /// The test card that it is.
        let kind: String
        var isAttached = true
    }

    struct Setup {
        let id: String
        let customer: String
        var status = "requires_payment_method"
        var method: String?
        var card: String?
    }

    struct Refund {
        let id: String
        let intent: String
        let amount: Int64
        let currency: String
        let metadata: [String: String]
        var status: String
    }

    struct State {
        var intents: [String: Intent] = [:]
        var refunds: [String: Refund] = [:]
        var customers: Set<String> = []
        var cards: [String: Card] = [:]
        var setups: [String: Setup] = [:]
        var answers: [String: (fingerprint: String, answer: HTTPTransportAnswer)] = [:]
        var requests: [HTTPTransportRequest] = []
        var events: [JSONValue] = []
        var count = 0
        var pendingRefunds = false

        mutating func next() -> Int {
            count += 1
            return count
        }
    }

    let state = Mutex(State())
    let time: any TimeSource
    private let faults = FaultQueue()
    /// Where the page of the buyers' banks is.
    let bank: String
    private let webhookSecret: String

    public init(webhookSecret: String, time: any TimeSource, bank: String = "https://bank.test", numberingFrom start: Int = 0) {
        self.webhookSecret = webhookSecret
        self.time = time
        self.bank = bank
        state.withLock { $0.count = start }
    }

    // MARK: What a test says and sees

    /// Lets faults befall the next requests, one each; `nil` is none.
    public func fail(_ faults: PaymentFault?...) { self.faults.expect(faults) }

    /// Lets a fault befall every request from now on, or none.
    public func failAlways(_ fault: PaymentFault?) { faults.always(fault) }

    /// Lets refunds take their time from now on: they are pending until ``endRefunds(succeeding:)``.
    public func holdRefunds() { state.withLock { $0.pendingRefunds = true } }

    /// Every intent that there is, oldest first.
    public var charges: [Charge] {
        state.withLock { state in
            state.intents.values.sorted { $0.number < $1.number }.map {
                Charge(
                    intent: $0.id, payment: $0.metadata["martlet_payment"], amount: $0.amount, status: $0.status, received: $0.received,
                    refunded: $0.refunded)
            }
        }
    }

    /// What Stripe has of a payment of the shop's.
    public func books(of payment: PaymentID) -> VendorBooks {
        let own = charges.filter { $0.payment == "\(payment)" }
        let promised = own.filter { $0.status == "requires_capture" }.reduce(0) { $0 + $1.amount - $1.received }
        return VendorBooks(
            attempts: own.count, promised: promised, taken: own.reduce(0) { $0 + $1.received },
            givenBack: own.reduce(0) { $0 + $1.refunded })
    }

    /// What was sent, in order.
    public var requests: [HTTPTransportRequest] { state.withLock { $0.requests } }

    /// Takes the messages that wait for the shop, oldest first, signed as of now.
    public func takeMessages() -> [PaymentWebhook] {
        let events = state.withLock { state in
            defer { state.events = [] }
            return state.events
        }
        return events.map { message($0) }
    }

    /// A message of the shop's choosing, signed as of a time.
    public func message(_ event: JSONValue, at time: Timestamp? = nil, secret: String? = nil) -> PaymentWebhook {
        let body = event.jsonBytes
        let seconds = (time ?? self.time.now).milliseconds / 1_000
        let key = SymmetricKey(data: Data((secret ?? webhookSecret).utf8))
        let signature = Array(HMAC<SHA256>.authenticationCode(for: Array("\(seconds).".utf8) + body, using: key)).hexadecimal
        return PaymentWebhook(
            body: body, headers: ["Stripe-Signature": "t=\(seconds),v1=\(signature)", "Content-Type": "application/json"],
            receivedAt: self.time.now)
    }

    /// What the shopper does in the browser: pays with a test card, by Stripe's own code.
    public func pay(_ intent: String, with card: String = "pm_card_visa") {
        state.withLock { state in
            guard let found = state.intents[intent], found.status == "requires_payment_method" else { return }
            _ = confirm(found, FormBody("payment_method=\(card)&return_url=https://shop.test"), &state)
        }
    }

    public func act(on payment: PaymentID, agrees: Bool) -> [String: String] {
        guard let charge = charges.last(where: { $0.payment == "\(payment)" }) else { return [:] }
        if charge.status == "requires_payment_method" {
            pay(charge.intent, with: agrees ? "pm_card_visa" : "pm_card_authenticationRequired")
        }
        authenticate(charge.intent, succeeds: agrees)
        return [:]
    }

    public func bill(of object: String) -> FakeBill? {
        state.withLock { state in
            guard let intent = state.intents[object], let payment = intent.metadata["martlet_payment"].flatMap({ try? PaymentID($0) }),
                let currency = try? Currency(code: intent.currency.uppercased())
            else { return nil }
            let isOpen = ["requires_payment_method", "requires_action"].contains(intent.status)
            return FakeBill(payment: payment, amount: Money(intent.amount, currency), isOpen: isOpen, returnURL: intent.returnURL)
        }
    }

    /// The names of the cards that customers have saved and not removed.
    public var savedTokens: [String] { state.withLock { $0.cards.values.filter(\.isAttached).map(\.id).sorted() } }

    /// A customer gives a card to Stripe's own code to save it, or proves who they are.
    public func finish(_ setup: String, with card: String = "pm_card_visa") {
        state.withLock { state in
            guard var found = state.setups[setup], found.status != "succeeded" else { return }
            attach(found.card ?? card, &found, &state)
            state.setups[setup] = found
        }
    }

    /// The shopper proves who they are at the bank's page, or fails to.
    public func authenticate(_ intent: String, succeeds: Bool = true) {
        state.withLock { state in
            guard var found = state.intents[intent], found.status == "requires_action" else { return }
            if succeeds {
                charge(&found, &state)
            } else {
                found.status = "requires_payment_method"
                found.lastError = ["code": "payment_intent_authentication_failure", "type": "card_error"]
                tell("payment_intent.payment_failed", json(found), &state)
            }
            state.intents[intent] = found
        }
    }

    /// Lets pending refunds end.
    public func endRefunds(succeeding: Bool) {
        state.withLock { state in
            state.pendingRefunds = false
            for (id, refund) in state.refunds where refund.status == "pending" {
                state.refunds[id]?.status = succeeding ? "succeeded" : "failed"
                if !succeeding { state.intents[refund.intent]?.refunded -= refund.amount }
                if let ended = state.refunds[id] { tell("charge.refund.updated", json(ended), &state) }
            }
        }
    }

    /// Somebody pays by card without the shop.
    public func charge(_ amount: Int64, _ currency: String) {
        state.withLock { state in
            let number = state.next()
            var intent = Intent(
                id: "pi_\(number)", number: number, amount: amount, currency: currency.lowercased(), isManual: false, isMulticapture: false,
                metadata: [:], created: created())
            charge(&intent, &state)
            state.intents[intent.id] = intent
        }
    }

    /// Gives money back at Stripe's dashboard, without the shop.
    public func refundByHand(_ intent: String, _ amount: Int64) {
        state.withLock { state in
            guard let found = state.intents[intent] else { return }
            _ = refund(found, amount, [:], &state)
        }
    }

    /// Lets the shopper's bank demand a payment back, or decide about it.
    public func dispute(_ intent: String, status: String) {
        state.withLock { state in
            guard let found = state.intents[intent] else { return }
            tell(
                status == "needs_response" ? "charge.dispute.created" : "charge.dispute.closed",
                [
                    "id": .string("dp_\(found.number)"), "object": "dispute", "amount": .integer(found.received),
                    "currency": .string(found.currency), "charge": .string("ch_\(found.number)"), "payment_intent": .string(found.id),
                    "reason": "fraudulent", "status": .string(status), "evidence_details": ["due_by": .integer(created() + 600_000)],
                ], &state)
        }
    }

    // MARK: Answering

    public func send(_ request: HTTPTransportRequest) async throws(HTTPTransportError) -> HTTPTransportAnswer {
        state.withLock { $0.requests.append(request) }
        return try faults.answer(request) { request in state.withLock { answer(request, &$0) } }
    }

    private func answer(_ request: HTTPTransportRequest, _ state: inout State) -> HTTPTransportAnswer {
        guard request.headers["Authorization"]?.hasPrefix("Bearer sk_") == true else {
            return error(401, "invalid_request_error", nil, "You did not provide an API key.")
        }
        let parts = request.url.split(separator: "?", maxSplits: 1)
        let path = parts[0].split(separator: "/").dropFirst(2).map(String.init)
        if request.method == .get { return get(path, FormBody(parts.count > 1 ? String(parts[1]) : ""), state) }
        guard let key = request.headers["Idempotency-Key"] else { return post(path, FormBody(request.body), &state) }
        let fingerprint = "\(path) \(String(decoding: request.body, as: UTF8.self))"
        if let known = state.answers[key] {
            guard known.fingerprint == fingerprint else {
                return error(400, "idempotency_error", "idempotency_key_in_use", "Keys can only be used with the same parameters.")
            }
            var headers = known.answer.headers
            headers["Idempotent-Replayed"] = "true"
            return HTTPTransportAnswer(status: known.answer.status, headers: headers, body: known.answer.body)
        }
        let answer = post(path, FormBody(request.body), &state)
        // A request that is found wrong before anything is done is not kept.
        if answer.status != 400 { state.answers[key] = (fingerprint, answer) }
        return answer
    }
}
