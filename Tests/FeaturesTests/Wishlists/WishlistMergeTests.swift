import MartletJSON
import MartletTesting
import TestSupport
import Testing

/// What becomes of a guest's lists when they sign in.
@Suite(.timeLimit(.minutes(5)))
struct WishlistMergeTests {
    private static let password = "correct horse battery staple"

    private func customer(in shop: TestShop) async throws -> SignedIn {
        _ = try await shop.customer()
        try await shop.choosePassword(Self.password, .customer, "ada@example.com")
        return try await shop.customer()
    }

    private func carriedOver(_ guest: Wisher) async throws -> JSONValue {
        try await guest.shop.login("ada@example.com", Self.password, guest.headers)["carried_over"]
    }

    private func variants(_ path: String, _ someone: SignedIn, _ shop: TestShop) async throws -> [String] {
        try await shop.get(path, someone.headers)["items"].arrayValue?.compactMap { $0["variant_id"]?.stringValue } ?? []
    }

    @Test(arguments: TestDatabase.available)
    func `a guest's lists become the customer's, and the secret opens them no more`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let ada = try await customer(in: shop)
            let shirt = try await shop.product("Shirt")[0]
            let guest = try await Wisher(in: shop)
            _ = try await guest.add(shirt)
            _ = try await shop.post(Wisher.lists, ["name": "Birthday"], guest.headers)
            let shared = try await shop.post("\(guest.path)/share", nil, guest.headers)["token"].stringValue ?? ""
            let over = try await carriedOver(guest)
            #expect(over[0] == ["kind": "wishlist", "id": .string(guest.list), "changes": []] && over.arrayValue?.count == 2, "\(over)")
            #expect(try await guest.view().status == 404)
            let lists = try await shop.get(Wisher.customersLists, ada.headers)["data"].arrayValue ?? []
            #expect(lists.map { $0["name"] } == ["Wishlist", "Birthday"] && lists.map { $0["expires_at"] } == [.null, .null])
            #expect(try await variants(guest.path, ada, shop) == [shirt])
            let friend = ["Martlet-Wishlist-Share": shared]
            #expect(try await shop.get("/api/v1/store/shared-wishlists/\(guest.list)", friend).status == 200)
            #expect(try await carriedOver(guest) == [])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `lists of one name become one, with each thing once, and nothing is lost`(database: TestDatabase) async throws {
        try await database.shop(sections: "features: { wishlists: { max_items: 3, max_lists: 2 } }") { shop async throws in
            let ada = try await customer(in: shop)
            let (shirt, hat, shoe, sock) = (
                try await shop.product("Shirt")[0], try await shop.product("Hat")[0], try await shop.product("Shoe")[0],
                try await shop.product("Sock")[0]
            )
            let list = try await shop.post(Wisher.customersLists, [:], ada.headers)["id"].stringValue ?? ""
            let path = "\(Wisher.lists)/\(list)"
            for variant in [shirt, hat] { _ = try await shop.post("\(path)/items", ["variant_id": .string(variant)], ada.headers) }
            let guest = try await Wisher(in: shop)
            for variant in [hat, shoe, sock] { _ = try await guest.add(variant) }
            _ = try await shop.post(Wisher.lists, ["name": "Birthday"], guest.headers)

            let over = try await carriedOver(guest)
            #expect(over[0]?["id"] == .string(list) && over.arrayValue?.count == 2)
            let changes = over[0]?["changes"]?.arrayValue ?? []
            #expect(
                changes.map { $0["code"] } == ["added", "kept"] && changes.map { $0["subject"] } == [.string(shoe), .string(sock)],
                "\(over)")
            #expect(changes.map { $0["limit"] } == [.null, "items"])
            #expect(try await variants(path, ada, shop) == [shirt, hat, shoe])
            // There was no room for it: the guest has it still.
            #expect(try await guest.view()["items"].arrayValue?.contains { $0["variant_id"] == .string(sock) } == true)

            let other = try await Wisher(in: shop, ["name": "One more"])
            let kept = try await carriedOver(other)
            #expect(kept[0]?["changes"]?[0]?["limit"] == "lists", "\(kept)")
            #expect(try await other.view().status == 200)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what came from a list in another currency has no price from then`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let ada = try await customer(in: shop)
            let shirt = try await shop.product("Shirt")[0]
            let list = try await shop.post(Wisher.customersLists, ["currency": "USD"], ada.headers)["id"].stringValue ?? ""
            let guest = try await Wisher(in: shop)
            _ = try await guest.add(shirt)
            _ = try await carriedOver(guest)
            let item = try await shop.get("\(Wisher.lists)/\(list)", ada.headers)["items"][0]
            #expect(item?["variant_id"] == .string(shirt) && item?["price_when_added"] == .null && item?["unit_price"] == .null)
            #expect(try await guest.view().status == 404)
        }
    }
}
