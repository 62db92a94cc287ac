import MartletDatabase

extension Invariant {
    static let catalog: [Invariant] = [
        Invariant(
            "catalog.prices", "The price range of each product is that of its variants.",
            counted: "SELECT COUNT(*) FROM product_prices",
            violations: """
                SELECT p.handle || ' in ' || r.currency FROM product_prices r JOIN products p ON p.id = r.product_id
                WHERE r.lowest <> (SELECT MIN(vp.amount) FROM variants v JOIN variant_prices vp ON vp.variant_id = v.id
                    WHERE v.product_id = r.product_id AND vp.currency = r.currency)
                """),
        Invariant(
            "catalog.variants", "Each product has a variant.", counted: "SELECT COUNT(*) FROM products",
            violations: "SELECT p.handle FROM products p WHERE NOT EXISTS (SELECT 1 FROM variants v WHERE v.product_id = p.id)"),
    ]
}
