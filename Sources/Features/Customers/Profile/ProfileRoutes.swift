import MartletAPI
import MartletCommerce
import MartletIdentity
import MartletJSON

/// What customers see and say of themselves.
struct ProfileRoutes {
    let customers: Customers

    var endpoints: [Endpoint] {
        [
            .read(.store, "/me", access: .customer, tag: "Customers", "Shows who is signed in.", input: NoInput.self, problems: [.notFound])
            {
                request, transaction in
                CustomerBody(customer: try customers.find(try request.customer(), in: transaction))
            },
            .write(
                .patch, .store, "/me", access: .customer, tag: "Customers",
                "Changes who one is. Address and number have operations of their own: they have to be proved.", input: ProfileChanges.self,
                problems: [.notFound],
                current: { CustomerBody(customer: try customers.find(try $0.customer(), in: $1)) }
            ) { request, transaction in
                CustomerBody(customer: try customers.change(try request.customer(), in: transaction, request.input.apply))
            },
        ]
    }
}

struct ProfileChanges: RequestInput {
    let firstName: Change<String?>
    let lastName: Change<String?>
    let locale: Change<LanguageTag?>
    let birthDate: Change<BirthDate?>
    let metadata: Change<JSONObject>

    init(from fields: inout Fields) {
        firstName = fields.change(clearable: "first_name", .text(1...100, example: "Ada"))
        lastName = fields.change(clearable: "last_name", .text(1...100, example: "Lovelace"))
        locale = fields.change(clearable: "locale", .language, "The language that they want to be written in.")
        birthDate = fields.change(clearable: "birth_date", .birthDate)
        metadata = fields.change("metadata", .anyObject(), "The store's own fields; they take the place of all there were.")
    }

    func apply(to profile: inout CustomerProfile) {
        profile.firstName = firstName.applied(to: profile.firstName)
        profile.lastName = lastName.applied(to: profile.lastName)
        profile.locale = locale.applied(to: profile.locale)
        profile.birthDate = birthDate.applied(to: profile.birthDate)
        profile.metadata = metadata.applied(to: profile.metadata)
    }
}

struct CustomerBody: ResponseBody {
    let customer: Customer

    static let fields: [(String, Schema)] = [
        ("id", .id(CustomerID.self)), ("email", .string(format: "email", example: "ada@example.com")),
        ("email_verified", .boolean("Whether the address was proved to be theirs.")),
        ("phone", Schema.string(example: "+4930123456").nullable), ("phone_verified", .boolean()),
        ("has_second_factor", .boolean("Whether signing in asks for more than a password.")),
        ("first_name", Schema.string(example: "Ada").nullable), ("last_name", Schema.string(example: "Lovelace").nullable),
        ("locale", Schema.string("A tag of BCP 47.", example: "de-AT").nullable),
        ("birth_date", Schema.string(format: "date", example: "1985-12-10").nullable),
        ("metadata", .anyObject("The store's own fields.")), ("created_at", .timestamp), ("updated_at", .timestamp),
    ]
    static let schema = Schema.object(fields, component: "Customer")

    /// Fields that say who somebody is: an audit log says only that they have changed.
    static let personalFields: Set<String> = ["email", "phone", "first_name", "last_name", "locale", "birth_date", "metadata"]

    func write(to json: inout JSONWriter) { json.object { writeFields(to: &$0) } }

    func writeFields(to json: inout JSONWriter) {
        let (account, profile) = (customer.account, customer.profile)
        json.field("id", profile.customer)
        json.field("email", account.email)
        json.field("email_verified", account.emailVerifiedAt != nil)
        json.field("phone", account.phone)
        json.field("phone_verified", account.phoneVerifiedAt != nil)
        json.field("has_second_factor", account.totpConfirmedAt != nil)
        json.field("first_name", profile.firstName)
        json.field("last_name", profile.lastName)
        json.field("locale", profile.locale?.rawValue)
        json.field("birth_date", profile.birthDate?.rawValue)
        json.field("metadata", profile.metadata)
        json.field("created_at", account.createdAt)
        json.field("updated_at", max(account.updatedAt, profile.updatedAt))
    }
}
