import MartletCommerce
import MartletJSON
import MartletKernel
import MartletTesting
import TestSupport
import Testing

/// A plugin that takes something off every cart: off the first line, the order and shipping.
private struct SalePlugin: Plugin {
    static let id: PluginID = "sale"
    static let summary = "Takes something off."

    struct Settings: PluginSettings {
        static let schema = SettingsSchema(
            .integer("line", "Off the first line."), .integer("order", "Off the order."), .integer("shipping", "Off shipping."))
        let line: Int
        let order: Int
        let shipping: Int
    }

    private struct Sale: DiscountProvider {
        let settings: Settings

        func discounts(for cart: DiscountRequest) -> [Discount] {
            func off(_ amount: Int, _ target: Discount.Target) -> Discount {
                Discount(label: "sale", target: target, amount: Money(Int64(amount), cart.currency))
            }
            return cart.lines.prefix(1).map { off(settings.line, .line($0.variant)) }
                + [off(settings.order, .order), off(settings.shipping, .shipping)]
        }
    }

    let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func register(in registrar: inout Registrar) {
        let settings = settings
        registrar.add(.discountProviders) { _ in Sale(settings: settings) }
    }
}

/// The shop verifies after each test that every discount is spread without a rest.
@Suite(.timeLimit(.minutes(2)))
struct DiscountTests {
    private func settings(line: Int, order: Int, shipping: Int) -> String {
        """
          manual-payments: {}
          flat-shipping: {}
          flat-tax: { rate: 19 }
          sale: { line: \(line), order: \(order), shipping: \(shipping) }

        """
    }

    @Test(arguments: TestDatabase.available)
    func `an order keeps what was taken off its lines, itself and shipping`(database: TestDatabase) async throws {
        try await database.shop(settings: settings(line: 100, order: 1_000, shipping: 200), extra: [SalePlugin.self]) { shop in
            let buyer = try await Buyer(in: shop)
            for price in [1_999, 333, 667] as [Int64] { _ = try await buyer.add(try await shop.product("Item \(price)", price: price)[0]) }
            try await buyer.fillIn()
            let order = try await buyer.complete()
            #expect(order["discount_total"]["amount"] == 1_300)
            #expect(order["total"]["amount"] == .integer(1_999 + 333 + 667 + 490 - 1_300))
            let spread = order["lines"].arrayValue?.compactMap { $0["discount"]?["amount"]?.integerValue } ?? []
            #expect(spread.reduce(0, +) == 1_100)
            #expect(order["tax_total"] == order["tax_included"])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `an order of which nothing is left to pay asks no provider and counts as paid`(database: TestDatabase) async throws {
        try await database.shop(settings: settings(line: 0, order: 99_999, shipping: 99_999), extra: [SalePlugin.self]) { shop in
            let buyer = try await Buyer(in: shop)
            _ = try await buyer.add(try await shop.product("Shirt")[0])
            try await buyer.fillIn()
            let order = try await buyer.complete(expecting: 0)
            #expect(order.status == 201)
            #expect(order["total"]["amount"] == 0)
            #expect(order["payment_status"] == "paid")
            #expect(shop.timings.snapshot.keys.allSatisfy { $0.plugin != "manual-payments" })
        }
    }
}
