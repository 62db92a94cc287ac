import MartletAPI
import MartletDatabase
import MartletJSON

/// What customers say of themselves.
enum CustomerData {
    static let personalData = PersonalData(
        "profile", "Who you are, and your address book.", tables: ["customer_profiles", "customer_addresses"],
        export: { subject, transaction in
            let profile = try CustomerStore.profile(of: subject.customer, in: transaction)
            let addresses = try AddressStore.list(of: subject.customer, in: transaction)
            return [
                "first_name": profile?.firstName.map(JSONValue.string) ?? .null,
                "last_name": profile?.lastName.map(JSONValue.string) ?? .null,
                "locale": (profile?.locale?.rawValue).map(JSONValue.string) ?? .null,
                "birth_date": (profile?.birthDate?.rawValue).map(JSONValue.string) ?? .null,
                "metadata": .object(profile?.metadata ?? [:]),
                "addresses": .array(try addresses.map { try SavedAddressBody(saved: $0).asJSON() }),
            ]
        },
        erase: { try CustomerStore.erase($0.customer, in: $1) },
        remnants: """
            SELECT 'a profile of a customer who was erased' FROM customer_profiles p
            JOIN customer_erasures e ON e.customer_id = p.customer_id
            UNION ALL SELECT 'an address of a customer who was erased' FROM customer_addresses d
            JOIN customer_erasures e ON e.customer_id = d.customer_id
            """)
}
