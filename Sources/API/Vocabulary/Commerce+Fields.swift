import MartletCommerce
import MartletJSON
import MartletKernel

extension FieldKind where Value == Currency {
    /// A code of ISO 4217.
    public static var currency: FieldKind {
        FieldKind<String>.text(3...3, example: "EUR").map(
            .currency, sample: .eur
        ) { try Currency(code: $0) }
    }
}

extension FieldKind where Value == EmailAddress {
    public static var email: FieldKind {
        FieldKind<String>.text(3...254, example: "ada@example.com").map(
            .string(format: "email", length: 3...254, example: "ada@example.com"),
            sample: EmailAddress("ada@example.com")!  // a valid address
        ) { text in
            guard let address = EmailAddress(text) else { throw FieldMessage("must be an email address such as ada@example.com") }
            return address
        }
    }
}

extension FieldKind where Value == PhoneNumber {
    /// A telephone number in the form of E.164.
    public static var phone: FieldKind {
        FieldKind<String>.text(1...40, example: "+4930123456").map(
            .string(
                "In the form of E.164: +, the country's calling code, digits alone.", length: 9...16, pattern: #"^\+[1-9][0-9]{7,14}$"#,
                example: "+4930123456"),
            sample: .example
        ) { text in try PhoneNumber(text) }
    }
}

extension FieldKind where Value == LanguageTag {
    /// A tag of BCP 47.
    public static var language: FieldKind {
        FieldKind<String>.text(2...35, example: "de-AT").map(
            .string(
                "A tag of BCP 47.", length: 2...35, pattern: "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$", example: "de-AT"), sample: .english
        ) { text in
            guard let tag = LanguageTag(text) else { throw FieldMessage("must be a language such as en, de-AT or zh-Hant") }
            return tag
        }
    }
}

extension FieldKind where Value == CountryCode {
    /// Two letters of ISO 3166-1.
    public static var country: FieldKind {
        FieldKind<String>.text(2...2, example: "DE").map(
            .country, sample: CountryCode("DE")!  // an assigned code
        ) { text in
            guard let code = CountryCode(text) else { throw FieldMessage("must be a country code of ISO 3166-1 in capitals, such as DE") }
            return code
        }
    }
}

extension FieldKind where Value == Handle {
    public static var handle: FieldKind {
        FieldKind<String>.text(1...255, example: "ocean-blue-shirt").map(sample: Handle.sample) { text in
            guard let handle = Handle(rawValue: text) else {
                throw FieldMessage("must be lowercase letters and digits with single hyphens between them")
            }
            return handle
        }
    }
}

extension Handle {
    fileprivate static let sample = Handle(rawValue: "ocean-blue-shirt")!  // a valid handle
}

extension FieldKind where Value == Money {
    /// An amount that is not negative.
    public static var money: FieldKind { FieldKind<MoneyInput>.object().map(sample: Money(1_999, .eur)) { $0.money } }
}

private struct MoneyInput: RequestInput {
    let money: Money

    init(from fields: inout Fields) {
        let amount = fields.body("amount", .integer(0...Int(Int64.max / 1_000_000), example: 1_999), "In minor units: cents for EUR.")
        money = Money(Int64(amount), fields.body("currency", .currency))
    }
}

extension FieldKind where Value == Address {
    /// An address that keeps the ``AddressRules`` of its country, with region and postal code in their normal form.
    public static var address: FieldKind { FieldKind<AddressInput>.object().map(sample: AddressInput.sample) { $0.address } }
}

private struct AddressInput: RequestInput {
    let address: Address

    init(from fields: inout Fields) {
        let typed = Address(
            firstName: fields.body("first_name", .text(1...100, example: "Ada")),
            lastName: fields.body("last_name", .text(1...100, example: "Lovelace")),
            company: fields.body(optional: "company", .text(1...100, example: "Analytical Engines")),
            line1: fields.body("line1", .text(1...200, example: "Unter den Linden 1"), "Street and number."),
            line2: fields.body(optional: "line2", .text(1...200, example: "2nd floor")),
            city: fields.body("city", .text(1...100, example: "Berlin")),
            region: fields.body(
                optional: "region", .text(1...100, example: "Berlin"), "State, province or the like: its code, such as `CA`, or its name."),
            postalCode: fields.body(
                optional: "postal_code", .text(1...20, example: "10117"), "In the form of the country, however it is spaced."),
            country: fields.body("country", .country),
            phone: fields.body(optional: "phone", .text(1...40, example: "+49 30 1234567")))
        do throws(AddressError) {
            address = try typed.validated()
        } catch {
            address = typed
            for problem in error.problems where fields.isSound("country") && fields.isSound(problem.field.rawValue) {
                fields.fail(problem.field.rawValue, problem.message)
            }
        }
    }

    static var sample: Address { Fields.describe(AddressInput.self).sample.address }
}

/// What is wrong with a field, as a person would say it.
public struct FieldMessage: Error, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

extension Schema {
    /// A currency.
    public static let currency = codes(Currency.allCodes, example: "EUR", component: "Currency", "A code of ISO 4217.")
    /// A country.
    public static let country = codes(CountryCode.all.sorted(), example: "DE", component: "Country", "A code of ISO 3166-1.")

    private static func codes(_ words: [String], example: String, component: String, _ summary: String) -> Schema {
        var schema = choice(words, summary).example(.string(example))
        schema.component = component
        return schema
    }

    public static let money = Schema.object(
        [
            ("amount", .integer(nil, "In minor units: cents for EUR, yen for JPY.", example: 1_999)),
            ("currency", .currency),
        ], component: "Money")

    public static let address = Schema.object(
        [
            ("first_name", .string(example: "Ada")), ("last_name", .string(example: "Lovelace")), ("company", .string().nullable),
            ("line1", .string(example: "Unter den Linden 1")), ("line2", .string().nullable), ("city", .string(example: "Berlin")),
            ("region", Schema.string("Its code of ISO 3166-2 without the country, where the country lists its regions.").nullable),
            ("postal_code", .string(example: "10117").nullable), ("country", .country), ("phone", .string().nullable),
        ], component: "Address")

    /// An identifier of one kind.
    public static func id<Tag: IDTag>(_ type: ID<Tag>.Type) -> Schema { FieldKind<ID<Tag>>.id().schema }
}
