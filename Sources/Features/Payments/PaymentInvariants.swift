import MartletDatabase

extension Invariant {
    static let payments: [Invariant] = [
        Invariant(
            "payments.ledger", "What a payment has authorized and captured is the sum of its ledger.",
            counted: "SELECT COUNT(*) FROM payments",
            violations: """
                SELECT p.provider || ': captured ' || p.captured || ', authorized ' || p.authorized FROM payments p
                WHERE p.captured <> COALESCE((SELECT SUM(e.amount) FROM payment_entries e WHERE e.payment_id = p.id AND e.kind = 'captured'), 0)
                OR p.authorized <> COALESCE((SELECT SUM(e.amount) FROM payment_entries e WHERE e.payment_id = p.id AND e.kind = 'authorized'), 0)
                """),
        Invariant(
            "payments.refunds", "What a payment has given back is the sum of its refunds that have not failed, and of its ledger.",
            counted: "SELECT COUNT(*) FROM payments",
            violations: """
                SELECT p.provider || ': refunded ' || p.refunded FROM payments p
                WHERE p.refunded <> COALESCE((
                    SELECT SUM(o.amount) FROM payment_operations o WHERE o.payment_id = p.id AND o.kind = 'refund' AND o.status <> 'failed'), 0)
                OR p.refunded - COALESCE((
                    SELECT SUM(o.amount) FROM payment_operations o WHERE o.payment_id = p.id AND o.kind = 'refund' AND o.status = 'asked'), 0)
                <> COALESCE((SELECT SUM(CASE e.kind WHEN 'refunded' THEN e.amount ELSE -e.amount END) FROM payment_entries e
                    WHERE e.payment_id = p.id AND e.kind IN ('refunded', 'refund_failed')), 0)
                """),
        Invariant(
            "payments.captured", "No more is captured than was authorized, and no more given back than was captured.",
            counted: "SELECT COUNT(*) FROM payments",
            violations: """
                SELECT provider || ': captured ' || captured || ', refunded ' || refunded FROM payments
                WHERE captured > authorized OR authorized > amount OR refunded > captured
                """),
    ]
}
