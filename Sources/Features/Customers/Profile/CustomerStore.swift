import MartletCommerce
import MartletDatabase
import MartletIdentity

/// All SQL of customers' profiles.
enum CustomerStore {
    static func profile(of customer: CustomerID, in transaction: ReadTransaction) throws -> CustomerProfile? {
        try transaction.first(CustomerProfile.query.filter(("customer_id" as Column) == customer))
    }

    /// Writes a profile, whether there was one or not.
    static func save(_ profile: CustomerProfile, in transaction: WriteTransaction) throws {
        try transaction.execute(
            """
            \(SQL.insert(profile)) ON CONFLICT (customer_id) DO UPDATE SET first_name = excluded.first_name,
                last_name = excluded.last_name, locale = excluded.locale, birth_date = excluded.birth_date,
                metadata = excluded.metadata, updated_at = excluded.updated_at
            """)
    }
}
