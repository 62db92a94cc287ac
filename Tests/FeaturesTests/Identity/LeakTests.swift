import MartletAPI
import MartletJSON
import MartletTesting
import TestSupport
import Testing

@testable import MartletIdentity

/// Whether what only its owner may know stands anywhere else.
@Suite(.timeLimit(.minutes(2)))
struct LeakTests {
    private static let door = "/api/v1/store/auth"
    private static let sections = "database: { encryption_keys: \"\(String(repeating: "A", count: 43))=\" }"
    private static let (first, second) = ("correct horse battery staple", "wholly other horse battery")

    @Test(arguments: TestDatabase.available)
    func `no password, token or secret stands in the database or in the log`(database: TestDatabase) async throws {
        let log = MemoryLog()
        try await database.shop(sections: Self.sections, log: log) { shop async throws in
            var secrets = [Self.first, Self.second]
            func keep(_ text: String?) throws { secrets.append(try #require(text)) }
            let email = "ada@example.com"

            let verified = try await shop.register(email, password: Self.first)
            try keep(verified["session"]["token"]?.stringValue)
            let wrong = try await shop.login(email, "\(Self.second)!")
            #expect(wrong.status == 401)
            secrets.append("\(Self.second)!")

            try await shop.choosePassword(Self.second, .customer, email)
            let session = try await shop.login(email, Self.second)
            let token = try #require(session["session"]["token"]?.stringValue)
            secrets.append(token)
            let bearer = ["Authorization": "Bearer \(token)"]

            let enrollment = try await shop.post("\(Self.door)/totp/enroll", ["password": .string(Self.second)], bearer)
            let seed = try #require(enrollment["secret"].stringValue)
            secrets.append(seed)
            let code = TOTP.password(TOTP.bytes(base32: seed), step: TOTP.step(at: shop.time.now))
            let confirmed = try await shop.post("\(Self.door)/totp/confirm", ["code": .string(code)], bearer)
            try keep(confirmed["sign_in"]["session"]?["token"]?.stringValue)
            for code in try #require(confirmed["recovery_codes"].arrayValue) { try keep(code.stringValue) }

            let cart = try await shop.post("/api/v1/store/carts")
            try keep(cart["token"].stringValue)
            let key = try await shop.post(
                "/api/v1/admin/api-keys", ["name": "Till", "permissions": ["orders.read"]], try await shop.staff().headers)
            try keep(key["secret"].stringValue)
            try await shop.settle()
            let links = shop.messages(to: email).flatMap { $0.text.matches(of: /[0-9a-f]{64}/).map { String($0.0) } }
            #expect(!links.isEmpty)
            secrets += links

            let whole = try await WholeDatabase(of: shop)
            let lines = log.entries.map { "\($0.message) \($0.metadata)" }
            #expect(secrets.count > 12 && whole.tables.values.contains { $0.contains(email) })
            for secret in secrets {
                #expect(whole.tables(with: secret).isEmpty, "\(secret)")
                #expect(!lines.contains { $0.contains(secret) }, "\(secret)")
            }
            #expect(!lines.isEmpty)
        }
    }
}
