import MartletAPI
import MartletCommerce
import MartletIdentity
import MartletJSON
import MartletTesting
import TestSupport
import Testing

/// How somebody comes to work in a shop.
@Suite(.timeLimit(.minutes(3)))
struct InvitationTests {
    private static let path = "/api/v1/admin/staff/invitations"
    private static let door = "/api/v1/admin/auth/accept-invitation"
    private static let password = "correct horse battery staple"

    private func invite(_ email: String, to role: RoleID = Role.support, by owner: SignedIn, in shop: TestShop) async throws -> TestAnswer {
        try await shop.post(Self.path, ["email": .string(email), "roles": [.string("\(role)")]], owner.headers)
    }

    /// The secret in the last message to an address, which jobs send.
    private func secret(to email: String, in shop: TestShop) async throws -> String {
        try await shop.settle()
        let text = try #require(shop.messages(to: email).last?.text)
        return try #require(text.firstMatch(of: /[0-9a-f]{64}/).map { String($0.0) })
    }

    private func accept(_ token: String, password: String = password, in shop: TestShop) async throws -> TestAnswer {
        try await shop.post(Self.door, ["token": .string(token), "password": .string(password)])
    }

    @Test(arguments: TestDatabase.available)
    func `who accepts an invitation works in the shop, with the roles that it names`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let owner = try await shop.staff(email: "owner@example.com")
            let invited = try await invite("New@example.com", by: owner, in: shop)
            #expect(invited.status == 201 && invited["status"] == "sending" && invited["invited_by"] == "owner@example.com")
            let token = try await secret(to: "New@example.com", in: shop)
            let list = try await shop.get(Self.path, owner.headers)["data"].arrayValue ?? []
            #expect(list.count == 1 && list[0]["status"] == "sent")
            #expect(!"\(list)".contains(token))
            let kept = try await shop.database.read { try $0.count("SELECT COUNT(*) FROM staff_invitations WHERE digest IS NOT NULL") }
            #expect(kept == 1)
            // Until then there is nobody.
            #expect(try await shop.get("/api/v1/admin/staff", owner.headers)["data"].arrayValue?.count == 1)

