import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletIdentity
import MartletJSON
import MartletTesting
import TestSupport
import Testing

/// How people choose another password.
@Suite(.timeLimit(.minutes(5)))
struct PasswordRecoveryTests {
    private static let (old, new) = ("correct horse battery staple", "another horse in another stable")

    private func door(_ kind: Account.Kind) -> String { "/api/v1/\(kind == .staff ? "admin" : "store")/auth" }

    private func somebody(_ kind: Account.Kind, in shop: TestShop) async throws -> TestAnswer {
        _ = try await shop.account(kind, "ada@example.com")
        try await shop.choosePassword(Self.old, kind, "ada@example.com")
        try await shop.settle()
        shop.mail.removeAll()
        return try await shop.login("ada@example.com", Self.old, as: kind)
    }

    private func forgot(_ email: String = "ada@example.com", as kind: Account.Kind = .customer, in shop: TestShop) async throws
        -> TestAnswer
    {
        try await shop.post("\(door(kind))/password/forgot", ["email": .string(email)])
    }

    private func reset(
        _ token: String, _ password: String = new, as kind: Account.Kind = .customer, in shop: TestShop
    ) async throws -> TestAnswer {
        try await shop.post("\(door(kind))/password/reset", ["token": .string(token), "password": .string(password)])
    }

    @Test(arguments: TestDatabase.available, Account.Kind.allCases)
    func `a link to a new password counts once and signs everybody out`(database: TestDatabase, kind: Account.Kind) async throws {
        try await database.shop { shop async throws in
            let session = try await somebody(kind, in: shop)
            #expect(try await forgot(as: kind, in: shop).status == 204)
            let token = try await shop.linkToken(to: "ada@example.com")
            #expect(try await reset(token, "short", as: kind, in: shop).code == "invalid_input", "a weak one leaves the link as it is")
            #expect(try await reset(token, as: kind == .staff ? .customer : .staff, in: shop).code == "link_ended")
            #expect(try await reset(token, as: kind, in: shop).status == 204)
            #expect(try await reset(token, as: kind, in: shop).code == "link_ended")
            #expect(try await shop.get("\(door(kind))/sessions", session.bearer).status == 401)
            #expect(try await shop.login("ada@example.com", Self.old, as: kind).status == 401)
            #expect(try await shop.login("ada@example.com", Self.new, as: kind).status == 200)
            #expect(try await shop.lastMessage(to: "ada@example.com").subject?.contains("password was changed") == true)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `only the last link counts, for half an hour, and none after a change`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let session = try await somebody(.customer, in: shop)
            _ = try await forgot(in: shop)
            let first = try await shop.linkToken(to: "ada@example.com")
            _ = try await forgot(in: shop)
            let second = try await shop.linkToken(to: "ada@example.com")
            #expect(try await reset(first, in: shop).code == "link_ended")
            shop.time.advance(by: .seconds(1_800))
            #expect(try await reset(second, in: shop).code == "link_ended")

            _ = try await forgot(in: shop)
            let third = try await shop.linkToken(to: "ada@example.com")
            let changed = try await shop.post(
                "\(door(.customer))/password/change", ["current_password": .string(Self.old), "password": .string(Self.new)],
                session.bearer)
            #expect(changed.status == 200)
            #expect(try await reset(third, in: shop).code == "link_ended")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `nobody learns from the answer who has an account, and a stranger gets no message`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            _ = try await somebody(.customer, in: shop)
            let (known, stranger) = (try await forgot(in: shop), try await forgot("eve@example.com", in: shop))
            #expect(known.status == 204 && stranger.status == 204 && known.body == stranger.body)
            try await shop.settle()
            #expect(shop.messages(to: "eve@example.com").isEmpty && shop.messages(to: "ada@example.com").count == 1)
            // Whoever keeps asking waits, whether there is an account or not.
            for email in ["ada@example.com", "eve@example.com"] {
                var statuses: [Int] = []
                for _ in 0..<6 { statuses.append(try await forgot(email, in: shop).status) }
                #expect(statuses.last == 429, "\(email) \(statuses)")
            }
        }
    }

    @Test(arguments: TestDatabase.available, Account.Kind.allCases)
    func `who knows the password changes it, goes on with another token, and signs all others out`(
        database: TestDatabase, kind: Account.Kind
    ) async throws {
        try await database.shop { shop async throws in
            let session = try await somebody(kind, in: shop)
            let other = try await shop.login("ada@example.com", Self.old, as: kind)
            func change(_ old: String, _ new: String) async throws -> TestAnswer {
                try await shop.post(
                    "\(door(kind))/password/change", ["current_password": .string(old), "password": .string(new)], session.bearer)
            }
            #expect(try await change("wrong horse battery staple", Self.new).code == "wrong_password")
            #expect(try await change(Self.old, "short").code == "invalid_input")
            let changed = try await change(Self.old, Self.new)
            #expect(changed.status == 200 && changed["session"]["id"] == session["session"]["id"])
            #expect(try await shop.get("\(door(kind))/sessions", changed.bearer)["data"].arrayValue?.count == 1)
            for ended in [session, other] { #expect(try await shop.get("\(door(kind))/sessions", ended.bearer).status == 401) }
            #expect(try await shop.login("ada@example.com", Self.new, as: kind).status == 200)
            #expect(try await shop.lastMessage(to: "ada@example.com").subject?.contains("password was changed") == true)
            guard kind == .staff else { return }
            let entries = try await shop.database.read {
                try AuditStore.page(Keyset(AuditStore.order, limit: 9), AuditStore.Filter(), in: $0)
            }
            #expect(entries.contains { $0.operation == "post_admin_auth_password_change" && $0.after?["changed"] == "password" })
            #expect(entries.contains { $0.operation == "post_admin_auth_password_reset" })
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a cookie's session goes on in the cookie`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            _ = try await somebody(.customer, in: shop)
            let browser = try await shop.login("ada@example.com", Self.old, cookie: true)
            let cookie = String((browser.headers[.setCookie] ?? "").prefix { $0 != ";" })
            let answer = try await shop.post(
                "\(door(.customer))/password/change", ["current_password": .string(Self.old), "password": .string(Self.new)],
                ["Cookie": cookie, "Sec-Fetch-Site": "same-origin"])
            let renewed = String((answer.headers[.setCookie] ?? "").prefix { $0 != ";" })
            #expect(answer.status == 200 && renewed != cookie && answer["session"]["token"] == .null)
            #expect(try await shop.get("\(door(.customer))/sessions", ["Cookie": renewed]).status == 200)
            #expect(try await shop.get("\(door(.customer))/sessions", ["Cookie": cookie]).status == 401)
        }
    }
}
