import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletIdentity
import MartletJSON
import MartletTesting
import TestSupport
import Testing

/// How people change their address and their telephone number.
@Suite(.timeLimit(.minutes(5)))
struct ContactTests {
    private static let password = "correct horse battery staple"

    private func door(_ kind: Account.Kind) -> String { "/api/v1/\(kind == .staff ? "admin" : "store")/auth" }

    private func somebody(_ kind: Account.Kind, in shop: TestShop, _ email: String = "ada@example.com") async throws -> TestAnswer {
        _ = try await shop.account(kind, email)
        try await shop.choosePassword(Self.password, kind, email)
        try await shop.settle()
        shop.mail.removeAll()
        return try await shop.login(email, Self.password, as: kind)
    }

    private func change(
        _ email: String, password: String = password, _ kind: Account.Kind, _ session: TestAnswer, in shop: TestShop
    ) async throws -> TestAnswer {
        try await shop.post(
            "\(door(kind))/email/change", ["email": .string(email), "password": .string(password)], session.bearer)
    }

    private func confirm(_ token: String, _ kind: Account.Kind, in shop: TestShop) async throws -> TestAnswer {
        try await shop.post("\(door(kind))/email/confirm", ["token": .string(token)])
    }

    @Test(arguments: TestDatabase.available, Account.Kind.allCases)
    func `an address changes once both have agreed, in either order`(database: TestDatabase, kind: Account.Kind) async throws {
        try await database.shop { shop async throws in
            let session = try await somebody(kind, in: shop)
            #expect(try await change("new@example.com", password: "wrong", kind, session, in: shop).code == "wrong_password")
            #expect(try await change("new@example.com", kind, session, in: shop).status == 204)
            let (old, new) = (try await shop.linkToken(to: "ada@example.com"), try await shop.linkToken(to: "new@example.com"))
            #expect(try await confirm(new, kind, in: shop)["changed"] == false)
            #expect(try await confirm(new, kind, in: shop).code == "link_ended", "it counts once")
            #expect(try await shop.login("new@example.com", Self.password, as: kind).status == 401)
            #expect(try await confirm(old, kind == .staff ? .customer : .staff, in: shop).code == "link_ended")
            #expect(try await confirm(old, kind, in: shop)["changed"] == true)
            #expect(try await shop.login("new@example.com", Self.password, as: kind).status == 200)
            #expect(try await shop.login("ada@example.com", Self.password, as: kind).status == 401)
            #expect(try await shop.lastMessage(to: "ada@example.com").subject?.contains("address was changed") == true)

            let back = try await shop.login("new@example.com", Self.password, as: kind)
            #expect(try await change("ada@example.com", kind, back, in: shop).status == 204)
            #expect(try await confirm(try await shop.linkToken(to: "new@example.com"), kind, in: shop)["changed"] == false)
            #expect(try await confirm(try await shop.linkToken(to: "ada@example.com"), kind, in: shop)["changed"] == true)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `links count for half an hour, and another change voids them`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let session = try await somebody(.customer, in: shop)
            _ = try await change("one@example.com", .customer, session, in: shop)
            let first = try await shop.linkToken(to: "one@example.com")
            _ = try await change("two@example.com", .customer, session, in: shop)
            let second = try await shop.linkToken(to: "two@example.com")
            #expect(try await confirm(first, .customer, in: shop).code == "link_ended")
            shop.time.advance(by: .seconds(1_800))
            #expect(try await confirm(second, .customer, in: shop).code == "link_ended")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `an address that another account has is refused at the end, and to its owner alone`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let session = try await somebody(.customer, in: shop)
            _ = try await shop.customer("taken@example.com")
            #expect(try await change("taken@example.com", .customer, session, in: shop).status == 204)
            let (old, new) = (try await shop.linkToken(to: "ada@example.com"), try await shop.linkToken(to: "taken@example.com"))
            #expect(try await confirm(old, .customer, in: shop)["changed"] == false)
            #expect(try await confirm(new, .customer, in: shop).code == "email_taken")
            #expect(try await shop.login("ada@example.com", Self.password).status == 200)
        }
    }

    @Test(arguments: TestDatabase.available, Account.Kind.allCases)
    func `a telephone number is there once its code is right, and can be taken away`(database: TestDatabase, kind: Account.Kind)
        async throws
    {
        try await database.shop { shop async throws in
            let session = try await somebody(kind, in: shop)
            func account() async throws -> Account? {
                let email = try #require(EmailAddress("ada@example.com"))
                return try await shop.database.read { try AccountStore.find(kind, email, in: $0) }
            }
            func change(_ phone: JSONValue, _ password: String = Self.password) async throws -> TestAnswer {
                try await shop.post("\(door(kind))/phone/change", ["phone": phone, "password": .string(password)], session.bearer)
            }
            func verify(_ code: String) async throws -> TestAnswer {
                try await shop.post("\(door(kind))/verify-phone", ["code": .string(code)], session.bearer)
            }
            #expect(try await change("+4930123456", "wrong").code == "wrong_password")
            #expect(try await change("030 123456").code == "invalid_input")
            #expect(try await change("+4930123456")["code_sent"] == true)
            let code = try await shop.code(to: "+4930123456")
            #expect(try await account()?.phone == nil)
            let wrong = code == "000000" ? "000001" : "000000"
            #expect(try await verify(wrong).code == "wrong_code")
            #expect(try await verify(code).status == 204)
            #expect(try await verify(code).code == "wrong_code", "it counts once")
            let owner = try await account()
            #expect(owner?.phone == "+4930123456" && owner?.phoneVerifiedAt == shop.time.now)

            #expect(try await change("+4930123457")["code_sent"] == true)
            let right = try await shop.code(to: "+4930123457")
            for _ in 0..<5 { #expect(try await verify(right == "000000" ? "000001" : "000000").code == "wrong_code") }
            #expect(try await verify(right).code == "wrong_code", "five attempts are all")
            #expect(try await change(nil)["code_sent"] == false)
            #expect(try await account()?.phone == nil)
            #expect(try await shop.lastMessage(to: "ada@example.com").subject?.contains("telephone number was changed") == true)
            var last = 0
            for _ in 0..<6 { last = try await change("+4930123456").status }
            #expect(last == 429, "nobody has one number called all the time")
        }
    }
}
