import MartletJSON
import MartletTesting
import TestSupport
import Testing

/// What lines have cost, given back.
@Suite(.timeLimit(.minutes(2)))
struct OrderRefundTests {
    @Test(arguments: TestDatabase.available)
    func `so much of a line is given back as it has cost, and no more than was bought`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let admin = try await shop.admin()
            let buyer = try await Buyer(in: shop)
            _ = try await buyer.add(try await shop.product("Mug", price: 333)[0], 3)
            _ = try await buyer.add(try await shop.product("Shirt", price: 1_999)[0])
            try await buyer.fillIn()
            let order = try await buyer.complete()["id"].stringValue ?? ""
            let path = "/api/v1/admin/orders/\(order)"
            func give(_ lines: [(JSONValue, Int64)], shipping: Bool = false) async throws -> TestAnswer {
                let lines = lines.map { JSONValue.object(["id": $0.0, "quantity": .integer($0.1)]) }
                return try await shop.post(
                    "\(path)/refunds", ["lines": .array(lines), "shipping": .bool(shipping), "reason": "not_delivered"], admin)
            }
            func refunded(_ answer: TestAnswer) -> JSONValue? { answer["payments"][0]?["refunded"]?["amount"] }

            let shown = try await shop.get(path, admin)
            let payment = shown["payments"][0]?["id"]?.stringValue ?? ""
            let (mug, shirt) = (shown["lines"][0]?["id"] ?? .null, shown["lines"][1]?["id"] ?? .null)
            // Nothing is taken yet.
            #expect(try await give([(mug, 1)]).code == "order_state")
            _ = try await shop.post("/api/v1/admin/payments/\(payment)/capture", [:], admin)

            #expect(refunded(try await give([(mug, 2)])) == 666)
            let tooMuch = try await give([(mug, 2)])
            #expect(tooMuch.status == 422 && "\(tooMuch.json)".contains("only 1"), "\(tooMuch.json)")
            let last = try await give([(mug, 1), (shirt, 1)], shipping: true)
            #expect(refunded(last) == 3_488 && last["payment_status"] == "refunded", "\(last.json)")
            for again in [try await give([(shirt, 1)]), try await give([], shipping: true), try await give([])] {
                #expect(again.status == 422, "\(again.json)")
            }
            let other = try await shop.post("/api/v1/store/carts")["id"]
            #expect(try await give([(other, 1)]).status == 422)
            #expect(try await give([(mug, 1), (mug, 1)]).status == 422)
            #expect(try await shop.get("/api/v1/admin/orders/order_01h455vb4pex5vsknk084sn02q/refunds", admin).status == 405)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `who gives the same back at once gives it back once`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let admin = try await shop.admin()
            let buyer = try await Buyer(in: shop)
            _ = try await buyer.add(try await shop.product("Mug", price: 1_000)[0], 2)
            try await buyer.fillIn()
            let path = "/api/v1/admin/orders/\(try await buyer.complete()["id"].stringValue ?? "")"
            let shown = try await shop.get(path, admin)
            _ = try await shop.post("/api/v1/admin/payments/\(shown["payments"][0]?["id"]?.stringValue ?? "")/capture", [:], admin)
            let body: JSONValue = ["lines": [["id": shown["lines"][0]?["id"] ?? .null, "quantity": 2]], "reason": "other"]
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<6 { group.addTask { try await shop.post("\(path)/refunds", body, admin).status } }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 200 } == 1 && statuses.allSatisfy { [200, 409, 422].contains($0) }, "\(statuses)")
            #expect(try await shop.get(path, admin)["payments"][0]?["refunded"]?["amount"] == 2_000)
        }
    }
}
