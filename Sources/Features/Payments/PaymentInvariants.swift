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
            "payments.captured", "No more is captured than was authorized.", counted: "SELECT COUNT(*) FROM payments",
            violations: "SELECT provider || ': captured ' || captured FROM payments WHERE captured > authorized OR authorized > amount"),
    ]
}
