import MartletJSON
import MartletTesting
import TestSupport
import Testing

/// Answers of the catalog that are kept are those that would be made anew.
@Suite(.timeLimit(.minutes(2)))
struct ReadyAnswerTests {
    private static let products = "/api/v1/store/products"

    /// Runs a shop that keeps answers, and another one on the same database that keeps none.
    private func shops(_ database: TestDatabase, _ body: (_ shop: TestShop, _ other: TestShop) async throws -> Void) async throws {
        try await database.create { location in
            let plugins = "plugins:\n\(location.manifestLine)  manual-payments: {}\n  flat-shipping: {}\n  flat-tax: { rate: 19 }\n"
            let time = ManualTime()
            try await TestShop.open(plugins: TestDatabase.plugins, manifest: plugins, time: time) { shop in
                let keepsNone = "server: { cache_bytes: 0, cache_age: 0s }\n"
                try await TestShop.open(plugins: TestDatabase.plugins, manifest: keepsNone + plugins, time: time, seed: 2) { other in
                    try await body(shop, other)
                }
            }
        }
    }

    /// Every public read of the shop as it is now.
    private func targets(_ shop: TestShop) async throws -> [String] {
        let lists = [
            "", "?limit=3", "?sort=price&limit=2", "?q=linen&facets=true", "?in_stock=true&facets=true", "?facets=true&limit=1",
            "?sort=title&currency=USD",
        ]
        let handles = try await shop.get("\(Self.products)?limit=100")["data"].arrayValue?.compactMap { $0["handle"]?.stringValue } ?? []
        return lists.map { Self.products + $0 } + handles.map { "\(Self.products)/\($0)" }
            + ["/api/v1/store/categories", "/api/v1/store/countries"]
    }

    @Test(arguments: TestDatabase.available)
    func `whatever is edited, the bytes are those of a shop that keeps none`(database: TestDatabase) async throws {
        try await shops(database) { shop, other in
            try await shop.seed()
            let admin = try await shop.admin()
            let list = try await shop.get(Self.products)
            let product = try #require(list["data"].arrayValue?.first)
            let (id, variant) = (product["id"]?.stringValue ?? "", product["variants"]?[0]?["id"]?.stringValue ?? "")
            let buyer = try await Buyer(in: shop)
            let edits: [(String, () async throws -> TestAnswer)] = [
                ("nothing", { list }),
                ("title", { try await shop.patch("/api/v1/admin/products/\(id)", ["title": "Another"], admin) }),
                (
                    "price",
                    {
                        try await shop.patch(
                            "/api/v1/admin/variants/\(variant)",
                            [
                                "prices": [["price": ["amount": 12_345, "currency": "EUR"]]]
                            ], admin)
                    }
                ),
                ("category", { try await shop.post("/api/v1/admin/categories", ["title": "New", "handle": "new"], admin) }),
                (
                    "new product",
                    {
                        _ = try await shop.product("Linen again", stock: 0)
                        return list
                    }
                ),
                (
                    "movement",
                    {
                        try await shop.post(
                            "/api/v1/admin/inventory/movements",
                            [
                                "variant_id": .string(variant), "quantity": 7, "reason": "received",
                            ], admin)
                    }
                ),
                (
                    "order",
                    {
                        _ = try await buyer.add(variant)
                        try await buyer.fillIn()
                        return try await buyer.complete()
                    }
                ),
                ("archived", { try await shop.patch("/api/v1/admin/products/\(id)", ["status": "archived"], admin) }),
            ]
            var tags: [String: String] = [:]
            for (edit, run) in edits {
                let answer = try await run()
                #expect((200...201).contains(answer.status), "\(edit): \(answer.json)")
                for target in try await targets(other) {
                    let (kept, anew) = (try await shop.get(target), try await other.get(target))
                    #expect(kept.body == anew.body, "\(edit): \(target)")
                    #expect(kept.headers[.eTag] == anew.headers[.eTag], "\(edit): \(target)")
                }
                let tag = try await shop.get(Self.products).headers[.eTag]
                #expect(edit == "nothing" || edit == "category" || tag != tags["list"], "\(edit) changes the list")
                tags["list"] = tag
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what another process changes shows within the time stated`(database: TestDatabase) async throws {
        try await shops(database) { shop, other in
            try await other.seed()
            let before = try await shop.get(Self.products)
            _ = try await other.product("Made elsewhere")
            shop.time.advance(by: .seconds(1))
            let after = try await shop.get(Self.products)
            #expect(after.body != before.body)
            #expect(try await after.body == other.get(Self.products).body)
        }
    }
}
