import MartletAPI
import MartletCommerce
import MartletIdentity
import MartletJSON
import MartletTesting
import TestSupport
import Testing

/// How customers get an account.
@Suite(.timeLimit(.minutes(3)))
struct RegistrationTests {
    private static let door = "/api/v1/store/auth"
    private static let password = "correct horse battery staple"

    private func register(_ shop: TestShop, _ email: String = "ada@example.com", password: String = password) async throws -> TestAnswer {
        try await shop.post("\(Self.door)/register", ["email": .string(email), "password": .string(password)])
    }

    private func verify(_ shop: TestShop, _ body: JSONValue) async throws -> TestAnswer {
        try await shop.post("\(Self.door)/verify-email", body)
    }

    @Test(arguments: TestDatabase.available)
    func `the code in the message opens an account and signs in`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let registered = try await register(shop)
            #expect(registered.status == 202)
            // Until then there is no account.
            #expect(try await shop.login("ada@example.com", Self.password).code == "wrong_credentials")
            let code = try await shop.code(to: "ada@example.com")
            let answer = try await verify(shop, ["registration": registered["registration"], "code": .string(code)])
            #expect(answer.status == 200 && answer["second_factor"] == .null && answer["carried_over"] == [])
            #expect(answer["session"]["email"] == "ada@example.com")
            let sessions = try await shop.get("\(Self.door)/sessions", answer.bearer)
            #expect(sessions["data"].arrayValue?.count == 1 && sessions["data"][0]?["current"] == true)
            #expect(try await shop.login("ADA@example.com", Self.password).status == 200)
            // It counts once.
            let again = try await verify(shop, ["registration": registered["registration"], "code": .string(code)])
            #expect(again.status == 422 && again.code == "wrong_code")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `the link opens an account where the registration began, and elsewhere with the password`(database: TestDatabase) async throws {
        let sections = "features: { identity: { storefront_url: \"https://shop.example.com/\" } }"
        try await database.shop(sections: sections) { shop async throws in
            let first = try await register(shop)
            let link = try #require(try await shop.lastMessage(to: "ada@example.com").link)
            #expect(link.hasPrefix("https://shop.example.com/verify-email?token="))
            let token = JSONValue.string(try await shop.linkToken(to: "ada@example.com"))
            #expect(try await verify(shop, ["token": token]).status == 422, "a link alone is not enough")
            let other = try await register(shop, "eve@example.com")
            #expect(try await verify(shop, ["token": token, "registration": other["registration"]]).code == "link_ended")
            #expect(try await verify(shop, ["token": token, "password": "wrong horse battery staple"]).code == "wrong_password")
            #expect(try await verify(shop, ["token": token, "registration": first["registration"]]).status == 200)

            _ = try await register(shop, "grace@example.com")
            let elsewhere = JSONValue.string(try await shop.linkToken(to: "grace@example.com"))
            #expect(try await verify(shop, ["token": elsewhere, "password": .string(Self.password)]).status == 200)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `nobody gets an account with a password that a stranger has chosen`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let own = try await register(shop)
            let ownToken = JSONValue.string(try await shop.linkToken(to: "ada@example.com"))
            let stranger = try await register(shop, password: "password of a stranger")
            let strangersToken = JSONValue.string(try await shop.linkToken(to: "ada@example.com"))
            // Whichever link she follows, with what she has: only her own registration opens an account.
            for body: JSONValue in [
                ["token": strangersToken, "registration": own["registration"]],
                ["token": strangersToken, "password": .string(Self.password)],
                ["token": ownToken, "registration": stranger["registration"]],
            ] { #expect(try await verify(shop, body).status == 422) }
            #expect(try await verify(shop, ["token": ownToken, "registration": own["registration"]]).status == 200)
            // And that ends the stranger's.
            let late = try await verify(shop, ["token": strangersToken, "registration": stranger["registration"]])
            #expect(late.code == "link_ended")
            #expect(try await shop.login("ada@example.com", "password of a stranger").code == "wrong_credentials")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `an address that has an account is told so by message, and only there`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            _ = try await shop.customer("ada@example.com")
            let (known, new) = (try await register(shop, "Ada@example.com"), try await register(shop, "new@example.com"))
            #expect(known.status == new.status && known.json.objectValue?.keys.map(\.self) == new.json.objectValue?.keys.map(\.self))
            let message = try await shop.lastMessage(to: "Ada@example.com")
            #expect(message.subject?.contains("have an account") == true && message.code == nil)
            let guess = try await verify(shop, ["registration": known["registration"], "code": "000000"])
            #expect(guess.code == "wrong_code")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a code can be tried five times, and counts for half an hour`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let tried = try await register(shop)
            let right = try await shop.code(to: "ada@example.com")
            let wrong = right == "000000" ? "000001" : "000000"
            for _ in 0..<5 {
                #expect(try await verify(shop, ["registration": tried["registration"], "code": .string(wrong)]).code == "wrong_code")
            }
            #expect(try await verify(shop, ["registration": tried["registration"], "code": .string(right)]).code == "wrong_code")

            let late = try await register(shop, "late@example.com")
            let code = try await shop.code(to: "late@example.com")
            shop.time.advance(by: .seconds(1_800))
            #expect(try await verify(shop, ["registration": late["registration"], "code": .string(code)]).code == "wrong_code")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `the message is sent again on request, and only the last one counts`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let registered = try await register(shop)
            let first = try await shop.linkToken(to: "ada@example.com")
            #expect(try await shop.post("\(Self.door)/resend", ["registration": registered["registration"]]).status == 204)
            let second = try await shop.linkToken(to: "ada@example.com")
            #expect(first != second && shop.messages(to: "ada@example.com").count == 2)
            let old = try await verify(shop, ["token": .string(first), "registration": registered["registration"]])
            #expect(old.code == "link_ended")
            #expect(try await verify(shop, ["token": .string(second), "registration": registered["registration"]]).status == 200)
            // A secret that belongs to nothing is answered alike.
            #expect(try await shop.post("\(Self.door)/resend", ["registration": "made up"]).status == 204)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `nobody has many messages sent to one address`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            var answers: [Int] = []
            for _ in 0..<7 { answers.append(try await register(shop).status) }
            #expect(answers.last == 429 && answers.first == 202)
            try await shop.settle()
            #expect(shop.messages(to: "ada@example.com").count == answers.count { $0 == 202 })
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a weak password, a half proof and unknown fields are refused`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            for weak in ["short", "passwordpassword", "ada@example.com"] {
                let answer = try await register(shop, password: weak)
                #expect(answer.status == 422 && answer["errors"][0]?["pointer"] == "/password", "\(answer.json)")
            }
            for body: JSONValue in [
                [:], ["code": "123456"], ["token": "x"], ["registration": "x"], ["password": "x"], ["code": "123456", "password": "x"],
            ] { #expect(try await verify(shop, body).code == "proof_incomplete", "\(body)") }
            for body: JSONValue in [["code": "12345", "registration": "x"], ["code": "123456", "registration": "x", "role": "owner"]] {
                #expect(try await verify(shop, body).code == "invalid_input", "\(body)")
            }
            try await shop.settle()
            #expect(shop.mail.all.isEmpty)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `neither link nor code nor password is in the database`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let registered = try await register(shop)
            let (code, token) = (try await shop.code(to: "ada@example.com"), try await shop.linkToken(to: "ada@example.com"))
            let rows = try await shop.database.read { transaction in
                try transaction.all("SELECT password_hash, digest, token_digest, code_digest FROM registrations") { row in
                    (hash: try row.next(String.self), digests: try (0..<3).map { _ in try row.next([UInt8].self) })
                }
            }
            let row = try #require(rows.first)
            #expect(row.hash.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
            for secret in [code, token, registered["registration"].stringValue ?? "?", Self.password] {
                #expect(row.digests.allSatisfy { $0 != Array(secret.utf8) } && !row.hash.contains(secret))
            }
            #expect(row.digests[1] == GuestSecret.digest(of: token))
        }
    }
}
