import MartletDatabase

extension Invariant {
    static let checkout: [Invariant] = [
        Invariant(
            "checkout.carts", "A cart that is ordered has an order, and one that is being ordered has one under way.",
            counted: "SELECT COUNT(*) FROM carts WHERE status <> 'open'",
            violations: """
                SELECT 'a cart is ' || c.status || ' without such an order' FROM carts c
                WHERE (c.status = 'ordered' AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.cart_id = c.id AND o.status <> 'placing'))
                OR (c.status = 'placing' AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.cart_id = c.id AND o.status = 'placing'))
                """),
        Invariant(
            "checkout.open_carts", "An open cart has no order.", counted: "SELECT COUNT(*) FROM carts WHERE status = 'open'",
            violations:
                "SELECT o.number || ': its cart is still open' FROM carts c JOIN orders o ON o.cart_id = c.id WHERE c.status = 'open'"),
    ]
}
