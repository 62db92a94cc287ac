import Logging
import MartletCommerce
import MartletDatabase
import MartletIdentity
import MartletInventory
import MartletJSON
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@testable import MartletCarts
@testable import MartletCatalog

/// What becomes of a guest's cart when they sign in.
@Suite(.timeLimit(.minutes(5)))
struct CartMergeTests {
    private static let password = "correct horse battery staple"
    private static let current = "/api/v1/store/me/cart"

    private func customer(in shop: TestShop) async throws -> SignedIn {
        _ = try await shop.customer()
        try await shop.choosePassword(Self.password, .customer, "ada@example.com")
        return try await shop.customer()
    }

    private func signIn(_ secret: String?, in shop: TestShop) async throws -> TestAnswer {
        let headers = secret.map { ["Martlet-Cart-Token": $0] } ?? [:]
        return try await shop.login("ada@example.com", Self.password, headers)
    }

    /// A customer's cart with so many of each variant.
    private func cart(of someone: SignedIn, _ wanted: KeyValuePairs<String, Int>, in shop: TestShop) async throws -> String {
        let cart = try await shop.post("/api/v1/store/carts", [:], someone.headers)["id"].stringValue ?? ""
        for (variant, quantity) in wanted {
            let line: JSONValue = ["variant_id": .string(variant), "quantity": .integer(Int64(quantity))]
            let answer = try await shop.post("/api/v1/store/carts/\(cart)/lines", line, someone.headers)
            try #require(answer.status == 200, "\(answer.json)")
        }
        return cart
    }

    private func quantities(_ answer: TestAnswer) -> [String: Int64] {
        let lines = answer["lines"].arrayValue ?? []
        return Dictionary(uniqueKeysWithValues: lines.map { ($0["variant_id"]?.stringValue ?? "", $0["quantity"]?.integerValue ?? 0) })
    }

    @Test(arguments: TestDatabase.available)
    func `a guest's cart becomes the customer's, and its secret opens it no more`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let ada = try await customer(in: shop)
            #expect(try await shop.get(Self.current, ada.headers).status == 404)
            let guest = try await Buyer(in: shop)
            let variant = try await shop.product("Shirt")[0]
            _ = try await guest.add(variant, 2)
            let answer = try await signIn(guest.token, in: shop)
            #expect(answer["carried_over"] == [["kind": "cart", "id": .string(guest.cart), "changes": []]], "\(answer.json)")
            let now = try await shop.get(Self.current, ada.headers)
            #expect(now["id"] == .string(guest.cart) && quantities(now) == [variant: 2])
            #expect(try await guest.view().status == 404)
            #expect(try await signIn(guest.token, in: shop)["carried_over"] == [])
            #expect(try await signIn("made up", in: shop)["carried_over"] == [])
            #expect(try await signIn(nil, in: shop)["carried_over"] == [])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `quantities add up within stock and maximum, and the answer says what has changed`(database: TestDatabase) async throws {
        try await database.shop(sections: "features: { carts: { max_quantity: 6, max_lines: 3 } }") { shop async throws in
            let ada = try await customer(in: shop)
            let few = try await shop.product("Few", stock: 4)[0]
            let many = try await shop.product("Many", stock: 100)[0]
            let new = try await shop.product("New", stock: 100)[0]
            let last = try await shop.product("Last", stock: 100)[0]
            let own = try await cart(of: ada, [few: 2, many: 5], in: shop)
            let guest = try await Buyer(in: shop)
            for (variant, quantity) in [(few, 3), (many, 5), (new, 1), (last, 1)].prefix(3) { _ = try await guest.add(variant, quantity) }
            try await guest.fillIn()
            let other = try await Buyer(in: shop)
            _ = try await other.add(last, 1)

            let answer = try await signIn(guest.token, in: shop)
            let merged = answer["carried_over"][0]
            #expect(merged?["id"] == .string(own))
            func change(_ code: String, _ variant: String, _ numbers: (Int64, Int64, Int64), _ limit: JSONValue) -> JSONValue {
                [
                    "code": .string(code), "subject": .string(variant), "before": .integer(numbers.0), "brought": .integer(numbers.1),
                    "after": .integer(numbers.2), "limit": limit,
                ]
            }
            #expect(
                merged?["changes"] == [
                    change("quantity", few, (2, 3, 4), "stock"), change("quantity", many, (5, 5, 6), "maximum"),
                    change("quantity", new, (0, 1, 1), .null),
                ], "\(merged ?? .null)")
            let now = try await shop.get(Self.current, ada.headers)
            #expect(quantities(now) == [few: 4, many: 6, new: 1])
            #expect(now["email"] == "ada@example.com" && now["shipping_address"]["city"] == "Berlin")
            #expect(try await guest.view().status == 404)

