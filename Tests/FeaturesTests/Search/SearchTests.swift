import MartletJSON
import MartletTesting
import TestSupport
import Testing

/// Searches in memory answer what the database would, whatever is edited, and by whom.
@Suite(.timeLimit(.minutes(3)))
struct SearchTests {
    private static let products = "/api/v1/store/products"
    private static let filters = [
        "", "category=all", "category=shirts", "category=tops", "tag=gift", "tag=gift&tag=new", "vendor=Acme", "type=Knitwear",
        "price_min=1000&price_max=3000", "price_max=10&currency=USD", "option%5BColour%5D=Blue&option%5BColour%5D=Red",
        "option%5BSize%5D=M&option%5BColour%5D=Blue", "in_stock=true", "in_stock=false", "in_stock=true&vendor=Acme",
    ]

    private func titles(_ answer: TestAnswer) -> [String] { answer["data"].arrayValue?.compactMap { $0["title"]?.stringValue } ?? [] }

    /// Opens two shops on one database, with one clock.
    private func shops(_ database: TestDatabase, _ body: (_ shop: TestShop, _ other: TestShop) async throws -> Void) async throws {
        try await database.create { location in
            let plugins = "plugins:\n\(location.manifestLine)  manual-payments: {}\n  flat-shipping: {}\n  flat-tax: { rate: 19 }\n"
            let time = ManualTime()
            try await TestShop.open(plugins: TestDatabase.plugins, manifest: plugins, time: time) { shop in
                try await TestShop.open(plugins: TestDatabase.plugins, manifest: plugins, time: time, seed: 2) { other in
                    try await body(shop, other)
                }
            }
        }
    }

    /// Every page of a list.
    private func pages(_ shop: TestShop, _ query: String) async throws -> [JSONValue] {
        var pages: [JSONValue] = []
        var cursor: String?
        repeat {
            let page = try await shop.get("\(Self.products)?\(query)" + (cursor.map { "&cursor=\($0)" } ?? ""))
            #expect(page.status == 200, "\(query)")
            pages.append(["data": page["data"], "next_cursor": page["next_cursor"]])
            cursor = page["next_cursor"].stringValue
        } while cursor != nil
        return pages
    }

