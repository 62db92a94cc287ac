import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletJSON
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@testable import MartletIdentity

/// Signing in with an authenticator.
@Suite(.timeLimit(.minutes(5)))
struct SecondFactorTests {
    private static let password = "correct horse battery staple"
    private static let sections = "database: { encryption_keys: \"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\" }"

    private func door(_ kind: Account.Kind) -> String { "/api/v1/\(kind == .staff ? "admin" : "store")/auth" }

    /// How many messages have told the owner of something.
    private func heard(of subject: String, in shop: TestShop) async throws -> Int {
        try await shop.settle()
        return shop.messages(to: "ada@example.com").count { $0.subject?.contains(subject) == true }
    }

    /// Somebody who has an authenticator.
    private struct Person {
        let kind: Account.Kind
        let secret: [UInt8]
        let recoveryCodes: [String]
        let session: TestAnswer

        var bearer: [String: String] {
            ["Authorization": "Bearer \(session["sign_in"]["session"]?["token"]?.stringValue ?? "")"]
        }

        func code(_ shop: TestShop, later: Int = 0) -> String { TOTP.password(secret, step: TOTP.step(at: shop.time.now) + later) }
    }

    private func account(_ kind: Account.Kind, in shop: TestShop) async throws -> TestAnswer {
        _ = try await shop.account(kind, "ada@example.com")
        try await shop.choosePassword(Self.password, kind, "ada@example.com")
        try await shop.settle()
        shop.mail.removeAll()
        return try await shop.login("ada@example.com", Self.password, as: kind)
    }

