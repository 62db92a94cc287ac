import HTTPTypes
import MartletJSON
import MartletTesting
import TestSupport
import Testing

/// Carts and orders of customers who have signed in.
@Suite(.timeLimit(.minutes(2)))
struct HolderTests {
    private static let carts = "/api/v1/store/carts"

    /// Fills a cart and says everything that an order needs.
    private func fill(_ path: String, with variant: String, in shop: TestShop, _ headers: [String: String]) async throws {
        let steps: [(HTTPRequest.Method, String, JSONValue)] = [
            (.post, "lines", ["variant_id": .string(variant), "quantity": 1]), (.put, "contact", ["email": "ada@example.com"]),
            (.put, "addresses", ["shipping": Buyer.address]), (.put, "shipping-option", ["id": "flat-shipping"]),
        ]
        for (method, step, body) in steps {
            let answer = try await shop.send(method, "\(path)/\(step)", body, headers)
            #expect(answer.status == 200, "\(step): \(answer.json)")
        }
    }

    private let payment: JSONValue = ["payment": ["provider": "manual-payments"]]

    @Test(arguments: TestDatabase.available)
    func `a customer's cart and order need no secret, and answer to no other customer`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let variant = try await shop.product("Shirt")[0]
            let (ada, eve) = (try await shop.customer("ada@example.com"), try await shop.customer("eve@example.com"))
            let cart = try await shop.post(Self.carts, [:], ada.headers)
            #expect(cart.status == 201)
            #expect(cart["token"] == .null)
            let path = "\(Self.carts)/\(cart["id"].stringValue ?? "")"
            try await fill(path, with: variant, in: shop, ada.browserHeaders)

            let stranger = try await Buyer(in: shop)
            for headers in [eve.headers, stranger.headers, eve.headers.merging(stranger.headers) { $1 }] {
                #expect(try await shop.get(path, headers).status == 404)
                #expect(try await shop.put("\(path)/contact", ["email": "eve@example.com"], headers).status == 404)
                #expect(try await shop.post("\(path)/complete", payment, headers).status == 404)
            }
            #expect(try await shop.get(path).status == 401)
            // Another session of the same customer opens it as well.
            #expect(try await shop.get(path, try await shop.customer("ada@example.com").headers).status == 200)

            let order = try await shop.post("\(path)/complete", payment, ada.headers)
            #expect(order.status == 201)
            #expect(order["token"] == .null)
            let again = try await shop.post("\(path)/complete", payment, ada.headers)
            #expect(again["id"] == order["id"] && again["token"] == .null)
            let orderPath = "/api/v1/store/orders/\(order["id"].stringValue ?? "")"
            #expect(try await shop.get(orderPath, ada.headers).status == 200)
            #expect(try await shop.get(orderPath, ada.browserHeaders).status == 200)
            #expect(try await shop.get(orderPath, eve.headers).status == 404)
            #expect(try await shop.get(orderPath, ["Martlet-Order-Token": "x"]).status == 404)
            #expect(try await shop.get(orderPath).status == 401)
            let admin = try await shop.get("/api/v1/admin/orders/\(order["id"].stringValue ?? "")", try await shop.admin())
            #expect(admin["customer_id"].stringValue == ada.id)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a guest's cart that a customer orders makes an order of theirs, and keeps its secret`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let variant = try await shop.product("Shirt")[0]
            let ada = try await shop.customer()
            let guest = try await Buyer(in: shop)
            try await fill(guest.path, with: variant, in: shop, guest.headers)
            // To be signed in alone opens nobody's cart.
            #expect(try await shop.get(guest.path, ada.headers).status == 404)
            let both = ada.headers.merging(guest.headers) { $1 }
            #expect(try await shop.get(guest.path, both).status == 200)
            let order = try await shop.post("\(guest.path)/complete", payment, both)
            #expect(order.status == 201)
            let path = "/api/v1/store/orders/\(order["id"].stringValue ?? "")"
            #expect(try await shop.get(path, ada.headers).status == 200)
            #expect(try await shop.get(path, ["Martlet-Order-Token": order["token"].stringValue ?? ""]).status == 200)
            let again = try await shop.post("\(guest.path)/complete", payment, guest.headers)
            #expect(again["token"] == order["token"])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a wrong secret beside a customer's own cart opens nothing later`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let variant = try await shop.product("Shirt")[0]
            let ada = try await shop.customer()
            let cart = try await shop.post(Self.carts, [:], ada.headers)
            let path = "\(Self.carts)/\(cart["id"].stringValue ?? "")"
            let headers = ada.headers.merging(["Martlet-Cart-Token": "guess"]) { $1 }
            try await fill(path, with: variant, in: shop, headers)
            let order = try await shop.post("\(path)/complete", payment, headers)
            #expect(order.status == 201 && order["token"] == .null)
            let tokens = try await shop.database.read { try $0.count("SELECT COUNT(*) FROM orders WHERE token_digest IS NOT NULL") }
            #expect(tokens == 0)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a cart or an order of nobody cannot be written down`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let buyer = try await Buyer(in: shop)
            #expect(try await buyer.view().status == 200)
            await #expect(throws: (any Error).self) {
                try await shop.database.write { try $0.execute("UPDATE carts SET token_digest = NULL") }
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `an idempotency key is a customer's, in whatever session they send it`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let (ada, eve) = (try await shop.customer("ada@example.com"), try await shop.customer("eve@example.com"))
            let key = ["Idempotency-Key": "k"]
            let first = try await shop.post(Self.carts, [:], ada.headers.merging(key) { $1 })
            let later = try await shop.customer("ada@example.com")
            let second = try await shop.post(Self.carts, [:], later.browserHeaders.merging(key) { $1 })
            #expect(second["id"] == first["id"])
            #expect(try await shop.post(Self.carts, [:], eve.headers.merging(key) { $1 })["id"] != first["id"])
            #expect(try await shop.post(Self.carts, [:], key)["id"] != first["id"])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a customer's cart costs the statements of a guest's`(database: TestDatabase) async throws {
        try await database.countedShop { shop, log async throws in
            let variant = try await shop.product("Shirt")[0]
            let ada = try await shop.customer()
            let cart = try await shop.post(Self.carts, [:], ada.headers)
            let path = "\(Self.carts)/\(cart["id"].stringValue ?? "")"
            let line: JSONValue = ["variant_id": .string(variant), "quantity": 1]
            // The session is known by now.
            let (add, _) = try await log.of { try await shop.post("\(path)/lines", line, ada.headers) }
            #expect(add.count == 3, "\(add)")
            let (view, _) = try await log.of { try await shop.get(path, ada.headers) }
            #expect(view.count == 2, "\(view)")
        }
    }
}
