import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletPayments

/// How staff give back what lines have cost.
struct OrderRefundRoutes {
    let refunds: OrderRefunds

    var endpoints: [Endpoint] {
        [
            .process(
                .post, .admin, "/orders/{id}/refunds", access: .permission(.paymentsRefund), tag: "Orders",
                "Gives back what lines of an order have cost, with their discounts and taxes.", input: OrderRefundInput.self,
                problems: [.orderState, .paymentState, .paymentBusy, .amountTooLarge, .paymentDeclined, .paymentUnknown]
            ) { request in
                let id = request.input.id
                try await refunds.give(request.input.wish, of: id) { before, transaction in
                    let after = try refunds.orders.view(id, in: transaction).map { AdminOrderBody(view: $0) }
                    try request.audit(.order, id, before: AdminOrderBody(view: before), after: after, in: transaction)
                }
                return try await refunds.database.read { transaction in
                    guard let view = try refunds.orders.view(id, in: transaction) else { throw OrderError.notFound }
                    return AdminOrderBody(view: view)
                }
            }
        ]
    }
}

struct OrderRefundInput: RequestInput {
    /// Some of a line.
    struct Line: RequestInput {
        let id: OrderLineID
        let quantity: Int

        init(from fields: inout Fields) {
            id = fields.body("id", .id())
            quantity = fields.body("quantity", .integer(1...1_000_000), "How many of it.")
        }
    }

    let id: OrderID
    let lines: [Line]
    let includesShipping: Bool
    let reason: RefundReason
    let note: String?

    init(from fields: inout Fields) {
        id = fields.path("id", .id())
        lines = fields.body("lines", .list(.object(Line.self), 0...100), "What is given back, each line once.")
        includesShipping = fields.body(optional: "shipping", .boolean, "Whether what was paid for shipping is given back too.") ?? false
        reason = fields.body("reason", .choice(), "Why; the provider may tell the shopper.")
        note = fields.body(optional: "note", .text(1...500), "For staff.")
        if Set(lines.map(\.id)).count < lines.count { fields.fail("lines", "names a line twice") }
        if lines.isEmpty, !includesShipping { fields.fail("lines", "is empty, and shipping is not given back either") }
    }

    var wish: OrderRefunds.Wish {
        OrderRefunds.Wish(
            lines: lines.map { ($0.id, $0.quantity) }, includesShipping: includesShipping, reason: reason, note: note)
    }
}
