import Crypto
import Foundation
import MartletCommerce
import MartletJSON
import MartletKernel
import Synchronization

/// Razorpay's API as far as the plugin speaks it, with a strict state machine and money that is counted.
public final class FakeRazorpay: FakeVendor {
    /// What a test asks of the money that has moved.
    public struct Charge: Sendable, Equatable {
        public let order: String
        public let payment: String
        public let status: String
        public let amount: Int64
        public let refunded: Int64
    }

    struct Order {
        let id: String
        let amount: Int64
        let currency: String
        let receipt: String
        let isAutomatic: Bool
        let notes: JSONValue
        let created: Int64
    }

    struct Payment {
        let id: String
        let order: String
        let amount: Int64
        let currency: String
        let created: Int64
        var status: String
        var refunds: [(id: String, amount: Int64, receipt: String, notes: JSONValue)] = []
        var refunded: Int64 { refunds.reduce(0) { $0 + $1.amount } }
    }

    struct State {
        var orders: [Order] = []
        var payments: [Payment] = []
        var keys: [String: (fingerprint: String, answer: HTTPTransportAnswer)] = [:]
        var requests: [HTTPTransportRequest] = []
        var events: [JSONValue] = []
        var count = 0

        mutating func next() -> String {
            count += 1
            return String(10_000 + count)
        }
    }

    let state = Mutex(State())
    private let time: any TimeSource
    private let faults = FaultQueue()
    private let keySecret: String
    private let webhookSecret: String

    public init(keySecret: String, webhookSecret: String, time: any TimeSource, numberingFrom start: Int = 0) {
        self.keySecret = keySecret
        self.webhookSecret = webhookSecret
        self.time = time
        state.withLock { $0.count = start }
    }

    // MARK: What a test says and sees

    /// Lets faults befall the next requests, one each; `nil` is none.
    public func fail(_ faults: PaymentFault?...) { self.faults.expect(faults) }

    /// Lets a fault befall every request from now on, or none.
    public func failAlways(_ fault: PaymentFault?) { faults.always(fault) }

    /// Every attempt to pay, oldest first.
    public var charges: [Charge] {
        state.withLock { state in
            state.payments.map {
                Charge(order: $0.order, payment: $0.id, status: $0.status, amount: $0.amount, refunded: $0.refunded)
            }
        }
    }

    /// What was sent, in order.
    public var requests: [HTTPTransportRequest] { state.withLock { $0.requests } }

    /// What Razorpay has of a payment of the shop's.
    public func books(of payment: PaymentID) -> VendorBooks {
        state.withLock { state in
            let orders = Set(state.orders.filter { $0.receipt == "\(payment)" }.map(\.id))
            let own = state.payments.filter { orders.contains($0.order) && $0.status != "failed" }
            let taken = own.filter { $0.status != "authorized" }
            return VendorBooks(
                attempts: own.count, promised: own.filter { $0.status == "authorized" }.reduce(0) { $0 + $1.amount },
                taken: taken.reduce(0) { $0 + $1.amount }, givenBack: taken.reduce(0) { $0 + $1.refunded })
        }
    }

    /// The oldest order that was made for a payment of the shop's.
    public func order(of payment: PaymentID) -> String? {
        state.withLock { $0.orders.first { $0.receipt == "\(payment)" }?.id }
    }

    public func act(on payment: PaymentID, agrees: Bool) -> [String: String] {
        order(of: payment).map { pay($0, succeeds: agrees) } ?? [:]
    }

    public func bill(of object: String) -> FakeBill? {
        state.withLock { state in
            guard let order = state.orders.first(where: { $0.id == object }), let payment = try? PaymentID(order.receipt),
                let currency = try? Currency(code: order.currency)
            else { return nil }
            let isOpen = !state.payments.contains { $0.order == object && $0.status != "failed" }
            return FakeBill(payment: payment, amount: Money(order.amount, currency), isOpen: isOpen, returnURL: nil)
        }
    }

    /// The buyer pays in Razorpay's form, or fails to. Returns what the form hands to the shop's page.
    public func pay(_ order: String, succeeds: Bool = true) -> [String: String] {
        state.withLock { state in
            guard let found = state.orders.first(where: { $0.id == order }),
                !state.payments.contains(where: { $0.order == order && $0.status != "failed" })
            else { return [:] }
            let status = succeeds ? (found.isAutomatic ? "captured" : "authorized") : "failed"
            let payment = Payment(
                id: "pay_\(state.next())", order: order, amount: found.amount, currency: found.currency, created: now, status: status)
            state.payments.append(payment)
            if succeeds { tell("payment.authorized", payment, &state) }
            if status != "authorized" { tell("payment.\(status)", payment, &state) }
            guard succeeds else { return [:] }
            return [
                "razorpay_order_id": order, "razorpay_payment_id": payment.id,
                "razorpay_signature": sign(Array("\(order)|\(payment.id)".utf8), keySecret),
            ]
        }
    }

