import MartletCommerce
import MartletJSON
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@testable import MartletFlatTax

@Suite(.timeLimit(.minutes(2)))
struct FlatTaxTests {
    @Test func `lines and shipping are taxed alike, unless shipping is not taxed`() throws {
        let rule = TaxRule(rate: try #require(Rate(percent: "8.875")), isIncluded: false)
        func found(_ kind: TaxableItem.Kind, taxesShipping: Bool) throws -> TaxRule {
            try FlatTaxProvider(rule: rule, taxesShipping: taxesShipping)
                .tax(on: TaxableItem(kind: kind, amount: Money(1_000, .eur), destination: nil))
        }
        #expect(try found(.line, taxesShipping: true) == rule)
        #expect(try found(.shipping, taxesShipping: true) == rule)
        #expect(try found(.line, taxesShipping: false) == rule)
        #expect(try found(.shipping, taxesShipping: false) == TaxRule(rate: .zero, isIncluded: false))
    }

    @Test(arguments: ["101", "-1", "19.12345"])
    func `a rate outside 0 to 100 percent, or too fine, is refused where it stands`(rate: String) async throws {
        let manifest = "plugins:\n  sqlite: {}\n  flat-tax: { rate: \"\(rate)\" }\n"
        let error = await #expect(throws: ManifestError.self) {
            try await TestShop.open(plugins: TestDatabase.plugins, manifest: manifest) { _ in }
        }
        #expect(error?.problems.count == 1)
        #expect(error?.problems.first?.line == 3)
        #expect(error?.problems.first?.path.hasPrefix("plugins.flat-tax") == true)
    }

    @Test(arguments: TestDatabase.available)
    func `tax that prices do not include is added, to the cent`(database: TestDatabase) async throws {
        let settings = "  manual-payments: {}\n  flat-shipping: { amount: \"5.00\" }\n  flat-tax: { rate: 8.875, included: false }\n"
        try await database.shop(settings: settings) { shop in
            let buyer = try await Buyer(in: shop)
            _ = try await buyer.add(try await shop.product("Shirt", price: 1_999)[0], 3)
            try await buyer.fillIn()
            let cart = try await buyer.view()
            // 8.875 % of 59.97 is 5.3223…, of 5.00 it is 0.44375.
            #expect(cart["tax_total"]["amount"] == 576)
            #expect(cart["tax_included"]["amount"] == 0)
            #expect(cart["total"]["amount"] == 7_073)
        }
    }
}
