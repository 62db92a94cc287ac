import HTTPTypes
import MartletCommerce
import MartletJSON
import MartletTesting
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct AddressTests {
    private func address(_ country: String, region: JSONValue? = nil, postalCode: JSONValue? = nil) -> JSONValue {
        var address: JSONObject = ["first_name": "Ada", "last_name": "Lovelace", "line1": "1 Main Street", "city": "Town"]
        address["country"] = .string(country)
        address["region"] = region
        address["postal_code"] = postalCode
        return .object(address)
    }

    private func places(_ answer: TestAnswer) -> [String] { answer["errors"].arrayValue?.compactMap { $0["pointer"]?.stringValue } ?? [] }

    @Test(arguments: TestDatabase.available)
    func `a cart keeps region and postal code as their country writes them`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let buyer = try await Buyer(in: shop)
            let cart = try await shop.put(
                "\(buyer.path)/addresses",
                [
                    "shipping": address("CA", region: "Québec", postalCode: "h2x1y4"),
                    "billing": address("JP", region: "東京都", postalCode: "１０００００１"),
                ], buyer.headers)
            #expect(cart.status == 200)
            #expect(cart["shipping_address"]["region"] == "QC")
            #expect(cart["shipping_address"]["postal_code"] == "H2X 1Y4")
            #expect(try await buyer.view()["billing_address"]["region"] == "13")
            #expect(try await buyer.view()["billing_address"]["postal_code"] == "100-0001")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what an address lacks is said at its own place, in both addresses at once`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let buyer = try await Buyer(in: shop)
            let answer = try await shop.put(
                "\(buyer.path)/addresses",
                ["shipping": address("DE", postalCode: "1011"), "billing": address("US", region: "Nowhere")], buyer.headers)
            #expect(answer.status == 422)
            #expect(places(answer) == ["/shipping/postal_code", "/billing/region", "/billing/postal_code"])
            #expect(answer["errors"][0]?["message"] == "must be 5 digits such as 10117")
            #expect(answer["errors"][2]?["message"] == "is required: 5 or 9 digits such as 10001")
            #expect(try await buyer.view()["shipping_address"] == .null)
        }
    }

    @Test func `a part is held to no rule while it or its country is wrong anyway`() async throws {
        try await TestDatabase.sqlite.shop { shop in
            let buyer = try await Buyer(in: shop)
            for (address, expected) in [
                (address("XX", postalCode: "1"), ["/shipping/country"]),
                (address("DE", postalCode: 10_117), ["/shipping/postal_code"]),
                (address("DE", postalCode: .string(String(repeating: "1", count: 21))), ["/shipping/postal_code"]),
                (address("US", region: "", postalCode: "1"), ["/shipping/region", "/shipping/postal_code"]),
            ] {
                let answer = try await shop.put("\(buyer.path)/addresses", ["shipping": address], buyer.headers)
                #expect(places(answer) == expected, "\(address)")
            }
        }
    }

    @Test func `forms learn what addresses need, country by country`() async throws {
        try await TestDatabase.sqlite.shop { shop in
            let answer = try await shop.get("/api/v1/store/countries")
            let countries = answer["data"].arrayValue ?? []
            #expect(countries.compactMap { $0["code"]?.stringValue } == CountryCode.all.sorted())
            func country(_ code: JSONValue) -> JSONValue? { countries.first { $0["code"] == code } }
            #expect(country("US")?["name"] == "United States")
            #expect(country("US")?["region"]?["label"] == "state")
            #expect(country("US")?["region"]?["required"] == true)
            #expect(country("JP")?["region"]?["options"]?[12] == ["code": "13", "name": "Tokyo", "local_name": "東京都"])
            #expect(country("DE")?["region"] == .null)
            #expect(
                country("IN")?["postal_code"] == [
                    "label": "PIN code", "required": true, "example": "110001", "pattern": "^[0-9]{6}$",
                ])
            #expect(country("US")?["postal_code"]?["pattern"] == "^(?:[0-9]{5}|[0-9]{5}-[0-9]{4})$")
            #expect(country("HK")?["postal_code"] == .null)
            #expect(
                country("UY")?["postal_code"] == ["label": "postal code", "required": false, "example": nil, "pattern": nil])
            let etag = try #require(answer.headers[.eTag])
            #expect(try await shop.get("/api/v1/store/countries", ["If-None-Match": etag]).status == 304)
        }
    }
}
