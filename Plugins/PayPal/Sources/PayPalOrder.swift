import MartletCommerce
import MartletKernel

/// An order of PayPal's with what was paid on it, which is a payment as the shop knows it
/// (https://developer.paypal.com/docs/api/orders/v2/#orders_get).
struct PayPalOrder {
    /// Money that is promised.
    struct Authorization {
        let id: String
        let status: String
        let createdAt: Timestamp?

        init?(_ json: JSONValue) {
            guard let id = json["id"]?.stringValue, let status = json["status"]?.stringValue else { return nil }
            (self.id, self.status) = (id, status)
            createdAt = json["create_time"]?.stringValue.flatMap { Timestamp(rfc3339: $0) }
        }

        /// Whether money can be taken of it.
        var isUsable: Bool { status == "CREATED" || status == "PARTIALLY_CAPTURED" }
    }

    /// Money that is taken.
    struct Capture {
        let id: String
        let status: String
        let amount: Int64
        let isFinal: Bool

        var isTaken: Bool { ["COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED"].contains(status) }
    }

    let id: String
    let status: String
    let amount: Money
    /// The page where the shopper agrees.
    let link: String?
    /// Oldest first: one that was renewed stands after the one that it renews.
    let authorizations: [Authorization]
    let captures: [Capture]
    let refunds: [PayPalRefund]

    /// `nil` for what is no order.
    init?(_ json: JSONValue) {
        guard let id = json["id"]?.stringValue, let status = json["status"]?.stringValue, let unit = json["purchase_units"]?[0],
            let amount = PayPalAmount.decode(unit["amount"])
        else { return nil }
        (self.id, self.status, self.amount) = (id, status, amount)
        let links = json["links"]?.arrayValue ?? []
        link =
            links.first { $0["rel"] == "payer-action" || $0["rel"] == "approve" }?["href"]?.stringValue
        let payments = unit["payments"]
        authorizations = (payments?["authorizations"]?.arrayValue ?? []).compactMap { Authorization($0) }.sorted { a, b in
            (a.createdAt?.milliseconds ?? 0) < (b.createdAt?.milliseconds ?? 0)
        }
        captures = (payments?["captures"]?.arrayValue ?? []).compactMap { json -> Capture? in
            guard let id = json["id"]?.stringValue, let status = json["status"]?.stringValue,
                let money = PayPalAmount.decode(json["amount"]), money.currency == amount.currency
            else { return nil }
            return Capture(id: id, status: status, amount: money.amount, isFinal: json["final_capture"]?.boolValue ?? false)
        }
        refunds = (payments?["refunds"]?.arrayValue ?? []).compactMap { PayPalRefund($0) }.filter { $0.currency == amount.currency }
    }

    var captured: Int64 { captures.filter(\.isTaken).reduce(0) { $0 + $1.amount } }

    /// What was taken and not given back.
    var refundable: Int64 { captured - refunds.filter { !$0.hasFailed }.reduce(0) { $0 + $1.amount } }

    func refundable(of capture: Capture) -> Int64 {
        capture.amount - refunds.filter { $0.capture == capture.id && !$0.hasFailed }.reduce(0) { $0 + $1.amount }
    }

    /// The promise that money can be taken of: the one that was renewed last.
    var usable: Authorization? { authorizations.last(where: \.isUsable) }

    /// Where the payment stands.
    func outcome(clientID: String) -> PaymentOutcome {
        if captures.contains(where: \.isTaken) || !authorizations.isEmpty { return paid }
        if captures.contains(where: { $0.status == "PENDING" }) { return .processing(external: id) }
        // The buyer's bank has said no when the money was to be taken.
        if !captures.isEmpty { return .declined(Decline(.refused)) }
        switch status {
        case "CREATED", "SAVED", "APPROVED", "PAYER_ACTION_REQUIRED":
            return .requiresAction(
                ClientAction(external: id, url: link, data: ["client_id": .string(clientID), "order_id": .string(id)]))
        case "VOIDED": return .succeeded(.voided(amount, external: id))
        default: return .unknown
        }
    }

    private var paid: PaymentOutcome {
        if authorizations.isEmpty {
            // Money of an order that was not promised first is taken in one go.
            return .succeeded(report(authorized: captured, isClosed: true))
        }
        if captured == 0 {
            if authorizations.contains(where: { $0.status == "PENDING" }) { return .processing(external: id) }
            if authorizations.allSatisfy({ $0.status == "DENIED" }) { return .declined(Decline(.refused)) }
        }
        let isOpen = usable != nil && captured < amount.amount && !captures.contains { $0.isTaken && $0.isFinal }
        return .succeeded(report(authorized: isOpen ? amount.amount : captured, isClosed: !isOpen))
    }

    private func report(authorized: Int64, isClosed: Bool) -> PaymentReport {
        PaymentReport(
            external: id, amount: amount, authorized: authorized, captured: captured, isClosed: isClosed,
            refunds: PayPalRefund.reports(refunds))
    }
}

/// Money that PayPal has given back, or is about to.
struct PayPalRefund {
    let id: String
    let status: String
    let amount: Int64
    let currency: Currency
    /// The capture that it gives back a part of.
    let capture: String?
    /// The key that the shop asked with.
    let key: String?

    init?(_ json: JSONValue) {
        guard let id = json["id"]?.stringValue, let status = json["status"]?.stringValue,
            let money = PayPalAmount.decode(json["amount"])
        else { return nil }
        (self.id, self.status, self.amount, self.currency) = (id, status, money.amount, money.currency)
        capture = (json["links"]?.arrayValue ?? []).first { $0["rel"] == "up" }?["href"]?.stringValue?.split(separator: "/").last
            .map(String.init)
        key = json["custom_id"]?.stringValue.flatMap { PayPalReference($0) }?.refund
    }

    var hasFailed: Bool { status == "FAILED" || status == "CANCELLED" }

    /// Refunds as the shop knows them: one that is larger than any capture is several at PayPal.
    static func reports(_ refunds: [PayPalRefund]) -> [RefundReport] {
        var names: [String] = []
        let grouped = Dictionary(grouping: refunds) { refund in
            let name = refund.key ?? refund.id
            if !names.contains(name) { names.append(name) }
            return name
        }
        return names.compactMap { name in
            guard let parts = grouped[name], let first = parts.first else { return nil }
            let status: RefundReport.Status =
                parts.allSatisfy(\.hasFailed) ? .failed : parts.contains { $0.status == "PENDING" } ? .pending : .succeeded
            return RefundReport(
                external: parts.map(\.id).joined(separator: "+"), key: first.key, amount: parts.reduce(0) { $0 + $1.amount },
                status: status)
        }
    }
}

/// What the shop writes on PayPal's objects: its own name for the payment, and for the refund.
struct PayPalReference {
    let payment: PaymentID
    let refund: String?

    init(_ payment: PaymentID, refund: String? = nil) {
        self.payment = payment
        self.refund = refund
    }

    /// `nil` for what the shop has not written.
    init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
        guard let payment = parts.first.flatMap({ try? PaymentID($0) }) else { return nil }
        self.init(payment, refund: parts.count > 1 ? parts[1] : nil)
    }

    var text: String { refund.map { "\(payment).\($0)" } ?? "\(payment)" }
}
