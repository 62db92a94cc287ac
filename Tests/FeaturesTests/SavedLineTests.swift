import MartletJSON
import MartletTesting
import TestSupport
import Testing

/// What is put aside for later.
@Suite(.timeLimit(.minutes(5)))
struct SavedLineTests {
    private static let password = "correct horse battery staple"

    private func quantities(_ answer: TestAnswer, _ lines: String) -> [String: Int64] {
        let lines = answer[lines].arrayValue ?? []
        return Dictionary(uniqueKeysWithValues: lines.map { ($0["variant_id"]?.stringValue ?? "", $0["quantity"]?.integerValue ?? 0) })
    }

    private func save(_ variant: String, _ buyer: Buyer) async throws -> TestAnswer {
        let lines = try await buyer.view()["lines"].arrayValue ?? []
        let line = lines.first { $0["variant_id"] == .string(variant) }?["id"]?.stringValue ?? ""
        return try await buyer.shop.post("\(buyer.path)/lines/\(line)/save-for-later", nil, buyer.headers)
    }

    private func savedLine(_ buyer: Buyer) async throws -> String {
        try await buyer.view()["saved_lines"][0]?["id"]?.stringValue ?? ""
    }

    @Test(arguments: TestDatabase.available)
    func `what is saved is neither priced nor ordered, and comes back`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let (shirt, hat) = (try await shop.product("Shirt")[0], try await shop.product("Hat", price: 500)[0])
            let buyer = try await Buyer(in: shop)
            _ = try await buyer.add(shirt, 2)
            _ = try await buyer.add(hat, 1)
            let saved = try await save(shirt, buyer)
            #expect(quantities(saved, "lines") == [hat: 1] && quantities(saved, "saved_lines") == [shirt: 2])
            #expect(saved["subtotal"]["amount"] == 500)
            #expect(saved["saved_lines"][0]?["unit_price"]?["amount"] == 1_999 && saved["saved_lines"][0]?["available"] == 10)

            // What is saved again adds up.
            _ = try await buyer.add(shirt, 3)
            #expect(quantities(try await save(shirt, buyer), "saved_lines") == [shirt: 5])

            let line = try await savedLine(buyer)
            let path = "\(buyer.path)/saved-lines/\(line)"
            #expect(try await shop.patch("\(buyer.path)/lines/\(line)", ["quantity": 1], buyer.headers).status == 404)
            #expect(try await shop.delete("\(buyer.path)/lines/\(line)", buyer.headers).status == 404)
            #expect(try await shop.post("\(path)/move-to-cart", ["quantity": 6], buyer.headers).status == 422)
            let some = try await shop.post("\(path)/move-to-cart", ["quantity": 2], buyer.headers)
            #expect(quantities(some, "lines") == [hat: 1, shirt: 2] && quantities(some, "saved_lines") == [shirt: 3])
            let all = try await shop.post("\(path)/move-to-cart", [:], buyer.headers)
            #expect(quantities(all, "lines") == [hat: 1, shirt: 5] && quantities(all, "saved_lines") == [:])
            #expect(try await shop.post("\(path)/move-to-cart", [:], buyer.headers).status == 404)

            _ = try await save(shirt, buyer)
            let again = try await savedLine(buyer)
            let removed = try await shop.delete("\(buyer.path)/saved-lines/\(again)", buyer.headers)
            #expect(quantities(removed, "saved_lines") == [:] && quantities(removed, "lines") == [hat: 1])
            #expect(try await shop.delete("\(buyer.path)/saved-lines/\(again)", buyer.headers).status == 404)

