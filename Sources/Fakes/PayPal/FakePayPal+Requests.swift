import MartletCommerce
import MartletJSON
import MartletKernel

/// What the fake does with each request.
extension FakePayPal {
    func get(_ path: [String], _ state: State) -> HTTPTransportAnswer {
        guard path.count == 4, path.prefix(3) == ["v2", "checkout", "orders"], let order = state.orders.first(where: { $0.id == path[3] })
        else { return refusal(404, "INVALID_RESOURCE_ID", name: "RESOURCE_NOT_FOUND") }
        return ok(json(order))
    }

    func post(_ path: [String], _ body: JSONValue, _ state: inout State) -> HTTPTransportAnswer {
        switch (path.dropFirst().first, path.count) {
        case ("checkout", 3): return create(body, &state)
        case ("checkout", 5): return with({ $0.id == path[3] }, &state) { take($0, path[4], &$1) }
        case ("payments", 5) where path[2] == "authorizations":
            return with({ $0.authorizations.contains { $0.id == path[3] } }, &state) { order, state in
                switch path[4] {
                case "capture": capture(order, path[3], body, &state)
                case "void": void(order, path[3])
                case "reauthorize": renew(order, path[3], body, &state)
                default: (order, refusal(404, "INVALID_RESOURCE_ID"))
                }
            }
        case ("payments", 5) where path[2] == "captures" && path[4] == "refund":
            return with({ $0.captures.contains { $0.id == path[3] } }, &state) { refund($0, path[3], body, &$1) }
        case ("notifications", 3) where path[2] == "verify-webhook-signature": return verify(body)
        default: return refusal(404, "INVALID_RESOURCE_ID", name: "RESOURCE_NOT_FOUND")
        }
    }

    /// Changes the order that is meant.
    private func with(
        _ isMeant: (Order) -> Bool, _ state: inout State, _ body: (Order, inout State) -> (Order, HTTPTransportAnswer)
    ) -> HTTPTransportAnswer {
        guard let index = state.orders.firstIndex(where: isMeant) else {
            return refusal(404, "INVALID_RESOURCE_ID", name: "RESOURCE_NOT_FOUND")
        }
        let (order, answer) = body(state.orders[index], &state)
        state.orders[index] = order
        return answer
    }

    // MARK: Orders

    private func create(_ body: JSONValue, _ state: inout State) -> HTTPTransportAnswer {
        if let unknown = unknown(in: body, beside: ["intent", "purchase_units", "payment_source"]) { return unknown }
        guard let intent = body["intent"]?.stringValue, ["CAPTURE", "AUTHORIZE"].contains(intent) else {
            return refusal(400, "INVALID_PARAMETER_VALUE")
        }
        guard let units = body["purchase_units"]?.arrayValue, units.count == 1 else { return refusal(400, "MISSING_REQUIRED_PARAMETER") }
        if let unknown = unknown(in: units[0], beside: ["amount", "description", "custom_id", "invoice_id"]) { return unknown }
        let amount: Money
        switch money(units[0]["amount"]) {
        case .success(let read): amount = read
        case .failure(let refused): return refusal(422, refused.issue)
        }
        let context = body["payment_source"]?["paypal"]?["experience_context"]
        var order = Order(
            id: state.next("5O1"), number: state.orders.count + 1, intent: intent, amount: amount,
            custom: units[0]["custom_id"]?.stringValue, invoice: units[0]["invoice_id"] ?? .null,
            returnURL: context?["return_url"]?.stringValue)
        order.status = "PAYER_ACTION_REQUIRED"
        state.orders.append(order)
        return ok(json(order), status: 201)
    }

