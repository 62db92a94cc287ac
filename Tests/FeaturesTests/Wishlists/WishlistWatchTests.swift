import MartletDatabase
import MartletDurable
import MartletJSON
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@testable import MartletWishlists

/// Looks at lists two items at a time.
private struct SmallPagesPlugin: Plugin {
    static let id: PluginID = "small-pages"
    static let summary = "Looks at lists two items at a time."

    init(settings: NoSettings) {}

    func register(in registrar: inout Registrar) {
        registrar.add(.schedules) { resolver in
            let watch = WishlistWatch(database: try resolver(.database), outbox: try resolver(.outbox), pageSize: 2)
            return Schedule("small-pages.watch", every: .seconds(3_600)) { try await watch.run() }
        }
    }
}

/// What is told of what comes back or gets cheaper.
@Suite(.timeLimit(.minutes(5)))
struct WishlistWatchTests {
    /// What was told since the last call, as the name and the price, with the price before.
    private func told(_ shop: TestShop) async throws -> [String] {
        try await shop.scheduler.runNow("wishlists.watch")
        return try await shop.database.write { transaction in
            let events = try transaction.all("SELECT name, payload FROM outbox_events WHERE name LIKE 'wishlists.%' ORDER BY position") {
                (name: try $0.next(String.self), payload: try JSONValue.parse($0.next([UInt8].self)))
            }
            try transaction.execute("DELETE FROM outbox_events WHERE name LIKE 'wishlists.%'")
            return events.map { event in
                let before = event.payload["before"]?["amount"]?.integerValue.map { " from \($0)" } ?? ""
                return "\(event.name.dropFirst(10))\(before) at \(event.payload["price"]?["amount"]?.integerValue ?? 0)"
            }
        }
    }

    private func stock(_ shop: TestShop, _ variant: String, _ quantity: Int64) async throws {
        let answer = try await shop.post(
            "/api/v1/admin/inventory/movements", ["variant_id": .string(variant), "quantity": .integer(quantity)], try await shop.admin())
        try #require(answer.status == 201 || answer.status == 200, "\(answer.json)")
    }

    @Test(arguments: TestDatabase.available)
    func `what is back in stock is told once, however often it is looked at`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let shirt = try await shop.product("Shirt", stock: 0)[0]
            let guest = try await Wisher(in: shop)
            _ = try await guest.add(shirt)
            #expect(try await told(shop) == [])
            try await stock(shop, shirt, 5)
            #expect(try await told(shop) == ["item_back_in_stock at 1999"])
            #expect(try await told(shop) == [])
            try await stock(shop, shirt, -5)
            #expect(try await told(shop) == [])
            try await stock(shop, shirt, 1)
            #expect(try await told(shop) == ["item_back_in_stock at 1999"])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `each fall below what it cost is told, and no return from a rise`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let shirt = try await shop.product("Shirt", price: 1_000)[0]
            let guest = try await Wisher(in: shop)
            _ = try await guest.add(shirt)
            func reprices(to price: Int64) async throws -> [String] {
                try await shop.reprice(shirt, to: price)
                return try await told(shop)
            }
            #expect(try await reprices(to: 1_200) == [])
            #expect(try await reprices(to: 1_000) == [])
            #expect(try await reprices(to: 800) == ["item_cheaper from 1000 at 800"])
            #expect(try await reprices(to: 800) == [])
            #expect(try await reprices(to: 700) == ["item_cheaper from 800 at 700"])
            #expect(try await reprices(to: 1_000) == [])
            #expect(try await reprices(to: 800) == ["item_cheaper from 1000 at 800"])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what nobody can buy is not cheaper until they can`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let shirt = try await shop.product("Shirt", price: 1_000, stock: 0)[0]
            let guest = try await Wisher(in: shop)
            _ = try await guest.add(shirt)
            try await shop.reprice(shirt, to: 900)
            #expect(try await told(shop) == [])
            try await stock(shop, shirt, 5)
            #expect(try await told(shop) == ["item_back_in_stock at 900", "item_cheaper from 1000 at 900"])
            let product = try await guest.view()["items"][0]?["product_id"]?.stringValue ?? ""
            func set(_ status: JSONValue) async throws {
                _ = try await shop.patch("/api/v1/admin/products/\(product)", ["status": status], try await shop.admin())
            }
            try await set("draft")
            #expect(try await told(shop) == [])
            try await set("active")
            #expect(try await told(shop) == ["item_back_in_stock at 900"])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `everybody hears of it who has it on a list, page after page`(database: TestDatabase) async throws {
        try await database.shop(settings: "  small-pages: {}\n", extra: [SmallPagesPlugin.self]) { shop async throws in
            let (shirt, hat) = (try await shop.product("Shirt", stock: 0)[0], try await shop.product("Hat")[0])
            let ada = try await shop.customer()
            let list = try await shop.post(Wisher.customersLists, [:], ada.headers)["id"].stringValue ?? ""
            _ = try await shop.post("\(Wisher.lists)/\(list)/items", ["variant_id": .string(shirt)], ada.headers)
            for _ in 0..<4 {
                let guest = try await Wisher(in: shop)
                _ = try await guest.add(hat)
                _ = try await guest.add(shirt)
            }
            try await stock(shop, shirt, 1)
            try await shop.scheduler.runNow("small-pages.watch")
            let customers = try await shop.database.read { transaction in
                try transaction.all("SELECT payload FROM outbox_events WHERE name = 'wishlists.item_back_in_stock'") {
                    try JSONValue.parse($0.next([UInt8].self))["customer"]
                }
            }
            #expect(customers.count == 5 && customers.filter { $0 == .string("\(ada.id)") }.count == 1, "\(customers)")
        }
    }
}
