import MartletAPI
import MartletCommerce
import MartletIdentity
import MartletJSON
import MartletKernel
import MartletTesting
import TestSupport
import Testing

/// A feature that a shop adds, with permissions that support staff hold.
private struct GiftsPlugin: Plugin {
    static let id: PluginID = "gifts"
    static let summary = "Declares permissions."

    init(settings: NoSettings) {}

    func register(in registrar: inout Registrar) {
        registrar.add(.permissions, PermissionDeclaration(Permission("gifts.read"), "see gifts", heldBy: [.support]))
        registrar.add(.permissions, PermissionDeclaration(Permission("gifts.write"), "wrap gifts"))
    }
}

/// Roles through the admin API.
@Suite(.timeLimit(.minutes(2)))
struct RoleRouteTests {
    private static let path = "/api/v1/admin/roles"

    @Test(arguments: TestDatabase.available)
    func `a role of the shop's own is made, changed and removed`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let owner = try await shop.staff()
            let made = try await shop.post(
                Self.path, ["name": "photographer", "permissions": ["catalog.read", "catalog.write"]], owner.headers)
            #expect(made.status == 201 && made["built_in"] == false && made["staff"] == 0)
            let id = try RoleID(made["id"].stringValue ?? "")
            let clerk = try await shop.staff(as: id, email: "clerk@example.com")
            func products() async throws -> Int { try await shop.get("/api/v1/admin/products", clerk.headers).status }
            #expect(try await products() == 200)

            let changed = try await shop.patch("\(Self.path)/\(id)", ["permissions": ["orders.read"]], owner.headers)
            #expect(changed["permissions"] == ["orders.read"] && changed["name"] == "photographer" && changed["staff"] == 1)
            #expect(try await products() == 403, "from the commit on")
            #expect(try await shop.patch("\(Self.path)/\(id)", ["name": "support"], owner.headers).code == "role_name_taken")

