import MartletAPI
import MartletCommerce
import MartletJSON

/// A country as address forms need it.
struct CountryBody: ResponseBody {
    let rules: AddressRules

    private static let regionSchema = Schema.object(
        [
            ("code", .string("As `region` of an address.", example: "13")), ("name", .string(example: "Tokyo")),
            ("local_name", Schema.string("In the country's own script, where that is not Latin.", example: "東京都").nullable),
        ], component: "Region")

    private static let regionRuleSchema = Schema.object(
        [
            ("label", .choice(RegionRule.Label.allCases.map(\.rawValue), "What regions are called there.")), ("required", .boolean()),
            ("options", .array(of: regionSchema, "Empty where any text is taken.")),
        ], component: "RegionRule")

    private static let postalCodeRuleSchema = Schema.object(
        [
            ("label", .choice(PostalCodeRule.Label.allCases.map(\.rawValue), "What postal codes are called there.")),
            ("required", .boolean()), ("example", Schema.string(example: "100-0001").nullable),
            (
                "pattern",
                Schema.string(
                    "A regular expression of the normal form. The shop takes other case, spaces and hyphens, too. Null where any text is taken.",
                    example: "^[0-9]{3}-[0-9]{4}$"
                ).nullable
            ),
        ], component: "PostalCodeRule")

    static let schema = Schema.object(
        [
            ("code", .country), ("name", .string("In English.", example: "Germany")),
            ("region", regionRuleSchema.nullable.described("Null where addresses have none.")),
            ("postal_code", postalCodeRuleSchema.nullable.described("Null where there are none.")),
        ], component: "CountryRules")

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("code", rules.country)
            json.field("name", rules.country.name)
            json.key("region")
            if let region = rules.region { write(region, to: &json) } else { json.null() }
            json.key("postal_code")
            if let postalCode = rules.postalCode { write(postalCode, to: &json) } else { json.null() }
        }
    }

    private func write(_ region: RegionRule, to json: inout JSONWriter) {
        json.object { json in
            json.field("label", region.label.rawValue)
            json.field("required", region.isRequired)
            json.key("options")
            json.array { json in
                for option in rules.regions {
                    json.object { json in
                        json.field("code", option.code)
                        json.field("name", option.name)
                        json.field("local_name", option.localName)
                    }
                }
            }
        }
    }

    private func write(_ postalCode: PostalCodeRule, to json: inout JSONWriter) {
        json.object { json in
            json.field("label", postalCode.label.rawValue)
            json.field("required", postalCode.isRequired)
            json.field("example", postalCode.format?.example)
            json.field("pattern", postalCode.format?.pattern)
        }
    }
}
