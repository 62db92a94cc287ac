import CZlib
import Crypto
import Foundation
import MartletCommerce
import MartletJSON
import MartletKernel
import Synchronization

/// PayPal's API as far as the plugin speaks it, with a strict state machine and money that is counted.
///
/// ```swift
/// let paypal = FakePayPal(webhook: "WH1", time: shop.time)
/// shop.network.pass(to: paypal)
/// paypal.agree(to: order)
/// ```
public final class FakePayPal: FakeVendor {
    /// What a test asks of the money that has moved.
    public struct Charge: Sendable, Equatable {
        public let order: String
        /// The shop's name for the payment.
        public let payment: String?
        public let status: String
        public let amount: Money
        /// In minor units.
        public let captured: Int64
        public let refunded: Int64
    }

    /// How a buyer pays who agrees at PayPal's page.
    public enum Purse: Sendable {
        case full
        /// The buyer's bank says no when money is to be taken.
        case empty
    }

    struct Authorization {
        let id: String
        var status: String
        let created: Timestamp
    }

    struct Capture {
        let id: String
        let authorization: String?
        let amount: Int64
        let isFinal: Bool
        var refunded: Int64 = 0
    }

    struct Refund {
        let id: String
        let capture: String
        let amount: Int64
        let custom: JSONValue
    }

    struct Order {
        let id: String
        let number: Int
        let intent: String
        let amount: Money
        let custom: String?
        let invoice: JSONValue
        let returnURL: String?
        var status = "PAYER_ACTION_REQUIRED"
        var purse = Purse.full
        var authorizations: [Authorization] = []
        var captures: [Capture] = []
        var refunds: [Refund] = []

        var captured: Int64 { captures.reduce(0) { $0 + $1.amount } }
        var usable: Authorization? { authorizations.last { $0.status == "CREATED" || $0.status == "PARTIALLY_CAPTURED" } }
    }

    struct State {
        var orders: [Order] = []
        var answers: [String: (fingerprint: String, answer: HTTPTransportAnswer)] = [:]
        var tokens: Set<String> = []
        var requests: [HTTPTransportRequest] = []
        var events: [JSONValue] = []
        var count = 0

        mutating func next(_ prefix: String = "") -> String {
            count += 1
            return "\(prefix)\(String(100_000 + count, radix: 36, uppercase: true))"
        }
    }

    let state = Mutex(State())
    let time: any TimeSource
    /// Where PayPal's page for buyers is, to which an order's id is added.
    let page: String
    private let certificates: String
    private let webhook: String
    private let faults = FaultQueue()

    /// - Parameters:
    ///   - webhook: The id that messages are signed for.
    ///   - page: Where PayPal's page for buyers is, to which an order's id is added.
    ///   - certificates: Where the certificate is that messages name.
    public init(
        webhook: String, time: any TimeSource, page: String = "https://www.sandbox.paypal.com/checkoutnow?token=",
        certificates: String = "https://api.sandbox.paypal.com", numberingFrom start: Int = 0
    ) {
        self.webhook = webhook
        self.time = time
        self.page = page
        self.certificates = certificates
        state.withLock { $0.count = start }
    }

    /// What a shop must trust to believe the fake's messages, in PEM.
    public static var trustedRoots: String { FakeCertificate.shared.root }

    // MARK: What a test says and sees

    /// Lets faults befall the next requests, one each; `nil` is none. Requests for a token have none.
    public func fail(_ faults: PaymentFault?...) { self.faults.expect(faults) }

    /// Lets a fault befall every request from now on, or none.
    public func failAlways(_ fault: PaymentFault?) { faults.always(fault) }

    /// Takes back every token, as PayPal may at any time.
    public func dropTokens() { state.withLock { $0.tokens = [] } }

