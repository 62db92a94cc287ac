import MartletCommerce

/// What Razorpay has of a payment of the shop's: an order of its own, with the attempts to pay it.
struct RazorpayOrder {
    let id: String
    let amount: Money
    /// The shop's own name for the payment.
    let payment: PaymentID?

    /// `nil` for what is no order.
    init?(_ json: JSONValue) {
        guard let id = json["id"]?.stringValue, json["entity"] == "order", let amount = Money(razorpay: json) else { return nil }
        self.id = id
        self.amount = amount
        payment = json["receipt"]?.stringValue.flatMap { try? PaymentID($0) }
    }
}

/// One attempt to pay an order.
struct RazorpayPayment {
    let id: String
    let order: String?
    let amount: Money
    let status: String
    let createdAt: Int64

    init?(_ json: JSONValue) {
        guard let id = json["id"]?.stringValue, json["entity"] == "payment", let amount = Money(razorpay: json),
            let status = json["status"]?.stringValue
        else { return nil }
        (self.id, self.amount, self.status) = (id, amount, status)
        order = json["order_id"]?.stringValue
        createdAt = json["created_at"]?.integerValue ?? 0
    }

    var isTaken: Bool { status == "captured" || status == "refunded" }

    /// Where the order stands with this attempt; `nil` for one that has failed.
    func report(order: String, _ refunds: [RefundReport] = []) -> PaymentReport? {
        guard isTaken || status == "authorized" else { return nil }
        return PaymentReport(
            external: order, amount: amount, authorized: amount.amount, captured: isTaken ? amount.amount : 0, isClosed: isTaken,
            refunds: refunds)
    }
}

extension Money {
    /// Amounts in the smallest unit of the currency, as ISO 4217 has it.
    init?(razorpay json: JSONValue) {
        guard let amount = json["amount"]?.integerValue,
            let currency = json["currency"]?.stringValue.flatMap({ try? Currency(code: $0) })
        else { return nil }
        self.init(amount, currency)
    }
}

extension RefundReport {
    /// Reads a refund; `nil` for what is none.
    init?(razorpay json: JSONValue) {
        guard let id = json["id"]?.stringValue, json["entity"] == "refund", let amount = json["amount"]?.integerValue else { return nil }
        let status: Status =
            switch json["status"]?.stringValue {
            case "processed": .succeeded
            case "failed": .failed
            default: .pending
            }
        self.init(external: id, key: json["receipt"]?.stringValue, amount: amount, status: status)
    }
}