            // The cart is full.
            let full = try await signIn(other.token, in: shop)
            #expect(full["carried_over"][0]?["changes"] == [change("dropped", last, (0, 1, 0), "lines")])
            #expect(quantities(try await shop.get(Self.current, ada.headers)) == [few: 4, many: 6, new: 1])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `however many sign in with a cart at once, it comes once`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let ada = try await customer(in: shop)
            let variant = try await shop.product("Shirt", stock: 100)[0]
            _ = try await cart(of: ada, [variant: 1], in: shop)
            let guest = try await Buyer(in: shop)
            _ = try await guest.add(variant, 2)
            let takenOver = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        let answer = try await signIn(guest.token, in: shop)
                        try #require(answer.status == 200, "\(answer.json)")
                        return answer["carried_over"].arrayValue?.count ?? 0
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(takenOver == 1)
            #expect(quantities(try await shop.get(Self.current, ada.headers)) == [variant: 3])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what is for sale in another currency alone stays behind`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let ada = try await customer(in: shop)
            let (euros, dollars) = (try await shop.product("Euro")[0], try await shop.product("Dollar", currency: "USD")[0])
            _ = try await cart(of: ada, [euros: 1], in: shop)
            let guest = try await Buyer(in: shop, currency: "USD")
            _ = try await guest.add(dollars, 1)
            let answer = try await signIn(guest.token, in: shop)
            let change = answer["carried_over"][0]?["changes"]?[0]
            #expect(change?["code"] == "dropped" && change?["limit"] == "not_on_sale")
            #expect(quantities(try await shop.get(Self.current, ada.headers)) == [euros: 1])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a plugin decides how carts merge`(database: TestDatabase) async throws {
        try await database.shop(settings: "  newest: {}\n", extra: [NewestCartPlugin.self]) { shop async throws in
            let ada = try await customer(in: shop)
            let variant = try await shop.product("Shirt")[0]
            _ = try await cart(of: ada, [variant: 2], in: shop)
            let guest = try await Buyer(in: shop)
            _ = try await guest.add(variant, 3)
            _ = try await signIn(guest.token, in: shop)
            #expect(quantities(try await shop.get(Self.current, ada.headers)) == [variant: 3])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a cart that a plugin refuses stays the guest's, who is signed in all the same`(database: TestDatabase) async throws {
        try await database.shop(settings: "  small: {}\n", extra: [SmallCartPlugin.self]) { shop async throws in
            let ada = try await customer(in: shop)
            let variant = try await shop.product("Shirt")[0]
            let own = try await cart(of: ada, [variant: 2], in: shop)
            let guest = try await Buyer(in: shop)
            _ = try await guest.add(variant, 2)
            let answer = try await signIn(guest.token, in: shop)
            #expect(answer.status == 200 && answer["session"] != .null)
            let merged = answer["carried_over"][0]
            #expect(merged?["id"] == .string(own) && merged?["changes"]?[0]?["limit"] == "refused")
            #expect(quantities(try await guest.view()) == [variant: 2])
            #expect(quantities(try await shop.get(Self.current, ada.headers)) == [variant: 2])
        }
    }

    @Test func `whatever meets, nobody loses what they have, and nothing exceeds what there is`() {
        var random = SeededGenerator(seed: 20_261_126)
        let identifiers = MartletKernel.Environment(time: ManualTime(), random: SeededRandom(seed: 1), logger: Logger(label: "test"))
            .identifiers
        for _ in 0..<2_000 {
            let (maximumQuantity, maximumLines) = (Int.random(in: 1...9, using: &random), Int.random(in: 1...6, using: &random))
            let variants = (0..<8).map { _ in identifiers.next(VariantID.self) }
            func line(_ variant: VariantID) -> CartLine {
                CartLine(
                    id: identifiers.next(), quantity: Int.random(in: 1...12, using: &random),
                    summary: VariantSummary(
                        id: variant, product: identifiers.next(), handle: "a", productTitle: "A", variantTitle: "", sku: nil, image: nil,
                        weight: 1, unitPrice: Bool.random(using: &random) ? Money(1, .eur) : nil,
                        availability: Availability(quantity: Int.random(in: -2...14, using: &random), item: StockItem())))
            }
            let own = variants.shuffled(using: &random).prefix(Int.random(in: 0...5, using: &random)).map(line)
            let brought = variants.shuffled(using: &random).prefix(Int.random(in: 0...5, using: &random)).map(line)
            var wanted: [VariantID: Int] = [:]
            for line in own + brought where Int.random(in: 0..<5, using: &random) > 0 {
                wanted[line.variant] = Int.random(in: 0...24, using: &random)
            }
            let merged = MergedLines(
                own: own, brought: brought, wanted: wanted, maximumQuantity: maximumQuantity, maximumLines: maximumLines)
            #expect(merged.lines.count <= max(maximumLines, own.count))
            #expect(Set(merged.lines.map(\.variant)).count == merged.lines.count)
            #expect(Array(merged.lines.prefix(own.count)).map(\.id) == own.map(\.id))
            for line in merged.lines {
                let before = own.first { $0.variant == line.variant }?.quantity ?? 0
                #expect(line.quantity >= before && line.quantity > 0)
                guard line.quantity > before else { continue }
                #expect(line.quantity <= maximumQuantity && line.availability.covers(line.quantity) && line.unitPrice != nil)
                #expect(line.quantity <= wanted[line.variant] ?? 0)
            }
            #expect(merged.changes.count == brought.count)
        }
    }
}

/// What the guest has just put into the cart counts.
private struct NewestCartPlugin: Plugin {
    static let id: PluginID = "newest"
    static let summary = "The newest quantity counts."
    static let requires: [PluginID] = ["carts"]

    init(settings: NoSettings) {}

    func register(in registrar: inout Registrar) {
        registrar.handle(.cartMerge) { merge, _ in Dictionary(merge.brought.map { ($0.variant, $0.quantity) }) { first, _ in first } }
    }
}

/// Carts hold three things.
private struct SmallCartPlugin: Plugin {
    static let id: PluginID = "small"
    static let summary = "Carts hold three things."
    static let requires: [PluginID] = ["carts"]

    init(settings: NoSettings) {}

    func register(in registrar: inout Registrar) {
        registrar.handle(.cartChange) { change, next in
            guard change.cart.lines.reduce(0, { $0 + $1.quantity }) <= 3 else { throw Refusal("too_many_things", "A cart holds three.") }
            try next(change)
        }
    }
}
