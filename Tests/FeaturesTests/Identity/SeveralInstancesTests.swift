import MartletAPI
import MartletIdentity
import MartletKernel
import MartletTesting
import TestSupport
import Testing

/// Two instances on one database: what one of them ends, the other knows within a second.
@Suite(.timeLimit(.minutes(2)))
struct SeveralInstancesTests {
    private func shops(_ database: TestDatabase, _ body: (_ here: TestShop, _ there: TestShop) async throws -> Void) async throws {
        try await database.create { location in
            let manifest = "plugins:\n\(location.manifestLine)  manual-payments: {}\n"
            let time = ManualTime()
            try await TestShop.open(plugins: TestDatabase.plugins, manifest: manifest, time: time) { here async throws in
                try await TestShop.open(plugins: TestDatabase.plugins, manifest: manifest, time: time, seed: 2) { there async throws in
                    try await body(here, there)
                }
            }
        }
    }

    private func status(_ visitor: SignedIn, _ shop: TestShop) async throws -> Int {
        let path = visitor.account.kind == .staff ? "/api/v1/admin/orders" : "/api/v1/store/carts/cart_01h455vb4pex5vsknk084sn02q"
        return try await shop.get(path, visitor.headers).status
    }

    @Test(arguments: TestDatabase.available)
    func `a session that one instance ends is refused there at once, and elsewhere within a second`(database: TestDatabase) async throws {
        try await shops(database) { here, there async throws in
            let (ada, eve) = (try await here.customer("ada@example.com"), try await here.customer("eve@example.com"))
            for shop in [here, there] { for visitor in [ada, eve] { #expect(try await status(visitor, shop) == 404) } }
            _ = try await here.database.write { try here.sessions.end(ada.session.id, of: ada.account.id, in: $0) }
            #expect(try await status(ada, here) == 401)
            there.time.advance(by: .seconds(1))
            #expect(try await status(ada, there) == 401)
            #expect(try await status(eve, there) == 404)
            _ = try await there.database.write { try there.sessions.endAll(of: eve.account.id, in: $0) }
            #expect(try await status(eve, there) == 401)
            here.time.advance(by: .seconds(1))
            #expect(try await status(eve, here) == 401)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what a role allows changes everywhere`(database: TestDatabase) async throws {
        try await shops(database) { here, there async throws in
            let clerk = try await here.staff(Permission("orders.read"))
            #expect(try await status(clerk, here) == 200)
            #expect(try await status(clerk, there) == 200)
            let role = try await here.database.read { try here.roles.roles(of: clerk.account.staff!, in: $0)[0] }
            #expect(
                try await there.database.write {
                    try there.roles.update(role.id, name: role.name, permissions: [Permission("catalog.read")], in: $0)
                })
            #expect(try await status(clerk, there) == 403)
            here.time.advance(by: .seconds(1))
            #expect(try await status(clerk, here) == 403)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a use that one instance has noted keeps the session in the other`(database: TestDatabase) async throws {
        try await shops(database) { here, there async throws in
            let ada = try await here.customer()
            #expect(try await status(ada, there) == 404)
            here.time.advance(by: .seconds(20 * 86_400))
            #expect(try await status(ada, here) == 404)
            here.time.advance(by: .seconds(20 * 86_400))
            #expect(try await status(ada, there) == 404)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a session that ends while it is being read is not remembered`(database: TestDatabase) async throws {
        try await shops(database) { here, there async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<24 {
                    group.addTask {
                        let visitor = try await here.customer("c\(number)@example.com")
                        async let reading: Void = {
                            for _ in 0..<6 {
                                _ = try await here.get("/api/v1/store/carts/cart_01h455vb4pex5vsknk084sn02q", visitor.headers)
                            }
                        }()
                        _ = try await here.database.write { try here.sessions.endAll(of: visitor.account.id, in: $0) }
                        #expect(try await status(visitor, here) == 401)
                        try await reading
                        #expect(try await status(visitor, here) == 401)
                    }
                }
                try await group.waitForAll()
            }
            _ = there
        }
    }
}
