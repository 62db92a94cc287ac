import MartletJSON

/// A postal address.
public struct Address: Hashable, Sendable, Codable {
    /// The given name.
    public var firstName: String
    /// The family name.
    public var lastName: String
    /// The company, where the goods go to one.
    public var company: String?
    /// Street and number.
    public var line1: String
    /// Flat, floor, care of.
    public var line2: String?
    /// The town.
    public var city: String
    /// The state, province or region, where the country has them in addresses.
    public var region: String?
    /// The postal code, where the country has them.
    public var postalCode: String?
    /// The country.
    public var country: CountryCode
    /// A number for the carrier to ring, as it was typed.
    public var phone: String?

    /// Makes an address; what its fields may hold is for the routes that take it.
    public init(
        firstName: String, lastName: String, company: String? = nil, line1: String, line2: String? = nil, city: String,
        region: String? = nil, postalCode: String? = nil, country: CountryCode, phone: String? = nil
    ) {
        self.firstName = firstName
        self.lastName = lastName
        self.company = company
        self.line1 = line1
        self.line2 = line2
        self.city = city
        self.region = region
        self.postalCode = postalCode
        self.country = country
        self.phone = phone
    }

    private enum CodingKeys: String, CodingKey {
        case firstName = "first_name", lastName = "last_name", company, line1, line2, city, region, postalCode = "postal_code", country,
            phone
    }
}

extension Address: JSONWritable {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("first_name", firstName)
            json.field("last_name", lastName)
            json.field("company", company)
            json.field("line1", line1)
            json.field("line2", line2)
            json.field("city", city)
            json.field("region", region)
            json.field("postal_code", postalCode)
            json.field("country", country)
            json.field("phone", phone)
        }
    }
}