    /// Every order that there is, oldest first.
    public var charges: [Charge] {
        state.withLock { state in
            state.orders.map { order in
                Charge(
                    order: order.id, payment: order.custom, status: order.status, amount: order.amount, captured: order.captured,
                    refunded: order.captures.reduce(0) { $0 + $1.refunded })
            }
        }
    }

    /// What was sent, in order.
    public var requests: [HTTPTransportRequest] { state.withLock { $0.requests } }

    /// What PayPal has of a payment of the shop's.
    public func books(of payment: PaymentID) -> VendorBooks {
        state.withLock { state in
            let own = state.orders.filter { $0.custom == "\(payment)" }
            let promised = own.reduce(0) { sum, order in
                sum + (order.usable == nil || order.captures.contains(where: \.isFinal) ? 0 : order.amount.amount - order.captured)
            }
            return VendorBooks(
                attempts: own.count, promised: promised, taken: own.reduce(0) { $0 + $1.captured },
                givenBack: own.reduce(0) { $0 + $1.captures.reduce(0) { $0 + $1.refunded } })
        }
    }

    /// The order that was made last for a payment of the shop's.
    public func order(of payment: PaymentID) -> String? {
        state.withLock { $0.orders.last { $0.custom == "\(payment)" }?.id }
    }

    public func act(on payment: PaymentID, agrees: Bool) -> [String: String] {
        if agrees, let order = order(of: payment) { agree(to: order) }
        return [:]
    }

    public func bill(of object: String) -> FakeBill? {
        state.withLock { state in
            guard let order = state.orders.first(where: { $0.id == object }),
                let payment = order.custom.flatMap({ try? PaymentID($0) })
            else { return nil }
            return FakeBill(
                payment: payment, amount: order.amount, isOpen: order.status == "PAYER_ACTION_REQUIRED", returnURL: order.returnURL)
        }
    }

    /// The buyer agrees at PayPal's page.
    public func agree(to order: String, with purse: Purse = .full) {
        change(order) { order, state in
            guard order.status == "PAYER_ACTION_REQUIRED" else { return }
            order.status = "APPROVED"
            order.purse = purse
            tell("CHECKOUT.ORDER.APPROVED", "checkout-order", json(order), &state)
        }
    }

    /// Lets the buyer demand money back, or PayPal decide about it.
    public func dispute(_ order: String, status: String, outcome: String? = nil) {
        change(order) { order, state in
            guard let capture = order.captures.first else { return }
            let kind = status == "RESOLVED" ? "RESOLVED" : "CREATED"
            tell(
                "CUSTOMER.DISPUTE.\(kind)", "dispute",
                [
                    "dispute_id": .string("PP-D-\(order.number)"), "status": .string(status),
                    "reason": "MERCHANDISE_OR_SERVICE_NOT_RECEIVED",
                    "dispute_life_cycle_stage": "CHARGEBACK", "dispute_amount": amount(order.captured, order),
                    "dispute_outcome": outcome.map { ["outcome_code": .string($0)] } ?? .null,
                    "disputed_transactions": [
                        ["seller_transaction_id": .string(capture.id), "custom": order.custom.map { .string($0) } ?? .null]
                    ],
                ], &state)
        }
    }

    private func change(_ id: String, _ body: (inout Order, inout State) -> Void) {
        state.withLock { state in
            guard let index = state.orders.firstIndex(where: { $0.id == id }) else { return }
            var order = state.orders[index]
            body(&order, &state)
            state.orders[index] = order
        }
    }

    // MARK: Messages

    /// Takes the messages that wait for the shop, oldest first, signed as of now.
    public func takeMessages() -> [PaymentWebhook] {
        let events = state.withLock { state in
            defer { state.events = [] }
            return state.events
        }
        return events.map { message($0) }
    }