    /// Takes the messages that wait for the shop, oldest first.
    public func takeMessages() -> [PaymentWebhook] {
        let events = state.withLock { state in
            defer { state.events = [] }
            return state.events
        }
        return events.map { message($0) }
    }

    /// A message of a test's own.
    public func message(_ event: JSONValue, secret: String? = nil) -> PaymentWebhook {
        let body = event.jsonBytes
        return PaymentWebhook(
            body: body, headers: ["X-Razorpay-Signature": sign(body, secret ?? webhookSecret), "Content-Type": "application/json"],
            receivedAt: time.now)
    }

    private func sign(_ bytes: [UInt8], _ secret: String) -> String {
        Array(HMAC<SHA256>.authenticationCode(for: bytes, using: SymmetricKey(data: Data(secret.utf8)))).hexadecimal
    }

    private var now: Int64 { time.now.milliseconds / 1_000 }

    // MARK: Answering

    public func send(_ request: HTTPTransportRequest) async throws(HTTPTransportError) -> HTTPTransportAnswer {
        state.withLock { $0.requests.append(request) }
        return try faults.answer(request) { request in state.withLock { answer(request, &$0) } }
    }

    private func answer(_ request: HTTPTransportRequest, _ state: inout State) -> HTTPTransportAnswer {
        guard request.headers["Authorization"]?.hasPrefix("Basic ") == true else { return refusal(401, "Authentication failed") }
        let parts = request.url.split(separator: "?", maxSplits: 1)
        let path = parts[0].split(separator: "/").dropFirst(3).map(String.init)
        if request.method == .get { return get(path, FormBody(parts.count > 1 ? String(parts[1]) : ""), state) }
        guard let body = try? JSONValue.parse(request.body) else { return refusal(400, "The request is no JSON") }
        guard let key = request.headers["X-Refund-Idempotency"] else { return post(path, body, &state) }
        guard key.count >= 10 else { return refusal(400, "The key is too short") }
        let fingerprint = "\(path) \(body)"
        if let known = state.keys[key] { return known.fingerprint == fingerprint ? known.answer : refusal(400, "Different request body") }
        let answer = post(path, body, &state)
        if answer.isSuccess { state.keys[key] = (fingerprint, answer) }
        return answer
    }

    private func get(_ path: [String], _ query: FormBody, _ state: State) -> HTTPTransportAnswer {
        switch (path.first, path.count) {
        case ("orders", 1): return list(state.orders.filter { $0.receipt == query["receipt"] }.reversed().map(json), query)
        case ("orders", 2): return state.orders.first { $0.id == path[1] }.map { ok(json($0)) } ?? refusal(404, "No such order")
        case ("orders", 3): return list(state.payments.filter { $0.order == path[1] }.map(json), FormBody(""))
        case ("payments", 1):
            let since = query["from"].flatMap { Int64($0) } ?? 0
            return list(state.payments.filter { $0.created >= since }.reversed().map(json), query)
        case ("payments", 3):
            guard let payment = state.payments.first(where: { $0.id == path[1] }) else { return refusal(404, "No such payment") }
            return list(payment.refunds.reversed().map { json($0, of: payment) }, query)
        default: return refusal(404, "The requested URL was not found")
        }
    }

    private func post(_ path: [String], _ body: JSONValue, _ state: inout State) -> HTTPTransportAnswer {
        if path == ["orders"] { return order(body, &state) }
        guard path.count == 3, path[0] == "payments", let index = state.payments.firstIndex(where: { $0.id == path[1] }) else {
            return refusal(404, "The requested URL was not found")
        }
        var payment = state.payments[index]
        let amount = body["amount"]?.integerValue ?? payment.amount
        if let unknown = Set(body.objectValue?.keys ?? []).subtracting(["amount", "currency", "speed", "receipt", "notes"]).first {
            return refusal(400, "\(unknown) is/are not required and should not be sent")
        }
        switch path[2] {
        case "capture":
            guard payment.status == "authorized" else { return refusal(400, "This payment has already been captured") }
            guard amount == payment.amount else { return refusal(400, "Capture amount must be equal to the amount authorized", "amount") }
            guard body["currency"]?.stringValue == payment.currency else { return refusal(400, "The currency is another", "currency") }
            payment.status = "captured"
            state.payments[index] = payment
            tell("payment.captured", payment, &state)
            return ok(json(payment))
        case "refund":
            guard payment.status == "captured" else {
                return refusal(400, "The payment has been fully refunded already, or was not captured")
            }
            guard amount > 0, amount <= payment.amount - payment.refunded else {
                return refusal(400, "The refund amount provided is greater than amount captured", "amount")
            }
            let refund = (
                id: "rfnd_\(state.next())", amount: amount, receipt: body["receipt"]?.stringValue ?? "", notes: body["notes"] ?? []
            )
            payment.refunds.append(refund)
            if payment.refunded == payment.amount { payment.status = "refunded" }
            state.payments[index] = payment
            let entity = json(refund, of: payment)
            tell("refund.processed", payment, &state, refund: entity)
            return ok(entity)
        default: return refusal(404, "The requested URL was not found")
        }
    }