    private func enrolled(_ kind: Account.Kind, in shop: TestShop, _ session: TestAnswer? = nil) async throws -> Person {
        let session = if let session { session } else { try await account(kind, in: shop) }
        let enrollment = try await shop.post("\(door(kind))/totp/enroll", ["password": .string(Self.password)], session.bearer)
        let secret = TOTP.bytes(base32: try #require(enrollment["secret"].stringValue, "\(enrollment.json)"))
        let code = TOTP.password(secret, step: TOTP.step(at: shop.time.now))
        let confirmed = try await shop.post("\(door(kind))/totp/confirm", ["code": .string(code)], session.bearer)
        try #require(confirmed.status == 200, "\(confirmed.json)")
        let codes = confirmed["recovery_codes"].arrayValue?.compactMap(\.stringValue) ?? []
        return Person(kind: kind, secret: secret, recoveryCodes: codes, session: confirmed)
    }

    private func challenge(_ kind: Account.Kind, in shop: TestShop) async throws -> String {
        let answer = try await shop.login("ada@example.com", Self.password, as: kind)
        try #require(answer.status == 200 && answer["session"] == .null)
        return try #require(answer["second_factor"]["token"]?.stringValue)
    }

    private func second(_ kind: Account.Kind, _ token: String, _ code: String, in shop: TestShop) async throws -> TestAnswer {
        try await shop.post("\(door(kind))/login/second-factor", ["token": .string(token), "code": .string(code)])
    }

    @Test(arguments: TestDatabase.available, Account.Kind.allCases)
    func `an authenticator is set up, asked for, and each of its passwords counts once`(
        database: TestDatabase, kind: Account.Kind
    ) async throws {
        try await database.shop(sections: Self.sections) { shop async throws in
            let first = try await account(kind, in: shop)
            let other = try await shop.login("ada@example.com", Self.password, as: kind)
            let refused = try await shop.post("\(door(kind))/totp/enroll", ["password": "wrong"], first.bearer)
            #expect(refused.code == "wrong_password")
            #expect(try await shop.post("\(door(kind))/totp/confirm", ["code": "123456"], first.bearer).code == "not_enrolled")
            let ada = try await enrolled(kind, in: shop, first)
            #expect(ada.recoveryCodes.count == 10)
            #expect(try await heard(of: "second factor was added", in: shop) == 1)
            for ended in [first, other] { #expect(try await shop.get("\(door(kind))/sessions", ended.bearer).status == 401) }
            #expect(try await shop.get("\(door(kind))/sessions", ada.bearer).status == 200)

            // The one that has confirmed it is used up.
            let token = try await challenge(kind, in: shop)
            #expect(try await second(kind, token, ada.code(shop), in: shop).code == "wrong_code")
            shop.time.advance(by: .seconds(30))
            let signedIn = try await second(kind, token, ada.code(shop), in: shop)
            #expect(signedIn.status == 200 && signedIn["second_factor"] == .null)
            #expect(try await shop.get("\(door(kind))/sessions", signedIn.bearer).status == 200)
            // Neither the token nor the password counts again.
            #expect(try await second(kind, token, ada.code(shop, later: 1), in: shop).code == "challenge_ended")
            #expect(try await second(kind, try await challenge(kind, in: shop), ada.code(shop), in: shop).code == "wrong_code")
            let enrollAgain = try await shop.post("\(door(kind))/totp/enroll", ["password": .string(Self.password)], ada.bearer)
            #expect(enrollAgain.code == "second_factor_on")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `one password lets one in, however many show it at once`(database: TestDatabase) async throws {
        try await database.shop(sections: Self.sections) { shop async throws in
            let ada = try await enrolled(.customer, in: shop)
            shop.time.advance(by: .seconds(30))
            let code = ada.code(shop)
            let token = try await challenge(.customer, in: shop)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 { group.addTask { try await second(.customer, token, code, in: shop).status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 200 } == 1, "\(statuses)")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a challenge is tried five times, for five minutes, by its own kind`(database: TestDatabase) async throws {
        try await database.shop(sections: Self.sections) { shop async throws in
            let ada = try await enrolled(.customer, in: shop)
            shop.time.advance(by: .seconds(60))
            let right = ada.code(shop)
            let wrong = right == "000000" ? "000001" : "000000"
            let token = try await challenge(.customer, in: shop)
            #expect(try await second(.staff, token, right, in: shop).code == "challenge_ended")
            #expect(try await second(.customer, "made up", right, in: shop).code == "challenge_ended")
            for _ in 0..<5 { #expect(try await second(.customer, token, wrong, in: shop).code == "wrong_code") }
            // Five failures are followed by a pause, and the challenge is used up.
            shop.time.advance(by: .seconds(2))
            #expect(try await second(.customer, token, ada.code(shop), in: shop).code == "challenge_ended")

            shop.time.advance(by: .seconds(60))
            let late = try await challenge(.customer, in: shop)
            shop.time.advance(by: .seconds(300))
            #expect(try await second(.customer, late, ada.code(shop), in: shop).code == "challenge_ended")
        }
    }

    @Test(arguments: TestDatabase.available, Account.Kind.allCases)
    func `recovery codes stand in once each, and new ones void them`(database: TestDatabase, kind: Account.Kind) async throws {
        try await database.shop(sections: Self.sections) { shop async throws in
            let ada = try await enrolled(kind, in: shop)
            let code = ada.recoveryCodes[0].uppercased()
            #expect(try await second(kind, try await challenge(kind, in: shop), code, in: shop).status == 200)
            #expect(try await heard(of: "recovery code was used", in: shop) == 1)
            #expect(try await second(kind, try await challenge(kind, in: shop), code, in: shop).code == "wrong_code")
            let renewed = try await shop.post("\(door(kind))/recovery-codes", ["password": .string(Self.password)], ada.bearer)
            let codes = renewed["recovery_codes"].arrayValue?.compactMap(\.stringValue) ?? []
            #expect(codes.count == 10 && Set(codes).isDisjoint(with: ada.recoveryCodes))
            #expect(try await second(kind, try await challenge(kind, in: shop), ada.recoveryCodes[1], in: shop).code == "wrong_code")
            #expect(try await second(kind, try await challenge(kind, in: shop), codes[9], in: shop).status == 200)
        }
    }

    @Test(arguments: TestDatabase.available, Account.Kind.allCases)
    func `it is disabled with the password, if that is good enough alone`(database: TestDatabase, kind: Account.Kind) async throws {
        try await database.shop(sections: Self.sections) { shop async throws in
            let ada = try await enrolled(kind, in: shop)
            // With a second factor a shorter one does.
            let changed = try await shop.post(
                "\(door(kind))/password/change", ["current_password": .string(Self.password), "password": "k4-Wq!9zRt"], ada.bearer)
            #expect(changed.status == 200, "\(changed.json)")
            let short = try await shop.post("\(door(kind))/totp/disable", ["password": "k4-Wq!9zRt"], changed.bearer)
            #expect(short.code == "invalid_input")
            let back = try await shop.post(
                "\(door(kind))/password/change", ["current_password": "k4-Wq!9zRt", "password": .string(Self.password)], changed.bearer)
            let off = try await shop.post("\(door(kind))/totp/disable", ["password": .string(Self.password)], back.bearer)
            #expect(off.status == 200 && off["session"]["token"] != nil)
            #expect(try await shop.get("\(door(kind))/sessions", back.bearer).status == 401)
            #expect(try await shop.login("ada@example.com", Self.password, as: kind)["second_factor"] == .null)
            #expect(try await heard(of: "second factor was removed", in: shop) == 1)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `whose role asks for a second factor may do nothing without, but set one up`(database: TestDatabase) async throws {
        try await database.shop(sections: Self.sections) { shop async throws in
            let owner = try await shop.staff(email: "owner@example.com")
            let ada = try await account(.staff, in: shop)
            let id = ada["session"]["account_id"]?.stringValue ?? ""
            _ = try await shop.put("/api/v1/admin/staff/\(id)/roles", ["roles": [.string("\(Role.manager)")]], owner.headers)
            #expect(try await shop.get("/api/v1/admin/orders", ada.bearer).status == 200)
            let path = "/api/v1/admin/roles/\(Role.manager)/second-factor"
            #expect(try await shop.put(path, ["needed": true], owner.headers)["needs_second_factor"] == true)
            let refused = try await shop.get("/api/v1/admin/orders", ada.bearer)
            #expect(refused.status == 403 && refused.code == "second_factor_required")
            #expect(try await shop.get("\(door(.staff))/sessions", ada.bearer).status == 200)

            let person = try await enrolled(.staff, in: shop, ada)
            #expect(try await shop.get("/api/v1/admin/orders", person.bearer).status == 200)
            let off = try await shop.post("\(door(.staff))/totp/disable", ["password": .string(Self.password)], person.bearer)
            #expect(off.code == "second_factor_required")
            #expect(try await shop.put(path, ["needed": false], owner.headers)["needs_second_factor"] == false)
            #expect(try await shop.post("\(door(.staff))/totp/disable", ["password": .string(Self.password)], person.bearer).status == 200)
            #expect(try await shop.put(path, ["needed": true], try await shop.admin(Permission("orders.read"))).status == 403)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `without a key there is no second factor, and none can be asked for`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let ada = try await account(.customer, in: shop)
            let answer = try await shop.post("\(door(.customer))/totp/enroll", ["password": .string(Self.password)], ada.bearer)
            #expect(answer.code == "no_encryption_key")
            let role = try await shop.put(
                "/api/v1/admin/roles/\(Role.owner)/second-factor", ["needed": true], try await shop.staff().headers)
            #expect(role.code == "no_encryption_key")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `the database has no secret in clear, and keys can be changed`(database: TestDatabase) async throws {
        try await database.create { location in
            let plain = "plugins:\n\(location.manifestLine)"
            let new = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI="
            var secret: [UInt8] = []
            try await TestShop.open(plugins: TestDatabase.plugins, manifest: "\(Self.sections)\n\(plain)") { shop async throws in
                let ada = try await enrolled(.customer, in: shop)
                secret = ada.secret
                let kept = try await shop.database.read { try $0.value("SELECT totp_secret FROM accounts", as: [UInt8].self) } ?? []
                #expect(kept.count > 20 && !kept.contains(secret))
                let codes = try await shop.database.read { try $0.all("SELECT digest FROM recovery_codes") { try $0.next([UInt8].self) } }
                #expect(codes.count == 10 && codes.allSatisfy { $0.count == 32 })
            }
            let both = Self.sections.replacing("\" }", with: " \" }").replacing("keys: \"", with: "keys: \"\(new),")
            try await TestShop.open(plugins: TestDatabase.plugins, manifest: "\(both)\n\(plain)", seed: 2) { shop async throws in
                let keys = try KeyRing(try Secret("\(new),AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="))
                #expect(try await shop.database.write { try SecondFactors.column.reseal(10, under: keys, in: $0) } == 1)
                #expect(try await shop.database.write { try SecondFactors.column.reseal(10, under: keys, in: $0) } == 0)
            }
            let only = "database: { encryption_keys: \"\(new)\" }"
            let known = secret
            try await TestShop.open(plugins: TestDatabase.plugins, manifest: "\(only)\n\(plain)", seed: 3) { shop async throws in
                shop.time.advance(by: .seconds(7_200))
                let code = TOTP.password(known, step: TOTP.step(at: shop.time.now))
                #expect(try await second(.customer, try await challenge(.customer, in: shop), code, in: shop).status == 200)
            }
        }
    }
}