    /// Takes or promises what the buyer has agreed to.
    private func take(_ order: Order, _ action: String, _ state: inout State) -> (Order, HTTPTransportAnswer) {
        var order = order
        guard action == order.intent.lowercased() else { return (order, refusal(422, "ACTION_DOES_NOT_MATCH_INTENT")) }
        switch order.status {
        case "COMPLETED":
            return (order, refusal(422, action == "capture" ? "ORDER_ALREADY_CAPTURED" : "ORDER_ALREADY_AUTHORIZED"))
        case "APPROVED": break
        default: return (order, refusal(422, "ORDER_NOT_APPROVED"))
        }
        guard case .full = order.purse else {
            // The buyer may go back and choose another card.
            order.status = "PAYER_ACTION_REQUIRED"
            return (order, refusal(422, "INSTRUMENT_DECLINED"))
        }
        order.status = "COMPLETED"
        if action == "capture" {
            let capture = Capture(id: state.next("3C6"), authorization: nil, amount: order.amount.amount, isFinal: true)
            order.captures.append(capture)
            tell("PAYMENT.CAPTURE.COMPLETED", "capture", json(capture, of: order), &state)
        } else {
            let made = Authorization(id: state.next("0AW"), status: "CREATED", created: time.now)
            order.authorizations.append(made)
            tell("PAYMENT.AUTHORIZATION.CREATED", "authorization", json(made, of: order), &state)
        }
        return (order, ok(json(order), status: 201))
    }

    // MARK: Promises

    private func capture(_ order: Order, _ id: String, _ body: JSONValue, _ state: inout State) -> (Order, HTTPTransportAnswer) {
        var order = order
        if let unknown = unknown(in: body, beside: ["amount", "final_capture"]) { return (order, unknown) }
        guard let index = order.authorizations.firstIndex(where: { $0.id == id }) else {
            return (order, refusal(404, "INVALID_RESOURCE_ID"))
        }
        switch order.authorizations[index].status {
        case "CREATED", "PARTIALLY_CAPTURED": break
        case "VOIDED": return (order, refusal(422, "AUTHORIZATION_VOIDED"))
        default: return (order, refusal(422, "AUTHORIZATION_ALREADY_CAPTURED"))
        }
        // An authorization lapses after 29 days.
        guard time.now < order.authorizations[index].created + .seconds(29 * 86_400) else {
            return (order, refusal(422, "AUTHORIZATION_EXPIRED"))
        }
        let amount: Money
        switch money(body["amount"]) {
        case .success(let read): amount = read
        case .failure(let refused): return (order, refusal(422, refused.issue))
        }
        guard amount.currency == order.amount.currency else { return (order, refusal(422, "AUTH_CURRENCY_MISMATCH")) }
        guard amount.amount <= order.amount.amount - order.captured else {
            return (order, refusal(422, "MAX_CAPTURE_AMOUNT_EXCEEDED"))
        }
        let isFinal = body["final_capture"]?.boolValue ?? false
        let capture = Capture(id: state.next("2GG"), authorization: id, amount: amount.amount, isFinal: isFinal)
        order.captures.append(capture)
        order.authorizations[index].status = isFinal || order.captured == order.amount.amount ? "CAPTURED" : "PARTIALLY_CAPTURED"
        tell("PAYMENT.CAPTURE.COMPLETED", "capture", json(capture, of: order), &state)
        return (order, ok(json(capture, of: order), status: 201))
    }

    private func void(_ order: Order, _ id: String) -> (Order, HTTPTransportAnswer) {
        var order = order
        guard let index = order.authorizations.firstIndex(where: { $0.id == id }) else {
            return (order, refusal(404, "INVALID_RESOURCE_ID"))
        }
        switch order.authorizations[index].status {
        case "CREATED", "PARTIALLY_CAPTURED": break
        case "VOIDED": return (order, refusal(422, "PREVIOUSLY_VOIDED"))
        default: return (order, refusal(422, "PREVIOUSLY_CAPTURED"))
        }
        order.authorizations[index].status = "VOIDED"
        return (order, ok(json(order.authorizations[index], of: order)))
    }

    /// A promise is renewed once, from its fourth day on; it gets another id.
    private func renew(_ order: Order, _ id: String, _ body: JSONValue, _ state: inout State) -> (Order, HTTPTransportAnswer) {
        var order = order
        guard let index = order.authorizations.firstIndex(where: { $0.id == id }), order.authorizations.count == 1,
            order.authorizations[index].status == "CREATED", time.now >= order.authorizations[index].created + .seconds(3 * 86_400)
        else { return (order, refusal(422, "REAUTHORIZATION_NOT_SUPPORTED")) }
        let made = Authorization(id: state.next("8AA"), status: "CREATED", created: time.now)
        order.authorizations[index].status = "VOIDED"
        order.authorizations.append(made)
        return (order, ok(json(made, of: order), status: 201))
    }

