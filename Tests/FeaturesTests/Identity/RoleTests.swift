import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletIdentity
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct RoleTests {
    @Test(arguments: TestDatabase.available)
    func `a shop begins with four roles, and the owner's allows everything`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let roles = try await shop.database.read { try shop.roles.list(in: $0) }
            #expect(roles.map(\.name) == ["fulfilment", "manager", "owner", "support"])
            #expect(roles.map(\.id) == [Role.fulfilment, Role.manager, Role.owner, Role.support])
            let known = Set(shop.keys.known.map(\.permission))
            for role in roles {
                #expect(role.isBuiltIn && role.isOwner == (role.name == "owner"))
                let permissions = shop.roles.vocabulary.permissions(of: role.grant)
                #expect(role.isOwner ? permissions == known : !permissions.isEmpty && permissions.isStrictSubset(of: known), "\(role.name)")
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `staff may do what their roles allow together`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let clerk = try await shop.staff(.init("orders.read"))
            let id = try #require(clerk.account.staff)
            func status(_ path: String) async throws -> Int { try await shop.get("/api/v1/admin/\(path)", clerk.browserHeaders).status }
            #expect(try await status("orders") == 200)
            #expect(try await status("products") == 403)
            #expect(try await shop.database.write { try shop.roles.give(Role.support, to: id, in: $0) })
            #expect(try await status("products") == 200)
            #expect(try await status("api-keys") == 403)
            #expect(try await shop.database.write { try shop.roles.give(Role.owner, to: id, in: $0) })
            #expect(try await status("api-keys") == 200)
            for role in [Role.owner, Role.support] {
                #expect(try await shop.database.write { try shop.roles.take(role, from: id, in: $0) })
            }
            #expect(try await status("api-keys") == 403)
            #expect(try await status("orders") == 200)
            // Twice is once.
            #expect(try await shop.database.write { try !shop.roles.take(Role.owner, from: id, in: $0) })
        }
    }

    @Test(arguments: TestDatabase.available)
    func `staff without a role are signed in and may do nothing`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let account = try await shop.account(.staff, "new@example.com")
            let visitor = try await shop.signIn(account)
            #expect(try await shop.get("/api/v1/admin/orders", visitor.headers).status == 403)
            // Nobody grants what they do not hold.
            let clerk = try await shop.staff(.apiKeysWrite, email: "clerk@example.com")
            let keys = "/api/v1/admin/api-keys"
            #expect(try await shop.post(keys, ["name": "x", "permissions": ["orders.read"]], clerk.browserHeaders).status == 403)
            #expect(try await shop.post(keys, ["name": "x", "permissions": ["api-keys.write"]], clerk.browserHeaders).status == 201)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `the roles that every shop has cannot be changed, nor another one become one of them`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            func write(_ body: @escaping @Sendable (WriteTransaction) throws -> Bool) async throws -> Bool {
                try await shop.database.write(body)
            }
            let some: Set<Permission> = [Permission("orders.read")]
            #expect(try await !write { try shop.roles.update(Role.owner, name: "owner", permissions: some, in: $0) })
            #expect(try await !write { try shop.roles.update(Role.owner, name: "boss", permissions: some, in: $0) })
            #expect(try await !write { try shop.roles.remove(Role.owner, in: $0) })
            #expect(try await !write { try shop.roles.update(Role.support, name: "care", permissions: some, in: $0) })
            #expect(try await !write { try shop.roles.remove(Role.support, in: $0) })
            let care = try #require(try await shop.database.write { try shop.roles.create(name: "care", permissions: some, in: $0) })
            #expect(try await !write { try shop.roles.update(care.id, name: "manager", permissions: some, in: $0) })
            #expect(try await write { try shop.roles.update(care.id, name: "care", permissions: some, in: $0) })
            for statement: SQL in [
                "UPDATE roles SET permissions = '*' WHERE name = 'care'",
                "UPDATE roles SET permissions = 'orders.read' WHERE name = 'owner'",
                "UPDATE roles SET name = 'boss' WHERE name = 'owner'", "UPDATE roles SET permissions = '' WHERE name = 'care'",
                "UPDATE roles SET permissions = '@manager' WHERE name = 'care'",
                "UPDATE roles SET permissions = 'orders.read' WHERE name = 'support'",
                "UPDATE roles SET permissions = '@manager' WHERE name = 'support'",
            ] {
                await #expect(throws: DatabaseError.self) { try await shop.database.write { try $0.execute(statement) } }
            }
            await #expect(throws: (any Error).self) {
                try await shop.database.write { try shop.roles.create(name: "x", permissions: [Permission("*")], in: $0) }
            }
            await #expect(throws: (any Error).self) {
                try await shop.database.write { try shop.roles.create(name: "x", permissions: [], in: $0) }
            }
            #expect(try await shop.database.write { try shop.roles.create(name: "care", permissions: some, in: $0) } == nil)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a role that somebody has stays, and no customer gets one`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let (clerk, ada) = (try await shop.staff(.init("orders.read")), try await shop.customer())
            let id = try #require(clerk.account.staff)
            let role = try await shop.database.read { try shop.roles.roles(of: id, in: $0)[0].id }
            #expect(try await shop.database.write { try !shop.roles.remove(role, in: $0) })
            #expect(try await shop.database.write { try !shop.roles.give(role, to: StaffID(ada.account.id.uuid), in: $0) })
            #expect(try await shop.database.read { try shop.roles.holders(of: role, in: $0) } == 1)
            #expect(try await shop.database.write { try shop.roles.take(role, from: id, in: $0) })
            #expect(try await shop.database.write { try shop.roles.remove(role, in: $0) })
        }
    }
}