            // Whoever has it must go somewhere.
            #expect(try await shop.delete("\(Self.path)/\(id)", owner.headers).code == "role_in_use")
            for successor in ["\(id)", "role_01h455vb4pex5vsknk084sn02q"] {
                #expect(try await shop.delete("\(Self.path)/\(id)?successor=\(successor)", owner.headers).status == 422)
            }
            #expect(try await shop.delete("\(Self.path)/\(id)?successor=\(Role.support)", owner.headers).status == 204)
            #expect(try await products() == 200)
            #expect(try await shop.get("\(Self.path)/\(id)", owner.headers).status == 404)
            #expect(try await shop.get("\(Self.path)/\(Role.support)", owner.headers)["staff"] == 1)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a role needs permissions that exist, one at least`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let owner = try await shop.staff()
            let own = try await shop.post(Self.path, ["name": "own", "permissions": ["orders.read"]], owner.headers)
            for permissions: JSONValue in [[], ["orders.rule"], ["*"], ["@manager"], ["orders.read", ""]] {
                let body: JSONValue = ["name": "x", "permissions": permissions]
                #expect(try await shop.post(Self.path, body, owner.headers).status == 422, "\(permissions)")
                let patch = try await shop.patch(
                    "\(Self.path)/\(own["id"].stringValue ?? "")", ["permissions": permissions], owner.headers)
                #expect(patch.status == 422, "\(permissions)")
            }
            let unknown = try await shop.post(Self.path, ["name": "x", "permissions": ["orders.rule"]], owner.headers)
            #expect(unknown["errors"][0]?["pointer"] == "/permissions")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `nobody makes or changes a role that allows more than they may do`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let owner = try await shop.staff()
            let more = try await shop.post(Self.path, ["name": "more", "permissions": ["payments.write"]], owner.headers)
            let less = try await shop.post(Self.path, ["name": "less", "permissions": ["orders.read"]], owner.headers)
            func path(_ role: TestAnswer) -> String { "\(Self.path)/\(role["id"].stringValue ?? "")" }
            let clerk = try await shop.staff(
                Permission("roles.write"), Permission("roles.read"), Permission("orders.read"), email: "clerk@example.com")
            let program = try await shop.admin(Permission("roles.write"), Permission("orders.read"))
            for headers in [clerk.headers, program] {
                let answers = [
                    try await shop.post(Self.path, ["name": "x", "permissions": ["orders.read", "payments.write"]], headers),
                    try await shop.patch(path(less), ["permissions": ["orders.read", "orders.write"]], headers),
                    // To take is to act on those who hold it.
                    try await shop.patch(path(more), ["permissions": ["orders.read"]], headers),
                    try await shop.patch(path(more), ["name": "other"], headers),
                    try await shop.delete(path(more), headers),
                    try await shop.delete("\(path(less))?successor=\(Role.manager)", headers),
                    try await shop.delete("\(path(less))?successor=\(Role.owner)", headers),
                ]
                #expect(answers.map(\.status) == Array(repeating: 403, count: answers.count))
            }
            #expect(try await shop.patch(path(less), ["name": "least"], clerk.headers).status == 200)
            #expect(try await shop.get(path(more), owner.headers).json == more.json)
            #expect(try await shop.delete(path(less), program).status == 204)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `the roles that every shop has stay as they are`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let owner = try await shop.staff()
            for role in [Role.owner, Role.manager, Role.support, Role.fulfilment] {
                let path = "\(Self.path)/\(role)"
                #expect(try await shop.patch(path, ["name": "x"], owner.headers).code == "built_in_role")
                #expect(try await shop.patch(path, ["permissions": ["orders.read"]], owner.headers).code == "built_in_role")
                #expect(try await shop.delete("\(path)?successor=\(Role.owner)", owner.headers).code == "built_in_role")
            }
            let list = try await shop.get(Self.path, owner.headers)
            #expect(list["data"].arrayValue?.map { $0["name"] } == ["owner", "manager", "support", "fulfilment"])
            #expect(list["data"].arrayValue?.allSatisfy { $0["built_in"] == true } ?? false)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a feature that is added gives its permissions to the roles that it names, and to owners`(database: TestDatabase) async throws {
        try await database.create { location in
            func permissions(_ gifts: String) async throws -> [String: [String]] {
                try await TestShop.open(
                    plugins: TestDatabase.plugins + [GiftsPlugin.self], manifest: "plugins:\n\(location.manifestLine)\(gifts)",
                    seed: UInt64(gifts.utf8.count)
                ) { shop async throws in
                    let list = try await shop.get(Self.path, try await shop.admin())
                    return Dictionary(
                        uniqueKeysWithValues: list["data"].arrayValue?.map { role in
                            (
                                role["name"]?.stringValue ?? "",
                                role["permissions"]?.arrayValue?.compactMap(\.stringValue).filter { $0.hasPrefix("gifts.") } ?? []
                            )
                        } ?? [])
                }
            }
            let without = try await permissions("  gifts: off\n")
            #expect(without.values.allSatisfy(\.isEmpty) && without.count == 4)
            let with = try await permissions("  gifts: {}\n")
            #expect(with == ["owner": ["gifts.read", "gifts.write"], "manager": [], "support": ["gifts.read"], "fulfilment": []])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `each permission is listed with what it allows and who holds it`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let list =
                try await shop.get("/api/v1/admin/permissions", try await shop.admin(Permission("roles.read")))["data"].arrayValue ?? []
            #expect(list.count == shop.keys.known.count)
            let orders = try #require(list.first { $0["name"] == "orders.write" })
            #expect(orders["allows_to"] == "change and cancel orders")
            #expect(orders["roles"] == ["owner", "manager", "support", "fulfilment"])
            #expect(list.first { $0["name"] == "staff.write" }?["roles"] == ["owner"])
        }
    }
}
