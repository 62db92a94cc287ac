import MartletAPI
import MartletDatabase
import MartletJSON

/// What customers say of themselves.
enum CustomerData {
    static let personalData = PersonalData(
        "profile", "Who you are, your address book, what you want to hear of, and what the shop has noted.",
        tables: [
            "customer_profiles", "customer_addresses", "customer_preferences", "customer_consents", "customer_notes",
            "customer_group_members",
        ],
        export: { subject, transaction in
            let profile = try CustomerStore.profile(of: subject.customer, in: transaction)
            let addresses = try AddressStore.list(of: subject.customer, in: transaction)
            let settings = try SettingsStore.settings(of: subject.customer, in: transaction)
            let consents = try SettingsStore.consents(of: subject.customer, limit: 1_000, in: transaction)
            let groups = try CustomerGroupStore.groups(of: [subject.customer], in: transaction)[subject.customer] ?? []
            let notes = try CustomerNoteStore.list(about: subject.customer, in: transaction)
            return [
                "groups": .array(groups.map { .string($0.name) }),
                "notes": .array(notes.map { ["text": .string($0.text), "created_at": .string("\($0.createdAt)")] }),
                "settings": try SettingsBody(settings: settings).asJSON(),
                "marketing_consents": .array(
                    consents.map { ["given": .bool($0.isGiven), "at": .string("\($0.at)"), "source": .string($0.source)] }),
                "first_name": profile?.firstName.map(JSONValue.string) ?? .null,
                "last_name": profile?.lastName.map(JSONValue.string) ?? .null,
                "locale": (profile?.locale?.rawValue).map(JSONValue.string) ?? .null,
                "birth_date": (profile?.birthDate?.rawValue).map(JSONValue.string) ?? .null,
                "metadata": .object(profile?.metadata ?? [:]),
                "addresses": .array(try addresses.map { try SavedAddressBody(saved: $0).asJSON() }),
            ]
        },
        erase: { subject, transaction in
            try CustomerStore.erase(subject.customer, in: transaction)
            try SettingsStore.erase(subject.customer, in: transaction)
        },
        remnants: """
            SELECT 'a profile of a customer who was erased' FROM customer_profiles p
            JOIN customer_erasures e ON e.customer_id = p.customer_id
            UNION ALL SELECT 'settings of a customer who was erased' FROM customer_preferences s
            JOIN customer_erasures e ON e.customer_id = s.customer_id
            UNION ALL SELECT 'a consent of a customer who was erased' FROM customer_consents c
            JOIN customer_erasures e ON e.customer_id = c.customer_id
            UNION ALL SELECT 'a note about a customer who was erased' FROM customer_notes n
            JOIN customer_erasures e ON e.customer_id = n.customer_id
            UNION ALL SELECT 'a customer who was erased is in a group' FROM customer_group_members m
            JOIN customer_erasures e ON e.customer_id = m.customer_id
            UNION ALL SELECT 'an address of a customer who was erased' FROM customer_addresses d
            JOIN customer_erasures e ON e.customer_id = d.customer_id
            """)
}
