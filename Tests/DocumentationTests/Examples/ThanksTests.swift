import MartletCommerce
import MartletNotifications
import MartletTesting
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ThanksTests {
    private func shop(sections: String = "", _ body: (TestShop) async throws -> Void) async throws {
        let settings = "  manual-payments: {}\n  flat-shipping: {}\n  thanks: {}\n  quiet: {}\n"
        try await TestDatabase.sqlite.shop(
            sections: sections, settings: settings, extra: [ThanksPlugin.self, QuietPlugin.self]
        ) { try await body($0) }
    }

    private func buy(in shop: TestShop) async throws {
        let buyer = try await Buyer(in: shop)
        _ = try await buyer.add(try await shop.product("Anvil")[0])
        try await buyer.fillIn()
        _ = try await buyer.complete()
    }

    // region: test
    @Test func `a buyer is thanked once`() async throws {
        try await shop { shop in
            try await buy(in: shop)
            try await shop.settle()
            let sent = shop.messages(to: "ada@example.com")
            #expect(sent.count == 1)
            #expect(sent.first?.subject?.hasPrefix("Thank you for order ") == true)
        }
    }
    // endregion

    @Test func `a shop says it in its own words`() async throws {
        let folder = Documentation.root.appendingPathComponent("Tests/DocumentationTests/Texts").path
        let sections = "store: { name: Blue Door, locale: de }\nfeatures: { notifications: { templates: \"\(folder)\" } }"
        try await shop(sections: sections) { shop in
            try await buy(in: shop)
            try await shop.settle()
            #expect(shop.mail.all.first?.subject?.hasPrefix("Danke für Bestellung ") == true)
            #expect(shop.mail.all.first?.text.hasSuffix("Ihr Blue Door") == true)
        }
    }

    @Test func `an advertisement is withheld`() async throws {
        try await shop { shop in
            let notice = Notice("thanks.order-placed", topic: .marketing, values: ["number": "1"])
            let ada = try #require(EmailAddress("ada@example.com"))
            let outcome = try await shop.notifier.send(notice, to: .email(ada), key: "1")
            #expect(outcome == .withheld(code: "quiet"))
        }
    }
}
