import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletJSON
import MartletKernel

/// What orders keep about a customer. Amounts, lines and payments are the shop's books, and stay.
struct OrderData {
    let orders: Orders
    let time: any TimeSource
    /// How long an order keeps its buyer from being erased: it may still have to be shipped, or come back.
    let wait: Duration

    var personalData: PersonalData {
        PersonalData(
            "orders", "What you have ordered, for how much, and where it was sent.",
            tables: ["orders", "order_lines", "order_refund_lines"],
            export: { subject, transaction in
                let found = try transaction.all(Order.query.filter(subject.owns()).sorted(by: "id"))
                return ["orders": .array(try orders.views(found, in: transaction).map { try OrderBody(view: $0).asJSON() })]
            },
            obstacles: { try obstacles($0, in: $1) },
            erase: { subject, transaction in
                try transaction.execute(
                    """
                    UPDATE orders SET email = \(EmailAddress.erased.rawValue), shipping_address = NULL, billing_address = NULL
                    WHERE \(subject.owns())
                    """)
            },
            remnants: """
                SELECT o.number || ': leads back to a customer who was erased' FROM orders o
                JOIN customer_erasures e ON e.customer_id = o.customer_id
                WHERE o.email <> \(EmailAddress.erased.rawValue) OR o.shipping_address IS NOT NULL OR o.billing_address IS NOT NULL
                """)
    }

    private func obstacles(_ subject: DataSubject, in transaction: ReadTransaction) throws -> [String] {
        let recent = try transaction.all(
            """
            SELECT number, status, created_at FROM orders
            WHERE \(subject.owns()) AND status <> \(Order.Status.failed) AND (status = \(Order.Status.placing) OR created_at > \(time.now - wait))
            ORDER BY id
            """
        ) { (number: try $0.next(String.self), status: try $0.next(Order.Status.self), createdAt: try $0.next(Timestamp.self)) }
        return recent.map { order in
            guard order.status != .placing else { return "Order \(order.number) is being placed." }
            return "Order \(order.number) may still have to be sent, or to come back, until \(order.createdAt + wait)."
        }
    }
}
