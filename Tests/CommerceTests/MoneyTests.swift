import Foundation
import MartletCommerce
import MartletJSON
import MartletTesting
import Testing

struct MoneyTests {
    @Test func `arithmetic throws where it would wrap or mix currencies`() throws {
        let most = Money(.max, .eur)
        #expect(throws: MoneyError.overflow) { try most.adding(Money(1, .eur)) }
        #expect(throws: MoneyError.overflow) { try Money(.min, .eur).subtracting(Money(1, .eur)) }
        #expect(throws: MoneyError.overflow) { try most.multiplied(by: 2) }
        #expect(throws: MoneyError.overflow) { try Money(.min, .eur).negated() }
        #expect(throws: MoneyError.currencyMismatch(.eur, .usd)) { try Money(1, .eur).adding(Money(1, .usd)) }
        #expect(throws: MoneyError.currencyMismatch(.eur, .usd)) { try Money(1, .eur).isLess(than: Money(2, .usd)) }
        #expect(try Money.sum([Money(1, .eur), Money(-3, .eur)], in: .eur) == Money(-2, .eur))
        #expect(try Money.sum([], in: .jpy) == .zero(.jpy))
        #expect(throws: MoneyError.self) { try Money.sum([Money(1, .usd)], in: .eur) }
        #expect(try Money(1, .eur).isLess(than: Money(2, .eur)))
        #expect(try Money(19, .kwd).multiplied(by: -3) == Money(-57, .kwd))
    }

    @Test(arguments: [
        ("19.99", Currency.usd, 1999), (" 19.9 ", .usd, 1990), ("19", .usd, 1900), ("-0.05", .usd, -5), ("19.9900", .usd, 1999),
        ("1500", .jpy, 1500), ("1500.0", .jpy, 1500), ("1.234", .kwd, 1234), ("0", .eur, 0), ("007", .eur, 700),
        ("92233720368547758.07", .eur, Int64.max), ("-92233720368547758.08", .eur, Int64.min),
    ])
    func `decimal texts are read exactly`(text: String, currency: Currency, amount: Int64) throws {
        #expect(try Money(decimal: text, currency) == Money(amount, currency))
    }

    @Test(arguments: ["", " ", "-", ".", ".5", "5.", "1,5", "1.000,00", "1 000", "1e3", "+1", "--1", "1.2.3", "NaN", "١", "0x1", "1-"])
    func `what is no decimal number is refused`(text: String) {
        #expect(throws: MoneyError.malformed(text, .eur)) { try Money(decimal: text, .eur) }
    }

    @Test func `decimals that the currency does not have are refused by name`() {
        #expect(throws: MoneyError.tooManyDecimals("1.5", .jpy)) { try Money(decimal: "1.5", .jpy) }
        #expect(throws: MoneyError.tooManyDecimals("1.999", .usd)) { try Money(decimal: "1.999", .usd) }
        #expect(MoneyError.tooManyDecimals("1.5", .jpy).description == "'1.5' has too many decimals for JPY, which has none")
    }

    @Test(arguments: ["92233720368547758.08", "-92233720368547758.09", "99999999999999999999"])
    func `an amount too large to hold is an overflow`(text: String) {
        #expect(throws: MoneyError.overflow) { try Money(decimal: text, .eur) }
    }

    @Test func `amounts are written with the decimals of their currency`() {
        #expect(Money(1999, .usd).description == "19.99 USD")
        #expect(Money(5, .usd).decimalString == "0.05")
        #expect(Money(-5, .kwd).decimalString == "-0.005")
        #expect(Money(1999, .jpy).description == "1999 JPY")
        #expect(Money(.min, .eur).decimalString == "-92233720368547758.08")
    }

    @Test(arguments: 0..<100)
    func `what was written is read back`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for currency in [Currency.eur, .jpy, .kwd] {
            let money = Money(Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0..<64, using: &random), currency)
            #expect(try Money(decimal: money.decimalString, currency) == money)
            #expect(try JSONDecoder().decode(Money.self, from: Data(money.jsonBytes)) == money)
        }
    }

    @Test func `on the wire money is minor units and a code`() throws {
        #expect(String(decoding: Money(1999, .usd).jsonBytes, as: UTF8.self) == #"{"amount":1999,"currency":"USD"}"#)
        #expect(throws: (any Error).self) { try JSONDecoder().decode(Money.self, from: Data(#"{"amount":1,"currency":"XXX"}"#.utf8)) }
        #expect(throws: (any Error).self) { try JSONDecoder().decode(Money.self, from: Data(#"{"amount":1.5,"currency":"EUR"}"#.utf8)) }
        #expect(try JSONDecoder().decode(Money.self, from: JSONEncoder().encode(Money(.min, .eur))) == Money(.min, .eur))
    }
}