            _ = try await buyer.add(shirt, 1)
            _ = try await save(shirt, buyer)
            try await buyer.fillIn()
            let order = try await buyer.complete()
            #expect(order.status == 201 && order["lines"].arrayValue?.count == 1, "\(order.json)")
            let closed = try await shop.delete("\(buyer.path)/saved-lines/\(try await savedLine(buyer))", buyer.headers)
            #expect(closed.status == 409)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what comes back is within stock and maximum, or nothing has happened`(database: TestDatabase) async throws {
        try await database.shop(sections: "features: { carts: { max_quantity: 6, max_lines: 2 } }") { shop async throws in
            let variant = try await shop.product("Shirt", stock: 5)[0]
            let buyer = try await Buyer(in: shop)
            _ = try await buyer.add(variant, 4)
            _ = try await save(variant, buyer)
            _ = try await buyer.add(variant, 4)
            // A saved line holds no more than the maximum either.
            #expect(quantities(try await save(variant, buyer), "saved_lines") == [variant: 6])
            let path = "\(buyer.path)/saved-lines/\(try await savedLine(buyer))/move-to-cart"
            let refused = try await shop.post(path, nil, buyer.headers)
            #expect(refused.status == 409 && refused["available"] == 5)
            #expect(quantities(try await buyer.view(), "saved_lines") == [variant: 6])
            #expect(try await shop.post(path, ["quantity": 5], buyer.headers).status == 200)
            #expect(quantities(try await buyer.view(), "saved_lines") == [variant: 1])

            let second = try await shop.product("Two")[0]
            _ = try await buyer.add(second)
            _ = try await save(second, buyer)
            let third = try await shop.product("Three")[0]
            _ = try await buyer.add(third)
            let full = try await save(third, buyer)
            #expect(full.status == 409 && full["code"] == "cart_full")
            #expect(quantities(try await buyer.view(), "lines") == [variant: 5, third: 1])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what a customer has saved comes along from cart to cart`(database: TestDatabase) async throws {
        try await database.shop(sections: "features: { carts: { max_quantity: 6 } }") { shop async throws in
            _ = try await shop.customer()
            try await shop.choosePassword(Self.password, .customer, "ada@example.com")
            let ada = try await shop.customer()
            let (shirt, hat, sock) = (
                try await shop.product("Shirt")[0], try await shop.product("Hat")[0], try await shop.product("Sock")[0]
            )
            func guest(saving saved: [(String, Int)], _ inCart: (String, Int)) async throws -> Buyer {
                let buyer = try await Buyer(in: shop)
                for (variant, quantity) in saved {
                    _ = try await buyer.add(variant, quantity)
                    _ = try await save(variant, buyer)
                }
                _ = try await buyer.add(inCart.0, inCart.1)
                return buyer
            }
            // The first guest's cart becomes the customer's as it is.
            let first = try await guest(saving: [(shirt, 4)], (hat, 1))
            _ = try await shop.login("ada@example.com", Self.password, first.headers)
            var now = try await shop.get("/api/v1/store/me/cart", ada.headers)
            #expect(quantities(now, "saved_lines") == [shirt: 4])

            // The second one's comes to it.
            let second = try await guest(saving: [(shirt, 3), (sock, 1)], (hat, 1))
            let answer = try await shop.login("ada@example.com", Self.password, second.headers)
            let changes = answer["carried_over"][0]?["changes"]?.arrayValue ?? []
            #expect(changes.map { $0["code"] } == ["quantity", "saved", "saved"])
            #expect(changes.map { $0["limit"] } == [.null, "maximum", .null])
            now = try await shop.get("/api/v1/store/me/cart", ada.headers)
            #expect(quantities(now, "saved_lines") == [shirt: 6, sock: 1] && quantities(now, "lines") == [hat: 2])

            // It is still there after an order, in the next cart.
            let path = "/api/v1/store/carts/\(now["id"].stringValue ?? "")"
            _ = try await shop.put("\(path)/contact", ["email": "ada@example.com"], ada.headers)
            _ = try await shop.put("\(path)/addresses", ["shipping": Buyer.address], ada.headers)
            _ = try await shop.put("\(path)/shipping-option", ["id": "flat-shipping"], ada.headers)
            let order = try await shop.post("\(path)/complete", ["payment": ["provider": "manual-payments"]], ada.headers)
            try #require(order.status == 201, "\(order.json)")
            let next = try await shop.post("/api/v1/store/carts", [:], ada.headers)
            #expect(quantities(next, "saved_lines") == [shirt: 6, sock: 1])
            #expect(quantities(try await shop.get(path, ada.headers), "saved_lines") == [:])
        }
    }
}
