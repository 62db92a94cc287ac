import MartletAPI
import MartletDatabase

extension Invariant {
    /// What is kept about a customer is kept about one that there is.
    static let knownCustomers = Invariant(
        "customers.known", "Every profile and every address belongs to a customer's account.",
        counted: "SELECT (SELECT COUNT(*) FROM customer_profiles) + (SELECT COUNT(*) FROM customer_addresses)",
        violations: """
            SELECT COUNT(*) || ' profiles belong to no customer' FROM customer_profiles p
            WHERE NOT EXISTS (SELECT 1 FROM accounts a WHERE a.id = p.customer_id AND a.kind = 'customer') HAVING COUNT(*) > 0
            UNION ALL SELECT COUNT(*) || ' addresses belong to no customer' FROM customer_addresses d
            WHERE NOT EXISTS (SELECT 1 FROM accounts a WHERE a.id = d.customer_id AND a.kind = 'customer') HAVING COUNT(*) > 0
            """)

    /// Whoever was erased stays erased, wherever something is kept about people.
    static func erased(_ kept: [PersonalData]) -> Invariant {
        Invariant(
            "customers.erased", "Nothing leads back to a customer who was erased; what they bought stays in the books.",
            counted: "SELECT COUNT(*) FROM customer_erasures", violations: kept.compactMap(\.remnants).joined(" UNION ALL "))
    }
}
