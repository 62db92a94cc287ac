import MartletJSON
import TestSupport
import Testing

/// A shop in a process of its own, over HTTP.
@Suite(.timeLimit(.minutes(Torture.isOn ? 60 : 5)))
struct OrderTests {
    @Test(arguments: TestDatabase.available)
    func `a guest finds a product, buys it, and the order is there after a crash`(database: TestDatabase) async throws {
        try await MartletCommandLine.openDemo(on: database) { shop, _ in
            let (cart, order) = try await shop.serve { server in
                let store = Storefront(server: server)
                let found = try await server.send("GET", "/api/v1/store/products?q=linen&in_stock=true")
                #expect(found["data"][0]?["handle"] == "harbour-linen-shirt")
                let cart = try await store.readyCart(try await store.variant(of: "harbour-linen-shirt"), quantity: 2)
                let order = try await store.complete(cart)
                server.kill()
                return (cart, order)
            }
            #expect(order.status == 201)
            // 2 × 64.00 + 4.90.
            #expect(order["total"] == (["amount": 13_290, "currency": "EUR"] as JSONValue))

            try await shop.serve { server in
                let headers = ["Martlet-Order-Token": order["token"].stringValue ?? ""]
                let path = "/api/v1/store/orders/\(order["id"].stringValue ?? "")"
                let seen = try await server.send("GET", path, nil, headers)
                #expect(seen["number"] == order["number"])
                #expect(try await server.send("GET", path).status == 401)
                #expect(try await Storefront(server: server).complete(cart)["id"] == order["id"])
                #expect(try await server.stop() == 0)
            }
            let verified = try await shop.run("verify")
            #expect(verified.status == 0, "\(verified.output)")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `of 64 buyers at two processes one gets the last unit, and the others are told`(database: TestDatabase) async throws {
        try await MartletCommandLine.openDemo(on: database) { shop, _ in
            let admin = try await shop.adminHeaders()
            try await shop.serve(instances: 2) { servers in
                let stores = servers.map(Storefront.init(server:))
                let variant = try await stores[0].variant(of: "sold-out-lamp")
                var carts: [GuestCart] = []
                for _ in 1...(Torture.isOn ? 200 : 3) {
                    let received = try await servers[0].send(
                        "POST", "/api/v1/admin/inventory/movements", ["variant_id": .string(variant), "quantity": 1], admin)
                    #expect(received.status == 201)
                    // Who got nothing tries again in the next round.
                    while carts.count < 64 { carts.append(try await stores[0].readyCart(variant)) }
                    let answers = try await fight(carts, at: stores)
                    let winners = answers.indices.filter { answers[$0].status == 201 }
                    #expect(winners.count == 1)
                    #expect(answers.filter { $0.status == 409 && $0["code"] == "sold_out" }.count == 63)
                    for winner in winners.reversed() { carts.remove(at: winner) }
                }
            }
            let verified = try await shop.run("verify")
            #expect(verified.status == 0, "\(verified.output)")
        }
    }

    /// Completes all carts at once, and answers in their order.
    private func fight(_ carts: [GuestCart], at stores: [Storefront]) async throws -> [ServerAnswer] {
        try await withThrowingTaskGroup(of: (Int, ServerAnswer).self) { group in
            for (number, cart) in carts.enumerated() {
                group.addTask { (number, try await stores[number % stores.count].complete(cart)) }
            }
            return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
