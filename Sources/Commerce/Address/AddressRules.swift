/// What an address needs in a country, and what its parts are called there.
///
/// A country that the table does not know has optional parts of any form.
public struct AddressRules: Sendable {
    public let country: CountryCode
    /// The state, province or the like; `nil` where addresses have none.
    public let region: RegionRule?
    /// `nil` where there are no postal codes.
    public let postalCode: PostalCodeRule?

    /// The rules of a country.
    public static func of(_ country: CountryCode) -> AddressRules {
        let (region, postalCode) = table[country.rawValue] ?? (.optional(.region), .optional(.postalCode))
        return AddressRules(country: country, region: region, postalCode: postalCode)
    }

    /// The regions by ISO 3166-2, by code; empty where any text is taken.
    public var regions: [Region] { Region.table[country] ?? [] }

    /// The region that a shopper means: `CA`, `US-CA`, `california` and `State of California` are one.
    ///
    /// Case, accents, width, spaces and punctuation do not matter.
    public func region(_ spelling: String) -> Region? { Region.spellings[country]?.region(spelling) }
}

/// What is asked of the region in addresses of a country.
public struct RegionRule: Sendable {
    /// What regions are called.
    public enum Label: String, Sendable, CaseIterable {
        case area, county, department, district, emirate, governorate, oblast, prefecture, province, region, state
    }

    public let label: Label
    public let isRequired: Bool

    static func required(_ label: Label) -> RegionRule { RegionRule(label: label, isRequired: true) }
    static func optional(_ label: Label) -> RegionRule { RegionRule(label: label, isRequired: false) }
}

/// What is asked of the postal code in addresses of a country.
public struct PostalCodeRule: Sendable {
    /// What postal codes are called.
    public enum Label: String, Sendable, CaseIterable {
        case eircode = "Eircode"
        case pinCode = "PIN code"
        case postalCode = "postal code"
        case postcode
        case zipCode = "ZIP code"
    }

    public let label: Label
    public let isRequired: Bool
    /// `nil` where any text is taken.
    public let format: PostalCodeFormat?

    static func required(_ label: Label, _ templates: String, _ example: String) -> PostalCodeRule {
        PostalCodeRule(label: label, isRequired: true, format: PostalCodeFormat(templates, example: example))
    }

    static func optional(_ label: Label, _ templates: String, _ example: String) -> PostalCodeRule {
        PostalCodeRule(label: label, isRequired: false, format: PostalCodeFormat(templates, example: example))
    }

    static func optional(_ label: Label) -> PostalCodeRule { PostalCodeRule(label: label, isRequired: false, format: nil) }
}