    @Test(arguments: TestDatabase.available)
    func `a list with facets is the list without, whatever is edited`(database: TestDatabase) async throws {
        try await database.shop { shop in
            try await shop.seed()
            let admin = try await shop.admin()
            let parent = try await shop.post("/api/v1/admin/categories", ["title": "All", "handle": "all"], admin)["id"]
            let shirts = try await shop.get("/api/v1/store/categories")["data"].arrayValue?.first { $0["handle"] == "shirts" }
            let shelf = shirts?["id"]?.stringValue ?? ""
            let product = try await shop.get("\(Self.products)/harbour-linen-shirt")
            let (id, variants) = (product["id"].stringValue ?? "", product["variants"].arrayValue ?? [])
            let first = variants.first?["id"]?.stringValue ?? ""
            let buyer = try await Buyer(in: shop)

            func patch(_ changes: JSONValue) -> () async throws -> TestAnswer {
                { try await shop.patch("/api/v1/admin/products/\(id)", changes, admin) }
            }
            func move(_ quantity: Int64) -> () async throws -> TestAnswer {
                {
                    try await shop.post(
                        "/api/v1/admin/inventory/movements",
                        ["variant_id": .string(first), "quantity": .integer(quantity), "reason": "correction"], admin)
                }
            }
            let edits: [(String, () async throws -> TestAnswer)] = [
                ("nothing", { product }), ("title", patch(["title": "Änother Shirt"])), ("tags", patch(["tags": ["gift", "new"]])),
                ("vendor", patch(["vendor": "Acme", "type": nil])),
                ("category", { try await shop.patch("/api/v1/admin/categories/\(shelf)", ["parent_id": parent], admin) }),
                ("handle", { try await shop.patch("/api/v1/admin/categories/\(shelf)", ["handle": "tops"], admin) }),
                (
                    "prices",
                    {
                        let prices: JSONValue = [
                            ["price": ["amount": 900, "currency": "EUR"]], ["price": ["amount": 5, "currency": "USD"]],
                        ]
                        return try await shop.patch("/api/v1/admin/variants/\(first)", ["prices": prices], admin)
                    }
                ),
                ("sold out", move(-12)), ("back", move(1)),
                (
                    "order",
                    {
                        _ = try await buyer.add(first)
                        try await buyer.fillIn()
                        return try await buyer.complete()
                    }
                ),
                ("untracked", { try await shop.patch("/api/v1/admin/variants/\(first)", ["tracked": false], admin) }),
                ("no category", { try await shop.delete("/api/v1/admin/categories/\(shelf)", admin) }),
                ("archived", patch(["status": "archived"])), ("published", patch(["status": "active"])),
            ]
            let sorts = ["newest", "title", "-title", "price", "-price", "relevance"]
            for (round, (edit, run)) in edits.enumerated() {
                let answer = try await run()
                #expect((200...204).contains(answer.status), "\(edit): \(answer.json)")
                for (number, filter) in Self.filters.enumerated() {
                    let query = "limit=3&sort=\(sorts[(round + number) % sorts.count])&\(filter)"
                    #expect(try await pages(shop, query + "&facets=true") == pages(shop, query), "\(edit): \(query)")
                }
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `who has changed something finds it at once, however many change and search`(database: TestDatabase) async throws {
        // Where no answers are kept, nobody looks into the log before a second has passed, which never does here.
        try await database.shop(sections: "server: { cache_bytes: 0 }") { shop in
            let admin = try await shop.admin()
            try await withThrowingTaskGroup { group in
                for editor in 0..<6 {
                    group.addTask {
                        _ = try await shop.product("Start \(editor)")
                        let id = try await shop.get("\(Self.products)/start-\(editor)")["id"].stringValue ?? ""
                        for round in 0..<25 {
                            let word = "word\(editor)x\(round)"
                            _ = try await shop.patch("/api/v1/admin/products/\(id)", ["title": .string(word)], admin)
                            let found = try await shop.get("\(Self.products)?q=\(word)&facets=true")
                            #expect(found["data"].arrayValue?.map { $0["id"] } == [.string(id)], "\(word)")
                            #expect(found["facets"]["total"] == 1)
                            #expect(try await shop.get("\(Self.products)?q=word\(editor)x\(round - 1)")["data"] == [])
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what another shop changes is found within the time stated`(database: TestDatabase) async throws {
        try await shops(database) { shop, other in
            let variant = try await shop.product("Anvil", stock: 1)[0]
            #expect(try await titles(other.get("\(Self.products)?q=anvil&in_stock=true")) == ["Anvil"])

            // The shop sells the last one, and makes something new.
            let buyer = try await Buyer(in: shop)
            _ = try await buyer.add(variant)
            try await buyer.fillIn()
            #expect(try await buyer.complete().status == 201)
            _ = try await shop.product("Another anvil")
            #expect(try await titles(shop.get("\(Self.products)?q=anvil&in_stock=true")) == ["Another anvil"])
            other.time.advance(by: .seconds(1))
            #expect(try await titles(other.get("\(Self.products)?q=anvil&in_stock=true")) == ["Another anvil"])
            #expect(try await titles(other.get("\(Self.products)?q=anvil&in_stock=false")) == ["Anvil"])

            // The other one gets some more.
            let admin = try await other.admin()
            _ = try await other.post(
                "/api/v1/admin/inventory/movements", ["variant_id": .string(variant), "quantity": 1, "reason": "received"], admin)
            shop.time.advance(by: .seconds(1))
            #expect(try await titles(shop.get("\(Self.products)?q=anvil&in_stock=true")) == ["Another anvil", "Anvil"])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `only what comes to nothing, or back from it, is noted of stock`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let variant = try await shop.product("Anvil", stock: 3)[0]
            func changes() async throws -> Int { try await shop.database.read { try $0.count("SELECT COUNT(*) FROM changes") } }
            func buy() async throws {
                let buyer = try await Buyer(in: shop)
                _ = try await buyer.add(variant)
                try await buyer.fillIn()
                #expect(try await buyer.complete().status == 201)
            }
            let before = try await changes()
            try await buy()
            try await buy()
            #expect(try await changes() == before)
            try await buy()
            #expect(try await changes() == before + 1)
            #expect(try await titles(shop.get("\(Self.products)?in_stock=true&facets=true")) == [])
        }
    }
}
