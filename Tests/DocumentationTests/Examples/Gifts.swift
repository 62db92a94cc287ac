import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletJSON
import MartletKernel

/// Remembers whose birthday a customer wants to be reminded of.
struct GiftsPlugin: Plugin {
    static let id: PluginID = "gifts"
    static let summary = "Reminds customers of birthdays."
    static let requires: [PluginID] = ["customers"]

    init(settings: NoSettings) {}

    func register(in registrar: inout Registrar) {
        registrar.add(
            .migrations,
            Migration(1, "create reminders", ["CREATE TABLE gift_reminders (customer_id {id} NOT NULL, name {text} NOT NULL)"]))
        // region: register
        registrar.add(.personalData, GiftsPlugin.personalData)
        // endregion
    }

    // region: data
    static let personalData = PersonalData(
        "gifts", "Whose birthdays you are reminded of.", tables: ["gift_reminders"],
        export: { subject, transaction in
            let names = try transaction.all("SELECT name FROM gift_reminders WHERE customer_id = \(subject.customer)") {
                JSONValue.string(try $0.next())
            }
            return ["reminders": .array(names)]
        },
        erase: { subject, transaction in
            try transaction.execute("DELETE FROM gift_reminders WHERE customer_id = \(subject.customer)")
        },
        remnants: """
            SELECT 'a reminder of a customer who was erased' FROM gift_reminders g
            JOIN customer_erasures e ON e.customer_id = g.customer_id
            """)
    // endregion
}
