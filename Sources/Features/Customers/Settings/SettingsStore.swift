import MartletCommerce
import MartletDatabase
import MartletKernel
import MartletNotifications

/// All SQL of what customers have settled.
enum SettingsStore {
    static func settings(of customer: CustomerID, in transaction: ReadTransaction) throws -> CustomerSettings {
        let preferences = try transaction.all(
            "SELECT channel, topic, is_wanted FROM customer_preferences WHERE customer_id = \(customer) ORDER BY channel, topic"
        ) { row in
            let channel = MessageChannel(rawValue: try row.next(String.self)) ?? .email
            return Preference(channel: channel, topic: NoticeTopic(try row.next(String.self)), isWanted: try row.next())
        }
        return CustomerSettings(preferences: preferences, consent: try consents(of: customer, limit: 1, in: transaction).first)
    }

    /// What a customer has said of advertisements, the newest first.
    static func consents(of customer: CustomerID, limit: Int, in transaction: ReadTransaction) throws -> [Consent] {
        try transaction.all(
            """
            SELECT is_given, given_at, source FROM customer_consents WHERE customer_id = \(customer)
            ORDER BY position DESC LIMIT \(limit)
            """
        ) { Consent(isGiven: try $0.next(), at: try $0.next(), source: try $0.next()) }
    }

    static func save(_ preference: Preference, of customer: CustomerID, in transaction: WriteTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO customer_preferences (customer_id, channel, topic, is_wanted)
            VALUES (\(customer), \(preference.channel.rawValue), \(preference.topic.rawValue), \(preference.isWanted))
            ON CONFLICT (customer_id, channel, topic) DO UPDATE SET is_wanted = excluded.is_wanted
            """)
    }

    static func add(_ consent: Consent, of customer: CustomerID, in transaction: WriteTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO customer_consents (customer_id, position, is_given, given_at, source)
            SELECT \(customer), COALESCE(MAX(position), 0) + 1, \(consent.isGiven), \(consent.at), \(consent.source)
            FROM customer_consents WHERE customer_id = \(customer)
            """)
    }

    static func erase(_ customer: CustomerID, in transaction: WriteTransaction) throws {
        try transaction.execute("DELETE FROM customer_preferences WHERE customer_id = \(customer)")
        try transaction.execute("DELETE FROM customer_consents WHERE customer_id = \(customer)")
    }
}
