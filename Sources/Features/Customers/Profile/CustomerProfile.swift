import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletIdentity
import MartletJSON
import MartletKernel

/// Who a customer is, as far as they say.
struct CustomerProfile: Record {
    let customer: CustomerID
    var firstName: String?
    var lastName: String?
    /// The language that they want to be written in.
    var locale: LanguageTag?
    var birthDate: BirthDate?
    /// The store's own fields.
    var metadata = JSONObject()
    var updatedAt: Timestamp

    static let table: Table = "customer_profiles"
    static let columns: Columns = [
        "customer_id", "first_name", "last_name", "locale", "birth_date", "search_name", "metadata", "updated_at",
    ]

    /// That of a customer who has said nothing yet.
    init(of customer: CustomerID, at time: Timestamp) {
        self.customer = customer
        updatedAt = time
    }

    init(from row: inout Row) throws {
        customer = try row.next()
        firstName = try row.next()
        lastName = try row.next()
        locale = try row.next(String?.self).flatMap { LanguageTag($0) }
        birthDate = try row.next(String?.self).flatMap { BirthDate($0) }
        row.skip()
        metadata = try row.next(JSONValue.self).objectValue ?? JSONObject()
        updatedAt = try row.next()
    }

    /// The name as it is searched for.
    private var searchName: String { [firstName, lastName].compactMap(\.self).joined(separator: " ").foldedForSearch }

    var values: [SQLValue] {
        [
            customer.sqlValue, firstName.sqlValue, lastName.sqlValue, (locale?.rawValue).sqlValue, (birthDate?.rawValue).sqlValue,
            searchName.sqlValue, JSONValue.object(metadata).sqlValue, updatedAt.sqlValue,
        ]
    }
}

/// A customer: their account, and who they are.
struct Customer {
    let account: Account
    var profile: CustomerProfile

    var id: CustomerID { profile.customer }
}
