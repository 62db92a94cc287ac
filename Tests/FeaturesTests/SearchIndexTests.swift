import MartletCommerce
import MartletDatabase
import MartletJSON
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@testable import MartletCatalog

/// The search index is held against the database's own answers: what both find, in which order, and what they count.
@Suite(.timeLimit(.minutes(5)))
struct SearchIndexTests {
    @Test(arguments: TestDatabase.available, [1, 2])
    func `it answers what the database answers, while the catalog is edited and bought from`(database: TestDatabase, seed: UInt64)
        async throws
    {
        try await database.shop { shop in
            var random = SeededGenerator(seed: seed)
            var editor = try await Editor(of: shop)
            for _ in 0..<40 { try await editor.add(using: &random) }
            let index = SearchIndex(database: shop.database, environment: Environment(time: shop.time))
            try await index.build()
            for _ in 0..<30 {
                try await editor.edit(using: &random)
                for _ in 0..<10 { try await compare(index, ProductFilter(using: &random), in: shop, using: &random) }
            }
            // An index that is made now says the same as one that has followed all changes.
            let another = SearchIndex(database: shop.database, environment: Environment(time: shop.time))
            try await another.build()
            for _ in 0..<50 { try await compare(another, ProductFilter(using: &random), in: shop, using: &random) }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `it sees what another shop on the same database commits, at the next search`(database: TestDatabase) async throws {
        try await database.shop { shop in
            _ = try await shop.product("Blue Shirt", stock: 1)
            // The first search finds no index and begins to make one.
            _ = try await shop.get("/api/v1/store/products?q=blue")
            let elsewhere = SearchIndex(database: shop.database, environment: Environment(time: shop.time))
            try await elsewhere.build()
            func found(_ words: String) async throws -> Int {
                let filter = ProductFilter(words: words, status: .active, inStock: true)
                let search = ProductSearch(filter: filter, currency: .eur, sort: .relevance, after: nil, limit: 9)
                return try await shop.database.read { try elsewhere.products(in: $0)?.answer(search, facets: false).page.count } ?? -1
            }
            #expect(try await found("blue") == 1)
            _ = try await shop.product("Blue Mug")
            #expect(try await found("blue") == 2)
            let buyer = try await Buyer(in: shop)
            let shirt = try await shop.get("/api/v1/store/products/blue-shirt")["variants"][0]?["id"]?.stringValue ?? ""
            _ = try await buyer.add(shirt)
            try await buyer.fillIn()
            #expect(try await buyer.complete().status == 201)
            #expect(try await found("blue") == 1)
        }
    }

    private func compare(
        _ index: SearchIndex, _ filter: ProductFilter, in shop: TestShop, using random: inout SeededGenerator
    ) async throws {
        let sort = ProductSort.allCases.randomElement(using: &random) ?? .newest
        let (currency, limit) = (filter.currency ?? .eur, Int.random(in: 1...12, using: &random))
        try await shop.database.read { transaction in
            let products = try #require(try index.products(in: transaction))
            let listing = ProductListing(filter: filter, currency: currency, dialect: transaction.dialect)
            let (expectedFacets, facets) = (
                try listing.facets(in: transaction),
                products.answer(ProductSearch(filter: filter, currency: currency, sort: sort, after: nil, limit: 1), facets: true).facets
            )
            #expect(facets == expectedFacets, "\(filter)")
            if sort == .relevance, filter.words != nil {
                // Whose rank is whose differs; what is found does not.
                let all = try listing.page(sort, after: nil, limit: 1_000, in: transaction).map(\.product.id)
                let search = ProductSearch(filter: filter, currency: currency, sort: sort, after: nil, limit: 1_000)
                #expect(Set(products.answer(search, facets: false).page.map(\.id)) == Set(all), "\(filter)")
                return
            }
            var after: [SQLValue]?
            repeat {
                let expected = try listing.page(sort, after: after, limit: limit, in: transaction)
                let search = ProductSearch(filter: filter, currency: currency, sort: sort, after: after, limit: limit)
                let page = products.answer(search, facets: false).page
                #expect(page.map(\.id) == expected.map(\.product.id), "\(filter) \(sort) after \(after ?? [])")
                #expect(page.map(\.position) == expected.map(\.position))
                after = expected.count > limit ? expected[limit - 1].position : nil
            } while after != nil
        }
    }
}

/// Somebody who works on the catalog without a plan.
private struct Editor {
    private let shop: TestShop
    private let admin: [String: String]
    private var categories: [String] = []
    private var products: [(id: String, variants: [String])] = []
    private static let words = ["blue", "red", "shirt", "mug", "Äpfel", "linen", "shirts", "blueish", "a1"]

    init(of shop: TestShop) async throws {
        self.shop = shop
        admin = try await shop.admin()
        for title in ["Women", "Tops", "Gifts"] {
            let parent = title == "Tops" ? categories.first : nil
            let answer = try await shop.post(
                "/api/v1/admin/categories", ["title": .string(title), "parent_id": parent.map(JSONValue.string) ?? .null], admin)
            categories.append(answer["id"].stringValue ?? "")
        }
    }

    static func text(_ count: ClosedRange<Int>, using random: inout SeededGenerator) -> String {
        (0..<Int.random(in: count, using: &random)).map { _ in words.randomElement(using: &random) ?? "" }.joined(separator: " ")
    }

    mutating func add(using random: inout SeededGenerator) async throws {
        let sizes = ["S", "M", "L"].shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random))
        let options = Bool.random(using: &random) ? sizes : []
        func variant(_ values: [String]) -> JSONValue {
            var prices: [JSONValue] = [["price": ["amount": .integer(Int64.random(in: 1...9, using: &random) * 100), "currency": "EUR"]]]
            if Bool.random(using: &random) {
                prices.append(["price": ["amount": .integer(Int64.random(in: 1...9, using: &random) * 100), "currency": "USD"]])
            }
            return [
                "option_values": .array(values.map { .string($0) }), "weight": 1,
                "sku": .string("sku\(Int.random(in: 1...9, using: &random))"),
                "backorder": .bool(Int.random(in: 0...9, using: &random) == 0), "prices": .array(prices),
            ]
        }
        var body: JSONObject = [
            "title": .string(Editor.text(1...2, using: &random)), "handle": .string("product-\(products.count)"),
            "description": .string("<p>\(Editor.text(0...3, using: &random))</p>"),
            "status": .string(["active", "active", "active", "draft", "archived"].randomElement(using: &random) ?? "active"),
            "tags": .array(["new", "gift", "linen"].filter { _ in Bool.random(using: &random) }.map { .string($0) }),
            "categories": .array(categories.filter { _ in Bool.random(using: &random) }.map { .string($0) }),
            "variants": .array(options.isEmpty ? [variant([])] : options.map { variant([$0]) }),
        ]
        if !options.isEmpty { body["options"] = [["name": "Size", "values": .array(options.map { .string($0) })]] }
        if Bool.random(using: &random) { body["vendor"] = .string(["Acme", "Bolt"].randomElement(using: &random) ?? "") }
        if Bool.random(using: &random) { body["type"] = .string(["Top", "Mug"].randomElement(using: &random) ?? "") }
        let answer = try await shop.post("/api/v1/admin/products", .object(body), admin)
        try #require(answer.status == 201)
        products.append((answer["id"].stringValue ?? "", answer["variants"].arrayValue?.compactMap { $0["id"]?.stringValue } ?? []))
        if Bool.random(using: &random) { try await move(products[products.count - 1].variants, using: &random) }
    }

