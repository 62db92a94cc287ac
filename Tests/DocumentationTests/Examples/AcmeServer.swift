import Crypto
import MartletCommerce
import MartletJSON
import MartletKernel
import MartletTesting
import Synchronization

// region: server
/// What stands for Acme in tests: it counts money, and refuses what Acme refuses.
final class AcmeServer: HTTPTransport {
    struct Payment {
        let number: Int
        let amount: Int64
        let currency: String
        var state: String
        var captures: [String: Int64] = [:]
        var refunds: [(key: String, amount: Int64)] = []
        var captured: Int64 { captures.values.reduce(0, +) }
        var refunded: Int64 { refunds.reduce(0) { $0 + $1.amount } }
    }

    private struct State {
        var payments: [String: Payment] = [:]
        var faults: [PaymentFault] = []
        var messages: [PaymentWebhook] = []
    }

    private let state = Mutex(State())
    let time: any TimeSource

    init(time: any TimeSource) { self.time = time }

    /// Lets a fault befall the next two requests.
    func fail(_ fault: PaymentFault) { state.withLock { $0.faults = [fault, fault] } }

    func books(_ payment: PaymentID) -> PaymentBench.Books {
        guard let found = state.withLock({ $0.payments["\(payment)"] }) else {
            return PaymentBench.Books(attempts: 0, promised: 0, taken: 0, givenBack: 0)
        }
        return PaymentBench.Books(
            attempts: 1, promised: found.state == "authorized" ? found.amount - found.captured : 0, taken: found.captured,
            givenBack: found.refunded)
    }

    func takeMessages() -> [PaymentWebhook] {
        state.withLock { state in
            defer { state.messages = [] }
            return state.messages
        }
    }

    func send(_ request: HTTPTransportRequest) async throws(HTTPTransportError) -> HTTPTransportAnswer {
        switch state.withLock({ $0.faults.isEmpty ? nil : $0.faults.removeFirst() }) {
        case nil: return state.withLock { answer(request, &$0) }
        case .unreachable: throw .unreachable("nobody listens")
        case .silenceAfter:
            _ = state.withLock { answer(request, &$0) }
            throw .timedOut
        case .errorBefore: return HTTPTransportAnswer(status: 500)
        case .errorAfter:
            _ = state.withLock { answer(request, &$0) }
            return HTTPTransportAnswer(status: 502)
        case .garbage:
            _ = state.withLock { answer(request, &$0) }
            return HTTPTransportAnswer(status: 200, body: Array("<html>".utf8))
        case .limit: return HTTPTransportAnswer(status: 429, body: Array("{}".utf8))
        }
    }

    private func answer(_ request: HTTPTransportRequest, _ state: inout State) -> HTTPTransportAnswer {
        let path = request.url.split(separator: "/").dropFirst(3).map(String.init)
        let (id, body) = (path[1], (try? JSONValue.parse(request.body)) ?? [:])
        guard request.method == .put else { return state.payments[id].map { ok(id, $0) } ?? refusal(404, "unknown") }
        let amount = body["amount"]?.integerValue ?? 0
        if path.count == 2, state.payments[id] == nil {
            guard body["card"] != "tok_declined" else {
                return HTTPTransportAnswer(status: 402, body: JSONValue.object(["message": "The card's limit is reached."]).jsonBytes)
            }
            let isTaken = body["capture"] == true
            state.payments[id] = Payment(
                number: state.payments.count + 1, amount: amount, currency: body["currency"]?.stringValue ?? "",
                state: isTaken ? "captured" : "authorized", captures: isTaken ? ["": amount] : [:])
        }
        guard var payment = state.payments[id] else { return refusal(404, "unknown") }
        switch path.count > 2 ? path[2] : "" {
        case "captures" where payment.captures[path[3]] == nil:
            guard payment.state == "authorized", amount <= payment.amount - payment.captured else { return refusal(409, "not_open") }
            payment.captures[path[3]] = amount
            if body["final"] == true || payment.captured == payment.amount { payment.state = "captured" }
        case "void" where payment.state != "voided":
            guard payment.state == "authorized" else { return refusal(409, "not_open") }
            payment.state = "voided"
        case "refunds" where !payment.refunds.contains(where: { $0.key == path[3] }):
            guard amount <= payment.captured - payment.refunded else { return refusal(409, "too_much") }
            payment.refunds.append((path[3], amount))
        default: break
        }
        state.payments[id] = payment
        tell(id, payment, &state)
        return ok(id, payment)
    }

    private func json(_ id: String, _ payment: Payment) -> JSONValue {
        [
            "id": .string("acme_\(payment.number)"), "payment": .string(id), "amount": .integer(payment.amount),
            "currency": .string(payment.currency), "state": .string(payment.state), "captured": .integer(payment.captured),
            "refunds": .array(payment.refunds.map { ["key": .string($0.key), "amount": .integer($0.amount)] }),
        ]
    }

    private func tell(_ id: String, _ payment: Payment, _ state: inout State) {
        let event: JSONValue = ["id": .string("event_\(state.messages.count + 1)"), "payment": json(id, payment)]
        let code = HMAC<SHA256>.authenticationCode(for: event.jsonBytes, using: SymmetricKey(data: Array("acme-secret".utf8)))
        state.messages.append(
            PaymentWebhook(body: event.jsonBytes, headers: ["Acme-Signature": Array(code).hexadecimal], receivedAt: time.now))
    }

    private func ok(_ id: String, _ payment: Payment) -> HTTPTransportAnswer {
        HTTPTransportAnswer(status: 200, body: json(id, payment).jsonBytes)
    }

    private func refusal(_ status: Int, _ code: String) -> HTTPTransportAnswer {
        HTTPTransportAnswer(status: status, body: JSONValue.object(["code": .string(code)]).jsonBytes)
    }
}
// endregion
