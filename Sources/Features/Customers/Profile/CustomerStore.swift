import MartletCommerce
import MartletDatabase
import MartletIdentity
import MartletKernel

/// All SQL of customers' profiles.
enum CustomerStore {
    static func profile(of customer: CustomerID, in transaction: ReadTransaction) throws -> CustomerProfile? {
        try transaction.first(CustomerProfile.query.filter(("customer_id" as Column) == customer))
    }

    /// The profiles of many customers, in one query.
    static func profiles(of customers: [CustomerID], in transaction: ReadTransaction) throws -> [CustomerID: CustomerProfile] {
        try transaction.related(CustomerProfile.query, by: "customer_id", of: customers) { $0.customer }.compactMapValues(\.first)
    }

    /// Writes a profile, whether there was one or not.
    static func save(_ profile: CustomerProfile, in transaction: WriteTransaction) throws {
        try transaction.execute(
            """
            \(SQL.insert(profile)) ON CONFLICT (customer_id) DO UPDATE SET first_name = excluded.first_name,
                last_name = excluded.last_name, locale = excluded.locale, birth_date = excluded.birth_date,
                search_name = excluded.search_name, metadata = excluded.metadata, updated_at = excluded.updated_at
            """)
    }

    /// Notes that a customer was erased, so that `martlet verify` can see that nothing comes back.
    static func noteErasure(of customer: CustomerID, at now: Timestamp, in transaction: WriteTransaction) throws {
        try transaction.execute("INSERT INTO customer_erasures (customer_id, erased_at) VALUES (\(customer), \(now))")
    }

    /// Removes what a customer has said of themselves.
    static func erase(_ customer: CustomerID, in transaction: WriteTransaction) throws {
        try transaction.execute("DELETE FROM customer_profiles WHERE customer_id = \(customer)")
        try transaction.execute("DELETE FROM customer_addresses WHERE customer_id = \(customer)")
        try transaction.execute("DELETE FROM customer_notes WHERE customer_id = \(customer)")
        try transaction.execute("DELETE FROM customer_group_members WHERE customer_id = \(customer)")
    }
}
