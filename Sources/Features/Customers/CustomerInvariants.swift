import MartletDatabase

extension Invariant {
    /// What is kept about a customer is kept about one that there is.
    static let customers = Invariant(
        "customers.known", "Every profile and every address belongs to a customer's account.",
        counted: "SELECT (SELECT COUNT(*) FROM customer_profiles) + (SELECT COUNT(*) FROM customer_addresses)",
        violations: """
            SELECT COUNT(*) || ' profiles belong to no customer' FROM customer_profiles p
            WHERE NOT EXISTS (SELECT 1 FROM accounts a WHERE a.id = p.customer_id AND a.kind = 'customer') HAVING COUNT(*) > 0
            UNION ALL SELECT COUNT(*) || ' addresses belong to no customer' FROM customer_addresses d
            WHERE NOT EXISTS (SELECT 1 FROM accounts a WHERE a.id = d.customer_id AND a.kind = 'customer') HAVING COUNT(*) > 0
            """)
}
