import MartletJSON
import MartletTesting
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct InventoryTests {
    @Test(arguments: TestDatabase.available)
    func `stock is counted by movements and never falls below what is promised`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let variant = try await shop.product("Shirt", stock: 3)[0]
            let buyer = try await Buyer(in: shop)
            _ = try await buyer.add(variant, 2)
            try await buyer.fillIn()
            _ = try await buyer.complete()

            let admin = try await shop.admin()
            let path = "/api/v1/admin/inventory"
            let level = try await shop.get("\(path)?variant_id=\(variant)", admin)["data"][0] ?? .null
            #expect(level["on_hand"] == 3)
            #expect(level["reserved"] == 2)
            let tooFar = try await shop.post("\(path)/movements", ["variant_id": .string(variant), "quantity": -2], admin)
            #expect(tooFar.code == "stock_reserved")
            let counted = try await shop.post("\(path)/movements", ["variant_id": .string(variant), "on_hand": 7], admin)
            #expect(counted["available"] == 5)
            #expect(try await shop.post("\(path)/movements", ["variant_id": .string(variant)], admin).status == 422)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `an order takes stock from several locations where no single one has enough`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let variant = try await shop.product("Shirt", stock: 3)[0]
            let admin = try await shop.admin()
            let berlin = try await shop.post("/api/v1/admin/locations", ["code": "berlin", "name": "Berlin"], admin)["id"]
            _ = try await shop.post(
                "/api/v1/admin/inventory/movements", ["variant_id": .string(variant), "location_id": berlin, "quantity": 2], admin)
            let buyer = try await Buyer(in: shop)
            _ = try await buyer.add(variant, 5)
            try await buyer.fillIn()
            #expect(try await buyer.complete().status == 201)
            let levels = try await shop.get("/api/v1/admin/inventory?variant_id=\(variant)", admin)["data"].arrayValue ?? []
            #expect(levels.compactMap { $0["available"]?.integerValue } == [0, 0])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a movement of nothing to where nothing lies answers with nothing`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let admin = try await shop.admin()
            let variant = try await shop.product("Shirt", stock: 0)[0]
            let place = try await shop.post("/api/v1/admin/locations", ["code": "attic", "name": "Attic"], admin)["id"]
            for amount: (String, JSONValue) in [("quantity", 0), ("on_hand", 0)] {
                let body: JSONValue = .object(["variant_id": .string(variant), "location_id": place, amount.0: amount.1])
                let answer = try await shop.post("/api/v1/admin/inventory/movements", body, admin)
                #expect(answer.status == 201 && answer["on_hand"] == 0, "\(answer.json)")
            }
        }
    }
}
