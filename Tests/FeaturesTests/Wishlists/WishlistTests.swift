import MartletJSON
import MartletTesting
import TestSupport
import Testing

/// Lists of what people would like to have.
@Suite(.timeLimit(.minutes(5)))
struct WishlistTests {
    @Test(arguments: TestDatabase.available)
    func `a customer keeps several lists, each with another name`(database: TestDatabase) async throws {
        try await database.shop(sections: "features: { wishlists: { max_lists: 3 } }") { shop async throws in
            let ada = try await shop.customer()
            let lists = Wisher.customersLists
            #expect(try await shop.get(lists).status == 401)
            let first = try await shop.post(lists, [:], ada.headers)
            #expect(first.status == 201 && first["name"] == "Wishlist" && first["currency"] == "EUR", "\(first.json)")
            #expect(first["items"] == [] && first["shared"] == false && first["expires_at"] == .null && first["token"] == .null)
            let second = try await shop.post(lists, ["name": "Birthday", "currency": "USD"], ada.headers)
            #expect(second["currency"] == "USD")
            #expect(try await shop.post(lists, ["name": "Birthday"], ada.headers).code == "wishlist_name_taken")
            let third = try await shop.post(Wisher.lists, ["name": "Wedding"], ada.headers)
            #expect(third.status == 201 && third["token"] == .null, "a signed-in customer's list needs no secret")
            #expect(try await shop.post(lists, ["name": "Fourth"], ada.headers).code == "wishlists_full")

            let path = "\(Wisher.lists)/\(second["id"].stringValue ?? "")"
            #expect(try await shop.patch(path, ["name": "Wedding"], ada.headers).code == "wishlist_name_taken")
            #expect(try await shop.patch(path, ["name": "Birthday"], ada.headers).status == 200)
            #expect(try await shop.patch(path, ["name": "Christmas"], ada.headers)["name"] == "Christmas")
            let all = try await shop.get(lists, ada.headers)["data"].arrayValue ?? []
            #expect(all.map { $0["name"] } == ["Wishlist", "Christmas", "Wedding"] && all.map { $0["item_count"] } == [0, 0, 0])
            #expect(try await shop.get(Wisher.lists, ada.headers)["data"].arrayValue == all)
            #expect(try await shop.delete(path, ada.headers).status == 204)
            #expect(try await shop.get(path, ada.headers).status == 404)
            #expect(try await shop.get(lists, ada.headers)["data"].arrayValue?.count == 2)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `an item is on a list once, with what it cost then and costs now`(database: TestDatabase) async throws {
        try await database.shop(sections: "features: { wishlists: { max_items: 2 } }") { shop async throws in
            let (shirt, hat, shoe) = (
                try await shop.product("Shirt")[0], try await shop.product("Hat", price: 500)[0], try await shop.product("Shoe")[0]
            )
            let guest = try await Wisher(in: shop)
            let added = try await guest.add(shirt, ["quantity": 2, "note": "In blue"])
            let item = added["items"][0]
            #expect(item?["variant_id"] == .string(shirt) && item?["title"] == "Shirt" && item?["quantity"] == 2, "\(added.json)")
            #expect(item?["note"] == "In blue" && item?["unit_price"]?["amount"] == 1_999 && item?["available"] == 10)
            #expect(item?["price_when_added"]?["amount"] == 1_999)
            _ = try await guest.add(hat)
            let full = try await guest.add(shoe)
            #expect(full.code == "wishlists_full")
            #expect(try await guest.view()["items"].arrayValue?.count == 2, "what does not fit is not added")
            let missing = try await guest.add("var_01h455vb4pex5vsknk084sn02q")
            #expect(missing.status == 422 && missing["errors"][0]?["pointer"] == "/variant_id", "\(missing.json)")

            try await shop.reprice(shirt, to: 1_500)
            let again = try await guest.add(shirt)
            #expect(again["items"].arrayValue?.count == 2, "once more is no second item")
            #expect(again["items"][0]?["id"] == item?["id"] && again["items"][0]?["quantity"] == 1 && again["items"][0]?["note"] == .null)
            #expect(again["items"][0]?["unit_price"]?["amount"] == 1_500 && again["items"][0]?["price_when_added"]?["amount"] == 1_999)

            let path = "\(guest.path)/items/\(item?["id"]?.stringValue ?? "")"
            let noted = try await shop.patch(path, ["note": "Or green"], guest.headers)
            #expect(noted["items"][0]?["note"] == "Or green" && noted["items"][0]?["quantity"] == 1)
            #expect(try await shop.patch(path, ["note": .null, "quantity": 3], guest.headers)["items"][0]?["note"] == .null)
            #expect(try await shop.patch(path, ["quantity": 0], guest.headers).status == 422)
            #expect(try await shop.delete(path, guest.headers)["items"].arrayValue?.count == 1)
            #expect(try await shop.delete(path, guest.headers).status == 404)
            #expect(try await shop.patch(path, ["quantity": 1], guest.headers).status == 404)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `one secret opens all lists of a guest, and no other one does`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let guest = try await Wisher(in: shop)
            let more = try await shop.post(Wisher.lists, ["name": "Birthday"], guest.headers)
            #expect(more.status == 201 && more["token"] == .null, "\(more.json)")
            let names = try await shop.get(Wisher.lists, guest.headers)["data"].arrayValue?.map { $0["name"] }
            #expect(names == ["Wishlist", "Birthday"])
            #expect(try await shop.post(Wisher.lists, ["name": "Birthday"], guest.headers).code == "wishlist_name_taken")
            let stranger = try await Wisher(in: shop)
            #expect(try await shop.get(guest.path, stranger.headers).status == 404)
            // A secret that opens nothing is none: it is not for guests to choose.
            let chosen = try await shop.post(Wisher.lists, [:], ["Martlet-Wishlist-Token": "chosen"])
            #expect(chosen.status == 201 && chosen["token"].stringValue?.count == 64)
            #expect(try await shop.get(Wisher.lists, ["Martlet-Wishlist-Token": "chosen"])["data"] == [])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a list is shown to who has its link, until there is another one or none`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let ada = try await shop.customer()
            let list = try await shop.post(Wisher.customersLists, ["name": "Wedding"], ada.headers)["id"].stringValue ?? ""
            let (path, shared) = ("\(Wisher.lists)/\(list)", "/api/v1/store/shared-wishlists/\(list)")
            let shirt = try await shop.product("Shirt")[0]
            _ = try await shop.post("\(path)/items", ["variant_id": .string(shirt), "note": "In blue"], ada.headers)
            #expect(try await shop.get(shared, ["Martlet-Wishlist-Share": ""]).status == 401)

            let secret = try await shop.post("\(path)/share", nil, ada.headers)["token"].stringValue ?? ""
            let friend = ["Martlet-Wishlist-Share": secret]
            let seen = try await shop.get(shared, friend)
            #expect(seen["name"] == "Wedding" && seen["items"][0]?["note"] == "In blue", "\(seen.json)")
            #expect(seen.json.objectValue?.keys == ["name", "currency", "items"], "not whose it is")
            #expect(try await shop.get(path, ada.headers)["shared"] == true)
            // It shows the list and opens nothing.
            #expect(try await shop.get(path, ["Martlet-Wishlist-Token": secret]).status == 404)
            #expect(try await shop.get(shared, ["Martlet-Wishlist-Share": "x"]).status == 404)

            let next = try await shop.post("\(path)/share", nil, ada.headers)["token"].stringValue ?? ""
            #expect(try await shop.get(shared, friend).status == 404)
            #expect(try await shop.get(shared, ["Martlet-Wishlist-Share": next]).status == 200)
            #expect(try await shop.delete("\(path)/share", ada.headers).status == 204)
            #expect(try await shop.delete("\(path)/share", ada.headers).status == 404)
            #expect(try await shop.get(shared, ["Martlet-Wishlist-Share": next]).status == 404)
            #expect(try await shop.get(path, ada.headers)["shared"] == false)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what is moved to a cart leaves the list, or nothing has happened`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let shirt = try await shop.product("Shirt", stock: 2)[0]
            let (guest, buyer) = (try await Wisher(in: shop), try await Buyer(in: shop))
            _ = try await guest.add(shirt, ["quantity": 2])
            let path = "\(guest.path)/items/\(try await guest.view()["items"][0]?["id"]?.stringValue ?? "")/move-to-cart"
            let cart: JSONValue = ["cart_id": .string(buyer.cart)]
            let both = guest.headers.merging(buyer.headers) { $1 }
            #expect(try await shop.post(path, cart, guest.headers).status == 422, "a cart needs its own secret")
            let tooMany = try await shop.post(path, ["cart_id": .string(buyer.cart), "quantity": 3], both)
            #expect(tooMany.code == "sold_out")
            #expect(try await guest.view()["items"].arrayValue?.count == 1)
            #expect(try await buyer.view()["lines"] == [])
            let moved = try await shop.post(path, cart, both)
            #expect(moved["lines"][0]?["variant_id"] == .string(shirt) && moved["lines"][0]?["quantity"] == 2, "\(moved.json)")
            #expect(try await guest.view()["items"] == [])
            #expect(try await shop.post(path, cart, both).status == 404)

            // A customer's cart needs no secret.
            let ada = try await shop.customer()
            let (list, own) = (
                try await shop.post(Wisher.customersLists, [:], ada.headers)["id"].stringValue ?? "",
                try await shop.post("/api/v1/store/carts", [:], ada.headers)["id"].stringValue ?? ""
            )
            let added = try await shop.post("\(Wisher.lists)/\(list)/items", ["variant_id": .string(shirt)], ada.headers)
            let item = added["items"][0]?["id"]?.stringValue ?? ""
            let theirs = try await shop.post(
                "\(Wisher.lists)/\(list)/items/\(item)/move-to-cart", ["cart_id": .string(own)], ada.headers)
            #expect(theirs["id"] == .string(own) && theirs["lines"][0]?["quantity"] == 1, "\(theirs.json)")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a guest's list is kept for its lifetime after the last change`(database: TestDatabase) async throws {
        try await database.shop(sections: "features: { wishlists: { lifetime: 10d } }") { shop async throws in
            let (kept, left) = (try await Wisher(in: shop), try await Wisher(in: shop))
            let ada = try await shop.customer()
            _ = try await shop.post(Wisher.customersLists, [:], ada.headers)
            let shirt = try await shop.product("Shirt")[0]
            _ = try await left.add(shirt)
            shop.time.advance(by: .seconds(9 * 86_400))
            _ = try await kept.add(shirt)
            shop.time.advance(by: .seconds(2 * 86_400))
            try await shop.scheduler.runNow("wishlists.expire")
            #expect(try await left.view().status == 404)
            #expect(try await kept.view()["items"].arrayValue?.count == 1)
            let lists = try await shop.database.read { try $0.count("SELECT COUNT(*) FROM wishlists") }
            let items = try await shop.database.read { try $0.count("SELECT COUNT(*) FROM wishlist_items") }
            #expect(lists == 2 && items == 1, "a customer's stays")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `at once somebody opens no more lists than are kept`(database: TestDatabase) async throws {
        try await database.shop(sections: "features: { wishlists: { max_lists: 2 } }") { shop async throws in
            let ada = try await shop.customer()
            let opened = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<6 {
                    group.addTask { try await shop.post(Wisher.customersLists, ["name": .string("List \(number)")], ada.headers).status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(opened.filter { $0 == 201 }.count == 2 && opened.filter { $0 == 409 }.count == 4, "\(opened)")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `lists are exported with their owner, and gone with them`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let ada = try await shop.customer()
            let list = try await shop.post(Wisher.customersLists, ["name": "Wedding"], ada.headers)["id"].stringValue ?? ""
            let shirt = try await shop.product("Shirt")[0]
            _ = try await shop.post("\(Wisher.lists)/\(list)/items", ["variant_id": .string(shirt)], ada.headers)
            let export = try await shop.get("/api/v1/store/me/export", ada.headers)
            let section = export["sections"].arrayValue?.first { $0["name"] == "wishlists" }
            let exported = section?["data"]?["wishlists"]?[0]
            #expect(exported?["name"] == "Wedding" && exported?["items"]?[0]?["variant_id"] == .string(shirt), "\(export.json)")
            let admin = try await shop.admin()
            #expect(try await shop.post("/api/v1/admin/customers/\(ada.id)/erase", nil, admin).status == 204)
            let rows = try await shop.database.read {
                try $0.count("SELECT COUNT(*) FROM wishlists") + $0.count("SELECT COUNT(*) FROM wishlist_items")
            }
            #expect(rows == 0)
        }
    }
}
