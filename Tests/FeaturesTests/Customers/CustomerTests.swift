import MartletJSON
import MartletTesting
import TestSupport
import Testing

/// What customers see and say of themselves.
@Suite(.timeLimit(.minutes(5)))
struct CustomerTests {
    private static let me = "/api/v1/store/me"

    @Test(arguments: TestDatabase.available)
    func `customers see who they are, and change it`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let ada = try await shop.customer("ada@example.com")
            let fresh = try await shop.get(Self.me, ada.headers)
            #expect(fresh["id"] == .string(ada.id) && fresh["email"] == "ada@example.com" && fresh["email_verified"] == true)
            #expect(fresh["first_name"] == .null && fresh["metadata"] == [:] && fresh["has_second_factor"] == false)

            let changes: JSONValue = [
                "first_name": "Ada", "last_name": "Lovelace", "locale": "de-at", "birth_date": "1985-12-10", "metadata": ["size": "M"],
            ]
            shop.time.advance(by: .seconds(60))
            let changed = try await shop.patch(Self.me, changes, ada.headers)
            #expect(changed.status == 200 && changed["locale"] == "de-AT" && changed["birth_date"] == "1985-12-10")
            #expect(changed["updated_at"] != fresh["updated_at"])
            let shown = try await shop.get(Self.me, ada.headers)
            #expect(shown.json == changed.json)

            // What is left out stays, and null takes away.
            let cleared = try await shop.patch(Self.me, ["birth_date": .null, "last_name": "King"], ada.headers)
            #expect(cleared["birth_date"] == .null && cleared["last_name"] == "King" && cleared["first_name"] == "Ada")
            let eve = try await shop.get(Self.me, try await shop.customer("eve@example.com").headers)
            #expect(eve["first_name"] == .null)
            #expect(try await shop.get(Self.me).status == 401)
            #expect(try await shop.get(Self.me, try await shop.admin()).status == 403)
        }
    }

    @Test(arguments: [
        ("birth_date", "1985-02-30"), ("birth_date", "1899-12-31"), ("birth_date", "10.12.1985"), ("birth_date", "2999-01-01"),
        ("locale", "not a language"), ("first_name", ""), ("email", "eve@example.com"), ("phone", "+4930123456"),
    ])
    func `what is no such thing is refused where it stands`(field: String, value: String) async throws {
        try await TestDatabase.sqlite.shop { shop async throws in
            let ada = try await shop.customer()
            let refused = try await shop.patch(Self.me, .object([field: .string(value)]), ada.headers)
            #expect(refused.code == "invalid_input" && refused["errors"][0]?["pointer"] == .string("/\(field)"), "\(refused.json)")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `of two who change the same reading, one is told to read again`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let ada = try await shop.customer()
            let address = try await shop.post("\(Self.me)/addresses", ["address": Buyer.address], ada.headers)
            let paths = [Self.me, "\(Self.me)/addresses/\(address["id"].stringValue ?? "")"]
            for (path, field) in zip(paths, ["first_name", "label"]) {
                let tag = try #require(try await shop.get(path, ada.headers).headers[.eTag])
                let headers = ada.headers.merging(["If-Match": tag]) { $1 }
                let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                    for index in 0..<4 {
                        group.addTask { try await shop.patch(path, .object([field: .string("Number \(index)")]), headers).status }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(statuses.sorted() == [200, 412, 412, 412], "\(path)")
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `orders are listed to who has placed them`(database: TestDatabase) async throws {
        try await database.shop(settings: "  manual-payments: {}\n  flat-shipping: {}\n  flat-tax: { rate: 19 }\n") { shop async throws in
            let (ada, eve) = (try await shop.customer("ada@example.com"), try await shop.customer("eve@example.com"))
            let variant = try await shop.product("Shirt")[0]
            var placed: [JSONValue] = []
            for someone in [ada, ada, eve] {
                let cart = try await shop.post("/api/v1/store/carts", [:], someone.headers)["id"].stringValue ?? ""
                let path = "/api/v1/store/carts/\(cart)"
                _ = try await shop.post("\(path)/lines", ["variant_id": .string(variant), "quantity": 1], someone.headers)
                _ = try await shop.put("\(path)/contact", ["email": "ada@example.com"], someone.headers)
                _ = try await shop.put("\(path)/addresses", ["shipping": Buyer.address], someone.headers)
                _ = try await shop.put("\(path)/shipping-option", ["id": "flat-shipping"], someone.headers)
                let order = try await shop.post("\(path)/complete", ["payment": ["provider": "manual-payments"]], someone.headers)
                try #require(order.status == 201, "\(order.json)")
                placed.append(order["id"])
            }
            let first = try await shop.get("\(Self.me)/orders?limit=1", ada.headers)
            #expect(first["data"].arrayValue?.map { $0["id"] ?? .null } == [placed[1]])
            let next = first["next_cursor"].stringValue ?? ""
            let rest = try await shop.get("\(Self.me)/orders?limit=1&cursor=\(next)", ada.headers)
            #expect(rest["data"].arrayValue?.map { $0["id"] ?? .null } == [placed[0]] && rest["next_cursor"] == .null)
            let order = try await shop.get("/api/v1/store/orders/\(placed[0].stringValue ?? "")", ada.headers)
            #expect(order.json == rest["data"][0])
            #expect(try await shop.get("\(Self.me)/orders").status == 401)
        }
    }
}
