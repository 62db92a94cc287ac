import Foundation
import MartletCommerce
import MartletJSON
import Testing

struct CodeTableTests {
    @Test func `every currency is known by its code, exponent and name`() throws {
        #expect(Currency.allCodes.count == 156)
        for code in Currency.allCodes {
            let currency = try Currency(code: code)
            #expect(currency.code == code)
            #expect([0, 2, 3].contains(currency.exponent))
            #expect(currency.name != code, "\(code) has no name")
        }
        #expect(try Currency(code: "EUR") == .eur)
        #expect(Currency.jpy.exponent == 0)
        #expect(Currency.kwd.exponent == 3)
        #expect(try Currency(code: "ISK").exponent == 0)
        #expect(Currency.kwd.unit == 1_000)
        #expect(Currency.gbp.name == "Pound sterling")
        #expect(try Currency(code: "VES").name == "Venezuelan sovereign bolívar")
    }

    @Test(arguments: ["", "eur", "EU", "EURO", "XXX", "XAU", "ÉUR"])
    func `what is no active currency is refused`(code: String) {
        #expect(throws: MoneyError.unknownCurrency(code)) { try Currency(code: code) }
    }

    @Test func `the currencies with names of their own are those of the table`() throws {
        for currency in [Currency.eur, .usd, .gbp, .jpy, .kwd, .inr] {
            let listed = try Currency(code: currency.code)
            #expect(currency == listed)
            #expect(currency.exponent == listed.exponent)
        }
        #expect(MemoryLayout<Money>.size <= 16)
    }

    @Test func `a currency is its code in JSON`() throws {
        #expect(String(decoding: Currency.eur.jsonBytes, as: UTF8.self) == "\"EUR\"")
        #expect(try JSONDecoder().decode([Currency].self, from: JSONEncoder().encode([Currency.jpy])) == [.jpy])
    }

    @Test func `every country is known by its code and name`() throws {
        #expect(CountryCode.all.count == 249)
        for code in CountryCode.all {
            let country = try #require(CountryCode(code))
            #expect(country.name != code && !country.name.contains("|"))
        }
        #expect(CountryCode("DE")?.name == "Germany")
        #expect(CountryCode("BQ")?.name == "Bonaire, Sint Eustatius and Saba")
        for code in ["de", "UK", "EU", "XX", "", "DEU"] {
            #expect(CountryCode(code) == nil)
        }
    }

    @Test func `an address is read and written with the API's names`() throws {
        let country = try #require(CountryCode("DE"))
        let address = Address(firstName: "Ada", lastName: "L", line1: "Weg 1", city: "Köln", country: country)
        #expect(try JSONValue.parse(address.jsonBytes)["first_name"] == "Ada")
        #expect(try JSONDecoder().decode(Address.self, from: Data(address.jsonBytes)) == address)
        #expect(try JSONDecoder().decode(Address.self, from: JSONEncoder().encode(address)) == address)
    }
}
