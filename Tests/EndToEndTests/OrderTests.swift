import MartletJSON
import MartletKernel
import MartletTesting
import Synchronization
import TestSupport
import Testing

/// A shop in a process of its own, over HTTP.
@Suite(.timeLimit(.minutes(5)))
struct OrderTests {
    @Test(arguments: TestDatabase.available)
    func `a guest finds a product, buys it, and the order is there after a crash`(database: TestDatabase) async throws {
        try await MartletCommandLine.openDemo(on: database) { shop, _ in
            let (cart, order) = try await shop.serve { server in
                let store = Storefront(server: server)
                let found = try await server.send("GET", "/api/v1/store/products?q=linen&in_stock=true")
                #expect(found["data"][0]?["handle"] == "harbour-linen-shirt")
                let cart = try await store.readyCart(try await store.variant(of: "harbour-linen-shirt"), 2)
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
    func `what was acknowledged survives being killed at any moment, and nothing is half done`(database: TestDatabase) async throws {
        try await MartletCommandLine.openDemo(on: database) { shop, _ in
            let orders = AcknowledgedOrders()
            let moments = SeededRandom(seed: 11)
            for round in 1...5 {
                try await shop.serve { server in
                    let store = Storefront(server: server)
                    let variant = try await store.variant(of: "wool-socks")
                    try await withThrowingDiscardingTaskGroup { group in
                        for _ in 0..<6 { group.addTask { await buyUntilTheShopDies(store, variant, orders) } }
                        try await eventually("a few orders were placed") { orders.all.count >= round * 4 }
                        // Somewhere in the middle of the next ones.
                        try await Task.sleep(for: .milliseconds(Int64(moments.next() % 60)))
                        server.kill()
                    }
                }
            }

            let admin = try await shop.adminHeaders()
            try await shop.serve { server in
                for (id, token) in orders.all {
                    let order = try await server.send("GET", "/api/v1/store/orders/\(id)", nil, ["Martlet-Order-Token": token])
                    #expect(order.status == 200)
                    #expect(order["payment_status"] == "authorized")
                }
                // What was under way when the shop died is ended by the sweeper.
                try await eventually("the sweeper ends every placement") {
                    try await server.send("GET", "/api/v1/admin/orders?state=placing", nil, admin)["data"].arrayValue?.isEmpty == true
                }
                #expect(try await server.stop() == 0)
            }
            let verified = try await shop.run("verify")
            #expect(verified.status == 0, "\(verified.output)")
        }
    }

    private func buyUntilTheShopDies(_ store: Storefront, _ variant: String, _ orders: AcknowledgedOrders) async {
        while let answer = try? await store.complete(try await store.readyCart(variant)), answer.status == 201 {
            orders.add(answer["id"].stringValue ?? "", answer["token"].stringValue ?? "")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `two processes on one database sell the last unit once`(database: TestDatabase) async throws {
        try await MartletCommandLine.openDemo(on: database) { shop, _ in
            let admin = try await shop.adminHeaders()
            let statuses = try await shop.serve { first in
                try await shop.serve { second in
                    let stores = [first, second].map(Storefront.init(server:))
                    let variant = try await stores[0].variant(of: "sold-out-lamp")
                    let received = try await first.send(
                        "POST", "/api/v1/admin/inventory/movements", ["variant_id": .string(variant), "quantity": 1], admin)
                    #expect(received.status == 201)
                    var carts: [GuestCart] = []
                    for number in 0..<16 { carts.append(try await stores[number % 2].readyCart(variant)) }
                    return try await withThrowingTaskGroup(of: Int.self) { group in
                        for (number, cart) in carts.enumerated() {
                            group.addTask { try await stores[number / 8].complete(cart).status }
                        }
                        return try await group.reduce(into: []) { $0.append($1) }
                    }
                }
            }
            #expect(statuses.filter { $0 == 201 }.count == 1)
            #expect(statuses.filter { $0 == 409 }.count == 15)
            let verified = try await shop.run("verify")
            #expect(verified.status == 0, "\(verified.output)")
        }
    }
}

/// Orders that a shop has answered with, and their tokens.
private final class AcknowledgedOrders: Sendable {
    private let tokens = Mutex<[String: String]>([:])

    var all: [String: String] { tokens.withLock { $0 } }
    func add(_ order: String, _ token: String) { tokens.withLock { $0[order] = token } }
}
