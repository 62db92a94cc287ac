import MartletJSON
import MartletTesting
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct CartTests {
    @Test(arguments: TestDatabase.available)
    func `a cart opens with its secret and with nothing else`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let buyer = try await Buyer(in: shop)
            #expect(try await buyer.view().status == 200)
            #expect(try await shop.get(buyer.path).status == 401)
            #expect(try await shop.get(buyer.path, ["Martlet-Cart-Token": ""]).status == 401)
            let other = try await Buyer(in: shop)
            #expect(try await shop.get(buyer.path, other.headers).status == 404)
            #expect(try await shop.get("/api/v1/store/carts/cart_01h455vb4pex5vsknk084sn02q", buyer.headers).status == 404)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `the same variant twice is one line`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let variant = try await shop.product("Shirt")[0]
            let buyer = try await Buyer(in: shop)
            _ = try await buyer.add(variant, 2)
            let cart = try await buyer.add(variant, 3)
            #expect(cart["lines"].arrayValue?.count == 1)
            #expect(cart["lines"][0]?["quantity"] == 5)
            #expect(cart["subtotal"]["amount"] == 9_995)
        }
    }

    @Test(arguments: TestDatabase.available, [0, -1, 10_000, 1_000])
    func `a quantity outside 1 to the maximum is refused`(database: TestDatabase, quantity: Int) async throws {
        try await database.shop { shop in
            let variant = try await shop.product("Shirt", backorder: true)[0]
            let answer = try await Buyer(in: shop).add(variant, quantity)
            #expect(answer.status == 422)
            #expect(answer["errors"][0]?["pointer"] == "/quantity")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `more than is left is refused with what is left, unless backorders are allowed`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let scarce = try await shop.product("Scarce", stock: 2)[0]
            let endless = try await shop.product("Endless", stock: 0, backorder: true)[0]
            let buyer = try await Buyer(in: shop)
            let refusal = try await buyer.add(scarce, 3)
            #expect(refusal.status == 409)
            #expect(refusal["available"] == 2)
            #expect(try await buyer.add(endless, 3).status == 200)
            try await buyer.fillIn()
            #expect(try await buyer.complete().status == 201)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `lines change and go`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let variants = try await shop.product("Shirt", sizes: ["S", "M"])
            let buyer = try await Buyer(in: shop)
            _ = try await buyer.add(variants[0])
            let cart = try await buyer.add(variants[1])
            let line = cart["lines"][0]?["id"]?.stringValue ?? ""
            let changed = try await shop.patch("\(buyer.path)/lines/\(line)", ["quantity": 4], buyer.headers)
            #expect(changed["lines"][0]?["quantity"] == 4)
            let removed = try await shop.delete("\(buyer.path)/lines/\(line)", buyer.headers)
            #expect(removed["lines"].arrayValue?.count == 1)
            #expect(try await shop.delete("\(buyer.path)/lines/\(line)", buyer.headers).status == 404)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `unknown fields, wrong types and card numbers are refused, all at once`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let buyer = try await Buyer(in: shop)
            let answer = try await shop.post("\(buyer.path)/lines", ["variant_id": 5, "quantty": 1, "price": 1], buyer.headers)
            let pointers = answer["errors"].arrayValue?.compactMap { $0["pointer"]?.stringValue } ?? []
            #expect(Set(pointers) == ["/variant_id", "/quantity", "/quantty", "/price"])
            let card = try await shop.put("\(buyer.path)/contact", ["email": "4111 1111 1111 1111"], buyer.headers)
            #expect(card.code == "card_number_refused")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a variant without a price in the cart's currency cannot be bought`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let variant = try await shop.product("Shirt", currency: "EUR")[0]
            #expect(try await Buyer(in: shop, currency: "USD").add(variant).status == 422)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `carts that nobody has touched are removed`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let buyer = try await Buyer(in: shop)
            shop.time.advance(by: .seconds(31 * 86_400))
            try await shop.scheduler.runNow("carts.expire")
            #expect(try await buyer.view().status == 404)
        }
    }
}
