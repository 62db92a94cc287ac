import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletIdentity
import MartletJSON
import MartletKernel
import MartletTesting
import TestSupport
import Testing

/// How people who have an account get in and out.
@Suite(.timeLimit(.minutes(5)))
struct SignInTests {
    private static let password = "correct horse battery staple"

    private func door(_ kind: Account.Kind) -> String { "/api/v1/\(kind == .staff ? "admin" : "store")/auth" }

    private func somebody(_ kind: Account.Kind, in shop: TestShop, _ email: String = "ada@example.com") async throws {
        _ = try await shop.account(kind, email)
        try await shop.choosePassword(Self.password, kind, email)
        try await shop.settle()
        shop.mail.removeAll()
    }

    private func address(_ text: String) throws -> ClientAddress { try #require(ClientAddress(text)) }

    @Test(arguments: TestDatabase.available, Account.Kind.allCases)
    func `the right password signs in, and a cookie holds the session where that is wanted`(
        database: TestDatabase, kind: Account.Kind
    ) async throws {
        try await database.shop { shop async throws in
            try await somebody(kind, in: shop)
            let app = try await shop.login("ada@example.com", Self.password, as: kind)
            #expect(app.status == 200 && app["session"]["csrf_token"] == .null && app.headers[.setCookie] == nil)
            #expect(app["session"]["account_id"]?.stringValue?.hasPrefix(kind == .staff ? "staff_" : "cust_") == true)
            #expect(try await shop.get("\(door(kind))/sessions", app.bearer).status == 200)

            let browser = try await shop.login("ada@example.com", Self.password, as: kind, cookie: true)
            let cookie = try #require(browser.headers[.setCookie])
            #expect(browser["session"]["token"] == .null && browser.headers[.cacheControl] == "no-store")
            #expect(cookie.hasPrefix(kind == .staff ? "__Host-martlet-admin=ms_" : "__Host-martlet=ms_"))
            #expect(cookie.contains("; HttpOnly") && cookie.contains("; Secure") && cookie.contains("Max-Age") == (kind == .customer))
            var headers = ["Cookie": String(cookie.prefix { $0 != ";" })]
            #expect(try await shop.get("\(door(kind))/sessions", headers)["data"].arrayValue?.count == 2)
            // A page of somebody else cannot sign out with it; one of the shop's own can, by the CSRF token in an old browser.
            #expect(try await shop.post("\(door(kind))/logout", nil, headers).code == "cross_site_request")
            headers["Martlet-CSRF-Token"] = browser["session"]["csrf_token"]?.stringValue
            let out = try await shop.post("\(door(kind))/logout", nil, headers)
            #expect(out.status == 204 && out.headers[.setCookie]?.contains("Max-Age=0") == true)
            #expect(try await shop.get("\(door(kind))/sessions", headers).status == 401)
            #expect(try await shop.get("\(door(kind))/sessions", app.bearer)["data"].arrayValue?.count == 1)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `whatever is wrong, the answer is the same`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            try await somebody(.customer, in: shop)
            _ = try await shop.account(.customer, "nopassword@example.com")
            try await somebody(.customer, in: shop, "closed@example.com")
            try await somebody(.staff, in: shop, "grace@example.com")
            var closed = try await shop.account(.customer, "closed@example.com")
            closed = try await shop.database.write { [closed] transaction in
                var account = closed
                _ = try shop.accounts.disable(&account, in: transaction)
                return account
            }
            #expect(closed.isDisabled)
            func answer(_ email: String, _ password: String) async throws -> JSONValue {
                var answer = try await shop.login(email, password).json.objectValue ?? [:]
                answer["request_id"] = nil
                answer["instance"] = nil
                return .object(answer)
            }
            let wrong = try await answer("ada@example.com", "wrong horse battery staple")
            #expect(wrong["code"] == "wrong_credentials" && wrong["status"] == 401)
            for email in ["nobody@example.com", "nopassword@example.com", "closed@example.com", "grace@example.com"] {
                #expect(try await answer(email, Self.password) == wrong, "\(email)")
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `who keeps failing waits, and others do not`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            try await somebody(.customer, in: shop)
            let (home, stranger) = (try address("192.0.2.7"), try address("198.51.100.1"))
            #expect(try await shop.login("ada@example.com", Self.password, from: home).status == 200)
            for _ in 0..<5 { #expect(try await shop.login("ada@example.com", "wrong", from: stranger).status == 401) }
            let paused = try await shop.login("ada@example.com", Self.password, from: stranger)
            #expect(paused.status == 429 && paused.headers[.retryAfter] == "1", "the right password does not get past a pause")
            // However many strangers try, whoever was there before gets in.
            for host in 2..<30 { _ = try await shop.login("ada@example.com", "wrong", from: try address("198.51.\(host).1")) }
            #expect(try await shop.login("ada@example.com", Self.password, from: try address("203.0.113.5")).status == 429)
            #expect(try await shop.login("ada@example.com", Self.password, from: home).status == 200)
            // The pause ends, and who succeeds then starts anew.
            shop.time.advance(by: .seconds(900))
            #expect(try await shop.login("ada@example.com", Self.password, from: stranger).status == 200)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a sign-in from a new place is told to the owner, and one from a known place is not`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            try await somebody(.customer, in: shop)
            let firefox = ["User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"]
            func sign(in place: String) async throws -> Int {
                let answer = try await shop.login("ada@example.com", Self.password, firefox, from: try address(place))
                try #require(answer.status == 200)
                try await shop.settle()
                return shop.messages(to: "ada@example.com").count
            }
            #expect(try await sign(in: "192.0.2.7") == 0, "the first place is not new")
            #expect(try await sign(in: "192.0.2.7") == 0)
            #expect(try await sign(in: "198.51.100.1") == 1)
            let message = try #require(shop.messages(to: "ada@example.com").last)
            #expect(message.text.contains("Firefox on Linux") && message.text.contains("198.51.100.1"))
            #expect(try await sign(in: "198.51.100.1") == 1)
        }
    }

    @Test(arguments: TestDatabase.available, Account.Kind.allCases)
    func `sessions are listed and ended, one, this one and all`(database: TestDatabase, kind: Account.Kind) async throws {
        try await database.shop { shop async throws in
            try await somebody(kind, in: shop)
            try await somebody(kind, in: shop, "eve@example.com")
            let phone = try await shop.login("ada@example.com", Self.password, as: kind, ["User-Agent": "Shop/1 (iPhone)"])
            shop.time.advance(by: .seconds(60))
            let laptop = try await shop.login("ada@example.com", Self.password, as: kind)
            let stranger = try await shop.login("eve@example.com", Self.password, as: kind)
            let list = try await shop.get("\(door(kind))/sessions", laptop.bearer)["data"]
            #expect(list.arrayValue?.map { $0["current"] } == [true, false] && list[1]?["device"] == "iPhone")
            let id = list[1]?["id"]?.stringValue ?? ""
            #expect(try await shop.delete("\(door(kind))/sessions/\(id)", stranger.bearer).status == 404)
            #expect(try await shop.delete("\(door(kind))/sessions/\(id)", laptop.bearer).status == 204)
            #expect(try await shop.delete("\(door(kind))/sessions/\(id)", laptop.bearer).status == 404)
            #expect(try await shop.get("\(door(kind))/sessions", phone.bearer).status == 401)
            let again = try await shop.login("ada@example.com", Self.password, as: kind)
            #expect(try await shop.post("\(door(kind))/logout-all", nil, again.bearer).status == 204)
            for ended in [again, laptop] { #expect(try await shop.get("\(door(kind))/sessions", ended.bearer).status == 401) }
            #expect(try await shop.get("\(door(kind))/sessions", stranger.bearer).status == 200)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a hash is renewed when it costs less than it should`(database: TestDatabase) async throws {
        try await database.create { location in
            let features = "features: { identity: { password_passes: 3, password_memory: 20000 } }"
            let plain = "plugins:\n\(location.manifestLine)"
            func hash(_ shop: TestShop) async throws -> String? {
                let email = try #require(EmailAddress("ada@example.com"))
                return try await shop.database.read { try AccountStore.find(.customer, email, in: $0)?.passwordHash }
            }
            try await TestShop.open(plugins: TestDatabase.plugins, manifest: plain) { shop async throws in
                try await somebody(.customer, in: shop)
                #expect(try await hash(shop)?.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$") == true)
            }
            try await TestShop.open(plugins: TestDatabase.plugins, manifest: "\(features)\n\(plain)", seed: 2) { shop async throws in
                let answer = try await shop.login("ada@example.com", Self.password)
                #expect(answer.status == 200, "\(answer.json)")
                #expect(try await hash(shop)?.hasPrefix("$argon2id$v=19$m=20000,t=3,p=1$") == true)
                #expect(try await shop.login("ada@example.com", Self.password).status == 200)
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `sixty-four who sign in at once all get in`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            try await somebody(.customer, in: shop)
            let hash = try await shop.database.read { try $0.value("SELECT password_hash FROM accounts", as: String.self) }
            for number in 0..<64 {
                let account = try await shop.account(.customer, "c\(number)@example.com")
                try await shop.database.write {
                    _ = try $0.execute("UPDATE accounts SET password_hash = \(hash) WHERE id = \(account.id)")
                }
            }
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<64 { group.addTask { try await shop.login("c\(number)@example.com", Self.password).status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.allSatisfy { $0 == 200 }, "\(statuses)")
        }
    }
}