            let accepted = try await accept(token, in: shop)
            #expect(accepted.status == 201 && accepted["email"] == "New@example.com" && accepted["status"] == "active")
            #expect(accepted["roles"][0]?["name"] == "support")
            #expect(try await shop.get(Self.path, owner.headers)["data"] == [])
            let entry = try await shop.get("/api/v1/admin/audit-log?limit=1", owner.headers)["data"][0] ?? .null
            #expect(entry["actor"]?["id"] == accepted["id"] && entry["actor"]?["name"] == "New@example.com")
            #expect(entry["operation"] == "post_admin_auth_accept_invitation")
            #expect(!"\(entry)".contains(token) && !"\(entry)".contains(Self.password))
            // It counts once.
            #expect(try await accept(token, in: shop).code == "invitation_ended")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `of 64 who follow one link at once, one is let in`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let email = try #require(EmailAddress("new@example.com"))
            let (_, token) = try await shop.database.write {
                try shop.invitations.inviteInPerson(
                    email, to: [Role.support], by: shop.members.everything, named: "command line", in: $0)
            }
            let made = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<64 {
                    group.addTask {
                        let accepted = try? await shop.database.write {
                            try shop.invitations.accept(token.text, passwordHash: "hash", in: $0)
                        }
                        return accepted != nil
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(made == 1)
            #expect(try await shop.database.read { try $0.count("SELECT COUNT(*) FROM accounts") } == 1)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a link ends with time, with the next one, and when it is revoked`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let owner = try await shop.staff(email: "owner@example.com")
            let id = try await invite("new@example.com", by: owner, in: shop)["id"].stringValue ?? ""
            let first = try await secret(to: "new@example.com", in: shop)
            #expect(try await shop.post("\(Self.path)/\(id)/resend", nil, owner.headers).status == 200)
            let second = try await secret(to: "new@example.com", in: shop)
            #expect(first != second)
            #expect(try await accept(first, in: shop).code == "invitation_ended")

            shop.time.advance(by: .seconds(3 * 86_400))
            let later = try await shop.staff(as: nil, email: "owner@example.com")
            #expect(try await shop.get(Self.path, later.headers)["data"][0]?["status"] == "expired")
            #expect(try await accept(second, in: shop).code == "invitation_ended")

            #expect(try await shop.post("\(Self.path)/\(id)/resend", nil, later.headers).status == 200)
            let third = try await secret(to: "new@example.com", in: shop)
            #expect(try await shop.delete("\(Self.path)/\(id)", later.headers).status == 204)
            #expect(try await accept(third, in: shop).code == "invitation_ended")
            #expect(try await shop.delete("\(Self.path)/\(id)", later.headers).status == 404)
            for nothing in ["x", String(repeating: "0", count: 64)] {
                #expect(try await accept(nothing, in: shop).code == "invitation_ended")
            }
            #expect(try await accept("", in: shop).status == 422)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `somebody is invited once, and not who works in the shop already`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let owner = try await shop.staff(email: "owner@example.com")
            _ = try await shop.customer("new@example.com")
            #expect(try await invite("new@example.com", by: owner, in: shop).status == 201)
            #expect(try await invite("New@Example.com", by: owner, in: shop).code == "already_invited")
            #expect(try await invite("Owner@Example.com", by: owner, in: shop).code == "staff_exists")
            let roles: JSONValue = ["email": "other@example.com", "roles": []]
            #expect(try await shop.post(Self.path, roles, owner.headers).status == 422)
            #expect(try await invite("other@example.com", to: RoleID(owner.account.id.uuid), by: owner, in: shop).status == 422)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `who may invite handles no invitation to more than they hold`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let owner = try await shop.staff(email: "owner@example.com")
            let deputy = try await shop.staff(Permission("staff.write"), email: "deputy@example.com")
            let id = try await invite("new@example.com", to: Role.owner, by: owner, in: shop)["id"].stringValue ?? ""
            #expect(try await shop.post("\(Self.path)/\(id)/resend", nil, deputy.headers).status == 403)
            #expect(try await shop.delete("\(Self.path)/\(id)", deputy.headers).status == 403)
            #expect(try await shop.delete("\(Self.path)/\(id)", owner.headers).status == 204)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a role that somebody is invited to goes on with its successor`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let owner = try await shop.staff(email: "owner@example.com")
            let made = try await shop.post("/api/v1/admin/roles", ["name": "own", "permissions": ["orders.read"]], owner.headers)
            let role = try RoleID(made["id"].stringValue ?? "")
            _ = try await invite("new@example.com", to: role, by: owner, in: shop)
            let path = "/api/v1/admin/roles/\(role)"
            #expect(try await shop.delete(path, owner.headers).code == "role_in_use")
            #expect(try await shop.delete("\(path)?successor=\(Role.support)", owner.headers).status == 204)
            let list = try await shop.get(Self.path, owner.headers)
            #expect(list["data"][0]?["roles"]?[0]?["name"] == "support")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a message that cannot be sent is tried again with another secret`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let owner = try await shop.staff(email: "owner@example.com")
            shop.mail.answer(with: .unavailable(retryAfter: nil))
            #expect(try await invite("new@example.com", by: owner, in: shop).status == 201)
            try await shop.settle()
            #expect(shop.messages(to: "new@example.com").isEmpty)
            shop.time.advance(by: .seconds(60))
            #expect(try await accept(try await secret(to: "new@example.com", in: shop), in: shop).status == 201)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `the link leads to the back office where the shop says where that is`(database: TestDatabase) async throws {
        let sections = "features: { identity: { admin_url: \"https://admin.example.com/\" } }"
        try await database.shop(sections: sections) { shop async throws in
            let owner = try await shop.staff(email: "owner@example.com")
            _ = try await invite("new@example.com", by: owner, in: shop)
            let token = try await secret(to: "new@example.com", in: shop)
            let message = try #require(shop.messages(to: "new@example.com").last)
            #expect(message.link == "https://admin.example.com/accept-invitation?token=\(token)")
            #expect(message.text.contains("owner@example.com"))
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a password that is too weak lets nobody in, and leaves the link as it is`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let owner = try await shop.staff(email: "owner@example.com")
            _ = try await invite("new@example.com", by: owner, in: shop)
            let token = try await secret(to: "new@example.com", in: shop)
            for weak in ["short", "password1234567", "new@example.com"] {
                let refused = try await accept(token, password: weak, in: shop)
                #expect(refused.status == 422, "\(weak)")
                #expect(refused["errors"][0]?["pointer"] == "/password")
            }
            #expect(try await accept(token, in: shop).status == 201)
        }
    }
}