    // MARK: Refunds

    private func refund(_ order: Order, _ id: String, _ body: JSONValue, _ state: inout State) -> (Order, HTTPTransportAnswer) {
        var order = order
        if let unknown = unknown(in: body, beside: ["amount", "custom_id", "note_to_payer"]) { return (order, unknown) }
        guard let index = order.captures.firstIndex(where: { $0.id == id }) else { return (order, refusal(404, "INVALID_RESOURCE_ID")) }
        let amount: Money
        switch money(body["amount"]) {
        case .success(let read): amount = read
        case .failure(let refused): return (order, refusal(422, refused.issue))
        }
        let left = order.captures[index].amount - order.captures[index].refunded
        guard left > 0 else { return (order, refusal(422, "CAPTURE_FULLY_REFUNDED")) }
        guard amount.currency == order.amount.currency else { return (order, refusal(422, "REFUND_CAPTURE_CURRENCY_MISMATCH")) }
        guard amount.amount <= left else { return (order, refusal(422, "REFUND_AMOUNT_EXCEEDED")) }
        let refund = Refund(id: state.next("1JU"), capture: id, amount: amount.amount, custom: body["custom_id"] ?? .null)
        order.captures[index].refunded += amount.amount
        order.refunds.append(refund)
        tell("PAYMENT.CAPTURE.REFUNDED", "refund", json(refund, of: order), &state)
        return (order, ok(json(refund, of: order), status: 201))
    }

    // MARK: Messages

