import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletJSON
import MartletKernel
import MartletNotifications

/// What customers want to hear of.
struct SettingsRoutes {
    let customers: Customers
    let outbox: Outbox

    /// How many preferences a customer has at most.
    static let maximum = 200

    var endpoints: [Endpoint] {
        [
            .read(
                .store, "/me/settings", access: .customer, tag: "Customers", "Shows what one wants to hear of.", input: NoInput.self,
                problems: [.notFound]
            ) { request, transaction in
                try body(request, in: transaction)
            },
            .write(
                .patch, .store, "/me/settings", access: .customer, tag: "Customers",
                "Settles what one wants to hear of, and whether one agrees to advertisements.", input: SettingsChanges.self,
                problems: [.notFound], current: { try body($0, in: $1) }
            ) { request, transaction in
                let (input, before) = (request.input, try body(request, in: transaction).settings)
                let customer = try request.customer()
                for preference in input.preferences { try SettingsStore.save(preference, of: customer, in: transaction) }
                if let isGiven = input.consent.newValue, isGiven != (before.consent?.isGiven ?? false) {
                    let consent = Consent(isGiven: isGiven, at: customers.environment.time.now, source: input.source ?? "settings")
                    try SettingsStore.add(consent, of: customer, in: transaction)
                    try outbox.publish(
                        MarketingConsentChanged(customer: customer, isGiven: isGiven, source: consent.source), in: transaction)
                }
                let after = try body(request, in: transaction)
                guard after.settings.preferences.count <= Self.maximum else {
                    throw CustomerError.tooManyPreferences(maximum: Self.maximum)
                }
                return after
            },
        ]
    }

    private func body(_ request: Request<some RequestInput>, in transaction: ReadTransaction) throws -> SettingsBody {
        let customer = try customers.find(try request.customer(), in: transaction)
        return SettingsBody(settings: try SettingsStore.settings(of: customer.profile.customer, in: transaction))
    }
}

struct SettingsChanges: RequestInput {
    let preferences: [Preference]
    let consent: Change<Bool>
    let source: String?

    init(from fields: inout Fields) {
        let given = fields.body(optional: "notifications", .list(.preference, 1...50), "Those that change; others stay.")
        preferences = given ?? []
        if preferences.contains(where: { $0.topic == .account && !$0.isWanted }) {
            fields.fail("notifications", "messages about the account itself always come")
        }
        consent = fields.change("marketing_consent", .boolean, "Whether one agrees to advertisements.")
        source = fields.body(
            optional: "source", .text(1...60, example: "checkout"), "Where the consent was asked for; `settings` unless given.")
    }
}

extension FieldKind where Value == Preference {
    static var preference: FieldKind {
        FieldKind<PreferenceInput>.object().map(sample: Preference(channel: .email, topic: .orders, isWanted: true)) { $0.preference }
    }
}

private struct PreferenceInput: RequestInput {
    let preference: Preference

    init(from fields: inout Fields) {
        preference = Preference(
            channel: fields.body("channel", .choice(MessageChannel.self)),
            topic: NoticeTopic(fields.body("topic", .topic, "`orders`, `marketing`, or one of a plugin's.")),
            isWanted: fields.body("wanted", .boolean))
    }
}

extension FieldKind where Value == String {
    /// The name of a topic.
    fileprivate static var topic: FieldKind {
        FieldKind<String>.text(1...64, example: "orders").map(
            .string(length: 1...64, pattern: "^[a-z][a-z0-9-]*$", example: "orders"), sample: "orders"
        ) { text in
            guard text.wholeMatch(of: /[a-z][a-z0-9-]*/) != nil else { throw FieldMessage("must be lowercase letters, digits and hyphens") }
            return text
        }
    }
}

struct SettingsBody: ResponseBody {
    let settings: CustomerSettings

    static let schema = Schema.object(
        [
            (
                "notifications",
                .array(
                    of: .object(
                        [
                            ("channel", .choice(MessageChannel.allCases.map(\.rawValue))), ("topic", .string(example: "orders")),
                            ("wanted", .boolean()),
                        ], component: "NotificationPreference"), "What the customer has settled; all else they hear of.")
            ),
            ("marketing_consent", .boolean("Whether they agree to advertisements. Without, none is sent.")),
            ("marketing_consent_at", Schema.timestamp.nullable.described("When they have said so last.")),
            ("marketing_consent_source", .string("Where they have said so.", example: "checkout").nullable),
        ], component: "CustomerSettings")

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.key("notifications")
            json.array { json in
                for preference in settings.preferences {
                    json.object { json in
                        json.field("channel", preference.channel.rawValue)
                        json.field("topic", preference.topic.rawValue)
                        json.field("wanted", preference.isWanted)
                    }
                }
            }
            json.field("marketing_consent", settings.consent?.isGiven ?? false)
            json.field("marketing_consent_at", settings.consent?.at)
            json.field("marketing_consent_source", settings.consent?.source)
        }
    }
}