    private func order(_ body: JSONValue, _ state: inout State) -> HTTPTransportAnswer {
        if let unknown = Set(body.objectValue?.keys ?? []).subtracting(["amount", "currency", "receipt", "notes", "payment"]).first {
            return refusal(400, "\(unknown) is/are not required and should not be sent")
        }
        guard let amount = body["amount"]?.integerValue, amount >= 100 else {
            return refusal(400, "Order amount less than minimum amount allowed", "amount")
        }
        guard let currency = body["currency"]?.stringValue, (try? Currency(code: currency)) != nil else {
            return refusal(400, "Currency is not supported", "currency")
        }
        let receipt = body["receipt"]?.stringValue ?? ""
        guard receipt.count <= 40 else { return refusal(400, "receipt: the length must be no more than 40.", "receipt") }
        let made = Order(
            id: "order_\(state.next())", amount: amount, currency: currency, receipt: receipt,
            isAutomatic: body["payment"]?["capture"] == "automatic", notes: body["notes"] ?? [], created: now)
        state.orders.append(made)
        return ok(json(made))
    }

    // MARK: Objects

    private func json(_ order: Order) -> JSONValue {
        [
            "id": .string(order.id), "entity": "order", "amount": .integer(order.amount), "currency": .string(order.currency),
            "receipt": .string(order.receipt), "status": "created", "attempts": 0, "notes": order.notes,
            "created_at": .integer(order.created),
        ]
    }

    private func json(_ payment: Payment) -> JSONValue {
        [
            "id": .string(payment.id), "entity": "payment", "amount": .integer(payment.amount), "currency": .string(payment.currency),
            "status": .string(payment.status), "order_id": .string(payment.order), "method": "upi",
            "amount_refunded": .integer(payment.refunded), "captured": .bool(payment.status != "authorized"),
            "error_code": payment.status == "failed" ? "BAD_REQUEST_ERROR" : .null, "notes": [], "created_at": .integer(payment.created),
        ]
    }

    private func json(_ refund: (id: String, amount: Int64, receipt: String, notes: JSONValue), of payment: Payment) -> JSONValue {
        [
            "id": .string(refund.id), "entity": "refund", "amount": .integer(refund.amount), "currency": .string(payment.currency),
            "payment_id": .string(payment.id), "receipt": .string(refund.receipt), "notes": refund.notes, "status": "processed",
            "speed_processed": "normal", "created_at": .integer(now),
        ]
    }

    private func tell(_ kind: String, _ payment: Payment, _ state: inout State, refund: JSONValue? = nil) {
        var payload: JSONObject = ["payment": ["entity": json(payment)]]
        if let refund { payload["refund"] = ["entity": refund] }
        state.events.append([
            "entity": "event", "account_id": "acc_1", "event": .string(kind), "contains": .array(payload.keys.map { .string($0) }),
            "payload": .object(payload), "created_at": .integer(now),
        ])
    }

    private func list(_ all: [JSONValue], _ query: FormBody) -> HTTPTransportAnswer {
        let shown = all.dropFirst(query["skip"].flatMap { Int($0) } ?? 0).prefix(query["count"].flatMap { Int($0) } ?? 10)
        return ok(["entity": "collection", "count": .integer(Int64(shown.count)), "items": .array(Array(shown))])
    }

    private func ok(_ json: JSONValue) -> HTTPTransportAnswer { HTTPTransportAnswer(status: 200, body: json.jsonBytes) }

    private func refusal(_ status: Int, _ description: String, _ field: String? = nil) -> HTTPTransportAnswer {
        let error: JSONValue = [
            "code": "BAD_REQUEST_ERROR", "description": .string(description), "field": field.map { .string($0) } ?? .null,
        ]
        return HTTPTransportAnswer(status: status, body: JSONValue.object(["error": error]).jsonBytes)
    }
}
