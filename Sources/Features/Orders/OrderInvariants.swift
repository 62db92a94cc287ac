import MartletDatabase

extension Invariant {
    static let orders: [Invariant] = [
        Invariant(
            "orders.total", "An order's total is its lines, shipping and tax that is not included, less discounts.",
            counted: "SELECT COUNT(*) FROM orders",
            violations: """
                SELECT number || ': total ' || total FROM orders WHERE total <> subtotal + shipping + tax - tax_included - discount
                """),
        Invariant(
            "orders.lines", "An order's subtotal and tax are the sums of its lines, and its discount is spread without a rest.",
            counted: "SELECT COUNT(*) FROM orders",
            violations: """
                SELECT o.number || ': lines do not sum up' FROM orders o
                WHERE o.subtotal <> COALESCE((SELECT SUM(l.subtotal) FROM order_lines l WHERE l.order_id = o.id), 0)
                OR o.tax - o.shipping_tax <> COALESCE((SELECT SUM(l.tax) FROM order_lines l WHERE l.order_id = o.id), 0)
                OR o.discount - o.shipping_discount <> COALESCE((SELECT SUM(l.discount) FROM order_lines l WHERE l.order_id = o.id), 0)
                """),
        Invariant(
            "orders.cart", "A cart has at most one order.", counted: "SELECT COUNT(*) FROM orders",
            violations:
                "SELECT MIN(number) || ': its cart has several orders' FROM orders WHERE cart_id IS NOT NULL GROUP BY cart_id HAVING COUNT(*) > 1"
        ),
        Invariant(
            "orders.payment", "An open order has payments of its total that were promised or made; none failed or is in doubt.",
            counted: "SELECT COUNT(*) FROM orders WHERE status = 'open'",
            violations: """
                SELECT o.number || ': is not paid for' FROM orders o WHERE o.status = 'open' AND o.total > COALESCE((
                    SELECT SUM(p.amount) FROM payments p WHERE p.order_id = o.id AND p.currency = o.currency
                    AND p.status IN ('authorized', 'partially_captured', 'captured', 'voided')), 0)
                """),
        Invariant(
            "orders.money", "Money that moved belongs to an order, or is on its way back.",
            counted: "SELECT COUNT(*) FROM payments",
            violations: """
                SELECT p.provider || ': a payment of ' || p.amount || ' has no order' FROM payments p
                WHERE p.status IN ('authorized', 'partially_captured', 'captured') AND NOT p.is_returning
                AND (p.refunded < p.captured OR (NOT p.is_closed AND p.captured < p.authorized)) AND NOT EXISTS (
                    SELECT 1 FROM orders o WHERE o.id = p.order_id AND o.status IN ('placing', 'open', 'completed') AND o.currency = p.currency)
                """),
        Invariant(
            "orders.refunds", "No more of a line is given back than was bought, in units or in money.",
            counted: "SELECT COUNT(*) FROM order_refund_lines",
            violations: """
                SELECT MIN(l.title) || ': ' || SUM(r.quantity) || ' given back' FROM order_refund_lines r
                JOIN payment_operations p ON p.id = r.operation_id AND p.status <> 'failed'
                JOIN order_lines l ON l.id = r.line_id GROUP BY l.id, l.quantity, l.total
                HAVING SUM(r.quantity) > l.quantity OR SUM(r.amount) > l.total
                """),
        Invariant(
            "orders.stock",
            "A placed order holds what its lines say, or nothing of what was not counted; one that failed or was cancelled holds none.",
            counted: "SELECT COUNT(*) FROM orders",
            violations: """
                SELECT o.number || ': holds the wrong stock' FROM orders o WHERE
                (o.status IN ('failed', 'cancelled') AND EXISTS (SELECT 1 FROM reservations r WHERE r.order_id = o.id))
                OR (o.status IN ('placing', 'open') AND EXISTS (
                    SELECT 1 FROM order_lines l WHERE l.order_id = o.id AND COALESCE((
                        SELECT SUM(r.quantity) FROM reservations r WHERE r.order_id = o.id AND r.variant_id = l.variant_id), 0)
                        NOT IN (0, l.quantity)))
                """),
    ]
}
