import MartletJSON
import MartletTesting
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct CatalogTests {
    private let products = "/api/v1/store/products"

    private func titles(_ answer: TestAnswer) -> [String] { answer["data"].arrayValue?.compactMap { $0["title"]?.stringValue } ?? [] }

    @Test(arguments: TestDatabase.available)
    func `words find titles, tags, descriptions and SKUs by their beginnings, best first`(database: TestDatabase) async throws {
        try await database.shop { shop in
            _ = try await shop.product("Blue Shirt", tags: ["linen"])
            _ = try await shop.product("Red Shirt", tags: ["cotton", "blue"])
            _ = try await shop.product("Mug")
            #expect(try await titles(shop.get("\(products)?q=blue")) == ["Blue Shirt", "Red Shirt"])
            #expect(try await titles(shop.get("\(products)?q=lin")) == ["Blue Shirt"])
            #expect(try await titles(shop.get("\(products)?q=blu+shi&sort=title")) == ["Blue Shirt", "Red Shirt"])
            #expect(try await titles(shop.get("\(products)?q=%22%20OR%20*")).isEmpty)
            #expect(try await titles(shop.get("\(products)?q=nothing")).isEmpty)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `accents and capitals tell neither words nor their order apart`(database: TestDatabase) async throws {
        try await database.shop { shop in
            for title in ["zebra mug", "Äpfel", "apple", "Zürich Café", "Banana"] { _ = try await shop.product(title) }
            #expect(try await titles(shop.get("\(products)?sort=title")) == ["Äpfel", "apple", "Banana", "zebra mug", "Zürich Café"])
            #expect(try await titles(shop.get("\(products)?q=cafe")) == ["Zürich Café"])
            #expect(try await titles(shop.get("\(products)?q=Z%C3%9CRICH")) == ["Zürich Café"])
            #expect(try await titles(shop.get("\(products)?q=%C3%A4pf")) == ["Äpfel"])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `filters narrow a list down, and facets count what it holds`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let admin = try await shop.admin()
            let women = try await shop.post("/api/v1/admin/categories", ["title": "Women"], admin)["id"]
            let tops =
                try await shop.post("/api/v1/admin/categories", ["title": "Tops", "parent_id": women], admin)["id"].stringValue ?? ""
            _ = try await shop.product("Top", price: 3_000, sizes: ["S", "M"], tags: ["new"], categories: [tops], vendor: "Acme")
            _ = try await shop.product("Mug", price: 900, stock: 0, tags: ["new", "gift"], vendor: "Bolt")

            #expect(try await titles(shop.get("\(products)?category=women")) == ["Top"])
            #expect(try await titles(shop.get("\(products)?category=\(tops)")) == ["Top"])
            #expect(try await titles(shop.get("\(products)?tag=new&tag=gift")) == ["Mug"])
            #expect(try await titles(shop.get("\(products)?vendor=Acme")) == ["Top"])
            #expect(try await titles(shop.get("\(products)?price_min=1000&price_max=3000")) == ["Top"])
            #expect(try await titles(shop.get("\(products)?option%5BSize%5D=M")) == ["Top"])
            #expect(try await titles(shop.get("\(products)?in_stock=true")) == ["Top"])
            #expect(try await titles(shop.get("\(products)?in_stock=false")) == ["Mug"])
            #expect(try await titles(shop.get("\(products)?sort=price")) == ["Mug", "Top"])
            #expect(try await titles(shop.get("\(products)?sort=-price")) == ["Top", "Mug"])

            let facets = try await shop.get("\(products)?facets=true")["facets"]
            #expect(facets["total"] == 2)
            #expect(facets["in_stock"] == 1)
            #expect(facets["tags"] == [["value": "new", "count": 2], ["value": "gift", "count": 1]])
            #expect(facets["options"]?["Size"] == [["value": "M", "count": 1], ["value": "S", "count": 1]])
            #expect(facets["price_min"]?["amount"] == 900)
        }
    }

    @Test(arguments: TestDatabase.available, ["newest", "title", "-title", "price", "-price", "relevance"])
    func `pages follow each other without a gap or a double`(database: TestDatabase, sort: String) async throws {
        try await database.shop { shop in
            for number in 0..<23 { _ = try await shop.product("Item \(number)", price: Int64(1_000 + number % 3), stock: 0) }
            var seen: [String] = []
            var cursor: String?
            repeat {
                let page = try await shop.get("\(products)?limit=5&q=item&sort=\(sort)" + (cursor.map { "&cursor=\($0)" } ?? ""))
                seen += titles(page)
                cursor = page["next_cursor"].stringValue
            } while cursor != nil
            #expect(seen.count == 23)
            #expect(Set(seen).count == 23)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a forged cursor, an unknown parameter and a wrong sort are refused`(database: TestDatabase) async throws {
        try await database.shop { shop in
            for query in [
                "cursor=nonsense", "colour=red", "sort=handle%3BDROP", "limit=0", "limit=101", "price_min=x", "price_min=5&price_max=1",
            ] {
                let answer = try await shop.get("\(products)?\(query)")
                #expect(answer.status == 422, "\(query)")
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `drafts and archived products are for staff only`(database: TestDatabase) async throws {
        try await database.shop { shop in
            _ = try await shop.product("Shirt")
            let admin = try await shop.admin()
            let id = try await shop.get("\(products)/shirt")["id"].stringValue ?? ""
            _ = try await shop.post("/api/v1/admin/products/\(id)/archive", nil, admin)
            #expect(try await shop.get("\(products)/shirt").status == 404)
            #expect(try await titles(shop.get(products)).isEmpty)
            #expect(try await titles(shop.get("/api/v1/admin/products?status=archived", admin)) == ["Shirt"])
            _ = try await shop.post("/api/v1/admin/products/\(id)/publish", nil, admin)
            #expect(try await shop.get("\(products)/\(id)").status == 200)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `an update of something that has changed meanwhile is refused`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let variant = try await shop.product("Shirt", sizes: ["S", "M"])[1]
            var admin = try await shop.admin()
            let id = try await shop.get("\(products)/shirt")["id"].stringValue ?? ""
            let before = try await shop.get("/api/v1/admin/products/\(id)", admin)
            admin["If-Match"] = before.headers[.eTag]
            let changed = try await shop.patch("/api/v1/admin/products/\(id)", ["title": "Better Shirt"], admin)
            #expect(changed["title"] == "Better Shirt")
            #expect(changed["variants"][1]?["id"] == .string(variant))
            #expect(try await shop.patch("/api/v1/admin/products/\(id)", ["title": "Worse"], admin).status == 412)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `an answer that is known already is not sent again`(database: TestDatabase) async throws {
        try await database.shop { shop in
            _ = try await shop.product("Shirt")
            let first = try await shop.get(products)
            let tag = first.headers[.eTag] ?? ""
            #expect(try await shop.get(products, ["If-None-Match": tag]).status == 304)
            _ = try await shop.product("Mug")
            #expect(try await shop.get(products, ["If-None-Match": tag]).status == 200)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `two prices in a currency and two options of a name are refused where they stand`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let admin = try await shop.admin()
            let price: JSONValue = ["price": ["amount": 1, "currency": "EUR"]]
            let variant = try await shop.product("Shirt")[0]
            let patched = try await shop.patch("/api/v1/admin/variants/\(variant)", ["prices": [price, price]], admin)
            #expect(patched.status == 422 && patched["errors"][0]?["pointer"] == "/prices", "\(patched.json)")
            let double: JSONValue = ["title": "Mug", "variants": [["prices": [price, price]]]]
            let made = try await shop.post("/api/v1/admin/products", double, admin)
            #expect(made.status == 422 && made["errors"][0]?["pointer"] == "/variants", "\(made.json)")
            let size: JSONValue = ["name": "Size", "values": ["S"]]
            let options: JSONValue = ["title": "Hat", "options": [size, size], "variants": [["option_values": ["S", "S"]]]]
            let hat = try await shop.post("/api/v1/admin/products", options, admin)
            #expect(hat.status == 422 && hat["errors"][0]?["pointer"] == "/options", "\(hat.json)")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a category cannot stand under itself, and handles are taken once`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let admin = try await shop.admin()
            let parent = try await shop.post("/api/v1/admin/categories", ["title": "Women"], admin)["id"]
            let child = try await shop.post("/api/v1/admin/categories", ["title": "Tops", "parent_id": parent], admin)["id"]
            #expect(try await shop.patch("/api/v1/admin/categories/\(parent.stringValue ?? "")", ["parent_id": child], admin).status == 422)
            #expect(try await shop.post("/api/v1/admin/categories", ["title": "Women"], admin).code == "handle_taken")
            let tree = try await shop.get("/api/v1/store/categories")
            #expect(tree["data"][0]?["children"]?[0]?["title"] == "Tops")
        }
    }
}