    /// A message of a test's own, signed as of a time.
    public func message(_ event: JSONValue, at time: Timestamp? = nil, webhook: String? = nil) -> PaymentWebhook {
        let body = event.jsonBytes
        let (id, sent) = ("b1\(event["id"]?.stringValue ?? "")", (time ?? self.time.now).description)
        let checksum = body.withUnsafeBytes { crc32_z(0, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), $0.count) }
        let signature = FakeCertificate.shared.sign("\(id)|\(sent)|\(webhook ?? self.webhook)|\(checksum)")
        return PaymentWebhook(
            body: body,
            headers: [
                "PayPal-Transmission-Id": id, "PayPal-Transmission-Time": sent, "PayPal-Transmission-Sig": signature,
                "PayPal-Cert-Url": "\(certificates)/v1/notifications/certs/CERT-1", "PayPal-Auth-Algo": "SHA256withRSA",
                "Content-Type": "application/json",
            ], receivedAt: self.time.now)
    }

    /// Has a message wait for the shop.
    func tell(_ kind: String, _ type: String, _ resource: JSONValue, _ state: inout State) {
        state.events.append([
            "id": .string("WH-\(state.next())"), "event_version": "1.0", "create_time": .string("\(time.now)"),
            "resource_type": .string(type), "resource_version": "2.0", "event_type": .string(kind), "summary": .string(kind),
            "resource": resource, "links": [],
        ])
    }

    // MARK: Answering

    public func send(_ request: HTTPTransportRequest) async throws(HTTPTransportError) -> HTTPTransportAnswer {
        let path = request.url.prefix { $0 != "?" }.split(separator: "/").dropFirst(2).map(String.init)
        state.withLock { $0.requests.append(request) }
        switch path.prefix(3) {
        case ["v1", "oauth2", "token"]: return token(request)
        case ["v1", "notifications", "certs"]:
            return HTTPTransportAnswer(status: path.count == 4 ? 200 : 404, body: Array(FakeCertificate.shared.chain.utf8))
        default: return try faults.answer(request) { request in state.withLock { answer(request, path, &$0) } }
        }
    }

    private func token(_ request: HTTPTransportRequest) -> HTTPTransportAnswer {
        guard request.headers["Authorization"]?.hasPrefix("Basic ") == true, FormBody(request.body)["grant_type"] == "client_credentials"
        else {
            return HTTPTransportAnswer(status: 401, body: Array(#"{"error": "invalid_client"}"#.utf8))
        }
        let token = state.withLock { state in
            let token = state.next("A21AA")
            state.tokens.insert(token)
            return token
        }
        return ok(["scope": "", "access_token": .string(token), "token_type": "Bearer", "app_id": "APP-1", "expires_in": 32_400])
    }

    private func answer(_ request: HTTPTransportRequest, _ path: [String], _ state: inout State) -> HTTPTransportAnswer {
        guard let token = request.headers["Authorization"]?.dropFirst("Bearer ".count), state.tokens.contains(String(token)) else {
            return HTTPTransportAnswer(
                status: 401, body: Array(#"{"error": "invalid_token", "error_description": "Token signature verification failed"}"#.utf8))
        }
        if request.method == .get { return get(path, state) }
        guard request.body.isEmpty || (try? JSONValue.parse(request.body)) != nil else {
            return refusal(400, "MALFORMED_REQUEST_JSON")
        }
        let body = request.body.isEmpty ? JSONValue.object([:]) : (try? JSONValue.parse(request.body)) ?? .null
        guard let key = request.headers["PayPal-Request-Id"] else { return post(path, body, &state) }
        guard key.count <= 108 else { return refusal(400, "INVALID_STRING_LENGTH") }
        let fingerprint = "\(path) \(body)"
        if let known = state.answers[key] {
            guard known.fingerprint == fingerprint else { return refusal(422, "DUPLICATE_REQUEST_ID") }
            return HTTPTransportAnswer(status: 200, headers: known.answer.headers, body: known.answer.body)
        }
        let answer = post(path, body, &state)
        if answer.isSuccess { state.answers[key] = (fingerprint, answer) }
        return answer
    }
}
