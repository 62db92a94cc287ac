import MartletCommerce
import MartletJSON
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@testable import MartletFlatShipping

@Suite(.timeLimit(.minutes(2)))
struct FlatShippingTests {
    private func price(of subtotal: Money, freeAbove: Money?) throws -> Money? {
        let provider = FlatShippingProvider(name: "Standard", price: Money(490, .eur), freeAbove: freeAbove)
        let shipment = ShipmentRequest(currency: subtotal.currency, subtotal: subtotal, weight: 100, destination: nil)
        return try provider.options(for: shipment).first?.price
    }

    @Test func `shipping costs the same, and nothing from a subtotal on`() throws {
        #expect(try price(of: Money(1, .eur), freeAbove: nil) == Money(490, .eur))
        #expect(try price(of: Money(7_999, .eur), freeAbove: Money(8_000, .eur)) == Money(490, .eur))
        #expect(try price(of: Money(8_000, .eur), freeAbove: Money(8_000, .eur)) == Money(0, .eur))
    }

    @Test func `a cart in another currency is offered nothing, rather than a wrong price`() throws {
        #expect(try price(of: Money(1_000, try Currency(code: "USD")), freeAbove: nil) == nil)
    }

    @Test(arguments: ["-1", "4.905"])
    func `an amount that is no price is refused by name`(amount: String) async throws {
        let manifest = "plugins:\n  sqlite: {}\n  flat-shipping: { amount: \"\(amount)\" }\n"
        let error = await #expect(throws: (any Error).self) {
            try await TestShop.open(plugins: TestDatabase.plugins, manifest: manifest) { _ in }
        }
        #expect("\(try #require(error))".contains("flat-shipping.amount"))
    }

    @Test(arguments: TestDatabase.available)
    func `a currency without minor units is shipped at a whole amount`(database: TestDatabase) async throws {
        let settings = "  manual-payments: {}\n  flat-shipping: { amount: 500 }\n"
        try await database.shop(sections: "store: { currency: JPY }", settings: settings) { shop in
            let buyer = try await Buyer(in: shop)
            _ = try await buyer.add(try await shop.product("Shirt", price: 2_400, currency: "JPY")[0])
            try await buyer.fillIn()
            #expect(try await buyer.view()["total"] == (["amount": 2_900, "currency": "JPY"] as JSONValue))
        }
    }
}
