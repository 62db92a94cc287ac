import MartletJSON
import MartletTesting
import TestSupport
import Testing

/// Customers' address books.
@Suite(.timeLimit(.minutes(5)))
struct AddressBookTests {
    private static let path = "/api/v1/store/me/addresses"

    private func add(_ more: JSONObject = [:], to shop: TestShop, _ someone: SignedIn) async throws -> TestAnswer {
        var body: JSONObject = ["address": Buyer.address]
        for (key, value) in more { body[key] = value }
        return try await shop.post(Self.path, .object(body), someone.headers)
    }

    /// The labels of the defaults: where to ship, whom to bill.
    private func defaults(in shop: TestShop, _ someone: SignedIn) async throws -> [JSONValue?] {
        let all = try await shop.get(Self.path, someone.headers)["data"].arrayValue ?? []
        return ["default_shipping", "default_billing"].map { key in
            let chosen = all.filter { $0[key] == true }
            #expect(chosen.count < 2)
            return chosen.first?["label"]
        }
    }

    @Test(arguments: TestDatabase.available)
    func `the first address is the default for everything, until another one is`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let ada = try await shop.customer()
            let home = try await add(["label": "Home"], to: shop, ada)
            #expect(home.status == 201 && home["default_shipping"] == true && home["default_billing"] == true)
            _ = try await add(["label": "Work"], to: shop, ada)
            #expect(try await defaults(in: shop, ada) == ["Home", "Home"])
            let parents = try await add(["label": "Parents", "default_shipping": true], to: shop, ada)
            #expect(try await defaults(in: shop, ada) == ["Parents", "Home"])
            let path = "\(Self.path)/\(parents["id"].stringValue ?? "")"
            _ = try await shop.patch(path, ["default_billing": true, "default_shipping": false], ada.headers)
            #expect(try await defaults(in: shop, ada) == [nil, "Parents"])
            #expect(try await shop.send(.delete, path, nil, ada.headers).status == 204)
            #expect(try await shop.get(path, ada.headers).status == 404)
            #expect(try await defaults(in: shop, ada) == [nil, nil])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `an address is checked by the rules of its country, and changed as a whole`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let ada = try await shop.customer()
            let wrong = try await add(
                ["address": ["first_name": "Ada", "last_name": "L", "line1": "1", "city": "Berlin", "postal_code": "1", "country": "DE"]],
                to: shop, ada)
            #expect(wrong.code == "invalid_input" && wrong["errors"][0]?["pointer"] == "/address/postal_code", "\(wrong.json)")
            let saved = try await add(to: shop, ada)
            let path = "\(Self.path)/\(saved["id"].stringValue ?? "")"
            let moved: JSONValue = [
                "first_name": "Ada", "last_name": "King", "line1": "12 St James's Square", "city": "London", "postal_code": "sw1y4jh",
                "country": "GB",
            ]
            let changed = try await shop.patch(path, ["address": moved, "label": "London"], ada.headers)
            #expect(changed["address"]["postal_code"] == "SW1Y 4JH" && changed["label"] == "London")
            #expect(try await shop.get(path, ada.headers).json == changed.json)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `nobody finds somebody else's addresses`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let (ada, eve) = (try await shop.customer("ada@example.com"), try await shop.customer("eve@example.com"))
            let path = "\(Self.path)/\(try await add(to: shop, ada)["id"].stringValue ?? "")"
            #expect(try await shop.get(path, eve.headers).status == 404)
            #expect(try await shop.patch(path, ["label": "Mine"], eve.headers).status == 404)
            #expect(try await shop.send(.delete, path, nil, eve.headers).status == 404)
            #expect(try await shop.get(Self.path, eve.headers)["data"] == [])
            #expect(try await shop.get(path, ada.headers)["label"] == .null)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `an address book has an end, however many add to it at once`(database: TestDatabase) async throws {
        try await database.shop(sections: "features: { customers: { address_limit: 3 } }") { shop async throws in
            let ada = try await shop.customer()
            let answers = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        let answer = try await add(["default_shipping": true], to: shop, ada)
                        return answer.code ?? "\(answer.status)"
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.sorted() == ["201", "201", "201", "address_book_full", "address_book_full", "address_book_full"])
            let all = try await shop.get(Self.path, ada.headers)["data"].arrayValue ?? []
            #expect(all.count == 3 && all.count { $0["default_shipping"] == true } == 1)
        }
    }
}