    /// Says whether a message is one that the fake has signed.
    private func verify(_ body: JSONValue) -> HTTPTransportAnswer {
        guard let event = body["webhook_event"], let id = body["transmission_id"]?.stringValue,
            let time = body["transmission_time"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) }),
            let webhook = body["webhook_id"]?.stringValue
        else { return refusal(400, "MISSING_REQUIRED_PARAMETER") }
        let genuine = message(event, at: time, webhook: webhook)
        let isGenuine =
            genuine.headers["PayPal-Transmission-Id"] == id
            && genuine.headers["PayPal-Transmission-Sig"] == body["transmission_sig"]?.stringValue
        return ok(["verification_status": isGenuine ? "SUCCESS" : "FAILURE"])
    }

    // MARK: Reading

    struct Refused: Error { let issue: String }

    private func money(_ json: JSONValue?) -> Result<Money, Refused> {
        guard let text = json?["value"]?.stringValue, let code = json?["currency_code"]?.stringValue else {
            return .failure(Refused(issue: "MISSING_REQUIRED_PARAMETER"))
        }
        guard let currency = try? Currency(code: code), FakePayPal.currencies.contains(code) else {
            return .failure(Refused(issue: "INVALID_CURRENCY_CODE"))
        }
        if FakePayPal.whole.contains(code), text.contains(".") { return .failure(Refused(issue: "DECIMALS_NOT_SUPPORTED")) }
        guard let money = try? Money(decimal: text, currency) else { return .failure(Refused(issue: "DECIMAL_PRECISION")) }
        return money.amount > 0 ? .success(money) : .failure(Refused(issue: "CANNOT_BE_ZERO_OR_NEGATIVE"))
    }

    private static let whole: Set<String> = ["HUF", "JPY", "TWD"]
    private static let currencies: Set<String> = [
        "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "ILS", "JPY", "MXN", "MYR", "NOK", "NZD", "PHP", "PLN",
        "SEK", "SGD", "THB", "TWD", "USD",
    ]

    private func unknown(in body: JSONValue, beside names: Set<String>) -> HTTPTransportAnswer? {
        Set(body.objectValue?.map(\.0) ?? []).subtracting(names).isEmpty ? nil : refusal(400, "INVALID_PARAMETER_SYNTAX")
    }

    // MARK: Objects

    func amount(_ amount: Int64, _ order: Order) -> JSONValue {
        let money = Money(amount, order.amount.currency)
        let isWhole = FakePayPal.whole.contains(money.currency.code) && money.currency.exponent > 0
        return [
            "currency_code": .string(money.currency.code),
            "value": .string(isWhole ? "\(amount / money.currency.unit)" : money.decimalString),
        ]
    }

    func json(_ order: Order) -> JSONValue {
        var unit: JSONObject = ["reference_id": "default", "amount": amount(order.amount.amount, order)]
        if let custom = order.custom { unit["custom_id"] = .string(custom) }
        if order.invoice != .null { unit["invoice_id"] = order.invoice }
        var payments: JSONObject = [:]
        if !order.authorizations.isEmpty {
            payments["authorizations"] = .array(order.authorizations.map { .object(fields($0, of: order)) })
        }
        if !order.captures.isEmpty { payments["captures"] = .array(order.captures.map { .object(fields($0, of: order)) }) }
        if !order.refunds.isEmpty { payments["refunds"] = .array(order.refunds.map { json($0, of: order) }) }
        if !payments.isEmpty { unit["payments"] = .object(payments) }
        let link: JSONValue = ["href": .string("\(page)\(order.id)"), "rel": "payer-action", "method": "GET"]
        return [
            "id": .string(order.id), "intent": .string(order.intent), "status": .string(order.status), "purchase_units": [.object(unit)],
            "links": order.status == "PAYER_ACTION_REQUIRED" ? [link] : [],
        ]
    }

    /// An object that stands by itself says which order it is of.
    private func related(_ order: Order, _ fields: JSONObject) -> JSONValue {
        var json = fields
        json["supplementary_data"] = ["related_ids": ["order_id": .string(order.id)]]
        return .object(json)
    }

    func json(_ authorization: Authorization, of order: Order) -> JSONValue { related(order, fields(authorization, of: order)) }

    func json(_ capture: Capture, of order: Order) -> JSONValue { related(order, fields(capture, of: order)) }

    private func fields(_ authorization: Authorization, of order: Order) -> JSONObject {
        var json: JSONObject = [
            "id": .string(authorization.id), "status": .string(authorization.status), "amount": amount(order.amount.amount, order),
            "create_time": .string("\(authorization.created)"),
            "expiration_time": .string("\(authorization.created + .seconds(29 * 86_400))"),
        ]
        json["custom_id"] = order.custom.map { .string($0) }
        return json
    }

    private func fields(_ capture: Capture, of order: Order) -> JSONObject {
        let status = capture.refunded == 0 ? "COMPLETED" : capture.refunded == capture.amount ? "REFUNDED" : "PARTIALLY_REFUNDED"
        var json: JSONObject = [
            "id": .string(capture.id), "status": .string(status), "amount": amount(capture.amount, order),
            "final_capture": .bool(capture.isFinal),
        ]
        json["custom_id"] = order.custom.map { .string($0) }
        return json
    }

    func json(_ refund: Refund, of order: Order) -> JSONValue {
        [
            "id": .string(refund.id), "status": "COMPLETED", "amount": amount(refund.amount, order), "custom_id": refund.custom,
            "links": [["href": .string("https://api-m.paypal.com/v2/payments/captures/\(refund.capture)"), "rel": "up", "method": "GET"]],
        ]
    }

    // MARK: Answers

    func ok(_ json: JSONValue, status: Int = 200) -> HTTPTransportAnswer { HTTPTransportAnswer(status: status, body: json.jsonBytes) }

    func refusal(_ status: Int, _ issue: String, name: String = "UNPROCESSABLE_ENTITY") -> HTTPTransportAnswer {
        let message =
            switch status {
            case 400: "Request is not well-formed, syntactically incorrect, or violates schema."
            case 404: "The specified resource does not exist."
            default: "The requested action could not be performed, semantically incorrect, or failed business validation."
            }
        let body: JSONValue = [
            "name": .string(status == 400 ? "INVALID_REQUEST" : name), "message": .string(message), "debug_id": "90957fca61718",
            "details": [["issue": .string(issue), "description": .string(issue)]], "links": [],
        ]
        return HTTPTransportAnswer(status: status, body: body.jsonBytes)
    }
}