    private func move(_ variants: [String], using random: inout SeededGenerator) async throws {
        guard let variant = variants.randomElement(using: &random) else { return }
        _ = try await shop.post(
            "/api/v1/admin/inventory/movements",
            [
                "variant_id": .string(variant), "quantity": .integer([1, 1, 2, -1].randomElement(using: &random) ?? 1),
                "reason": "correction",
            ],
            admin)
    }

    mutating func edit(using random: inout SeededGenerator) async throws {
        guard let product = products.randomElement(using: &random), let category = categories.randomElement(using: &random) else { return }
        let path = "/api/v1/admin/products/\(product.id)"
        switch Int.random(in: 0...7, using: &random) {
        case 0: try await add(using: &random)
        case 1: _ = try await shop.patch(path, ["title": .string(Editor.text(1...3, using: &random))], admin)
        case 2: _ = try await shop.patch(path, ["status": .string(["active", "archived"].randomElement(using: &random) ?? "")], admin)
        case 3: _ = try await shop.patch(path, ["tags": ["new"], "vendor": nil, "categories": [.string(category)]], admin)
        case 4:
            _ = try await shop.patch(
                "/api/v1/admin/categories/\(category)", ["handle": .string("category-\(Int.random(in: 0...99, using: &random))")], admin)
        case 5: _ = try await shop.patch("/api/v1/admin/categories/\(categories[2])", ["parent_id": .string(categories[0])], admin)
        case 6: try await buy(product.variants, using: &random)
        default: try await move(product.variants, using: &random)
        }
    }

    private func buy(_ variants: [String], using random: inout SeededGenerator) async throws {
        guard let variant = variants.randomElement(using: &random) else { return }
        let buyer = try await Buyer(in: shop)
        guard try await buyer.add(variant).status == 200 else { return }
        try await buyer.fillIn()
        _ = try await buyer.complete()
    }
}

extension ProductFilter {
    /// A question that somebody may ask.
    fileprivate init(using random: inout SeededGenerator) {
        func sometimes<T>(_ value: @autoclosure () -> T) -> T? { Int.random(in: 0...3, using: &random) == 0 ? value() : nil }
        self.init()
        let all = ["blue", "bl", "shirt", "mug blue", "apfel", "lin", "sku1", "zzz", "a1"]
        words = Bool.random(using: &random) ? all.randomElement(using: &random) : nil
        category = sometimes(["women", "tops", "gifts", "nothing"].randomElement(using: &random) ?? "")
        tags = ["new", "gift"].filter { _ in Int.random(in: 0...4, using: &random) == 0 }
        vendor = sometimes(["Acme", "Bolt", "None"].randomElement(using: &random) ?? "")
        type = sometimes(["Top", "Mug"].randomElement(using: &random) ?? "")
        status = Int.random(in: 0...3, using: &random) == 0 ? nil : .active
        lowest = sometimes(Int.random(in: 1...6, using: &random) * 100)
        highest = sometimes(Int.random(in: 3...9, using: &random) * 100)
        options = sometimes([(name: "Size", value: "M"), (name: "Size", value: "S")]) ?? []
        inStock = sometimes(Bool.random(using: &random))
        currency = sometimes(Currency.usd)
    }
}
