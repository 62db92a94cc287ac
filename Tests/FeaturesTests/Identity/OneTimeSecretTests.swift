import MartletCommerce
import MartletDatabase
import MartletIdentity
import MartletJSON
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct OneTimeSecretTests {
    private static let reset = SecretPurpose("password-reset")
    private static let verify = SecretPurpose("verify-email")

    private func issue(
        _ digest: UInt8, for account: Account, code: UInt8? = nil, _ purpose: SecretPurpose = reset, in shop: TestShop
    ) async throws {
        let secret = OneTimeSecret(
            account: account.id, purpose: purpose, digest: [digest],
            code: code.map { OneTimeSecret.Code(digest: [$0], attempts: 3) }, expiresAt: shop.time.now + .seconds(600),
            payload: ["email": "new@example.com"])
        try await shop.database.write { try shop.oneTimeSecrets.issue(secret, in: $0) }
    }

    private func redeem(_ digest: UInt8, _ purpose: SecretPurpose = reset, in shop: TestShop) async throws -> OneTimeSecret.Redeemed? {
        try await shop.database.write { try shop.oneTimeSecrets.redeem(purpose, digest: [digest], in: $0) }
    }

    private func redeem(code: UInt8, of account: Account, in shop: TestShop) async throws -> Bool {
        try await shop.oneTimeSecrets.redeem(Self.reset, of: account.id, codeDigest: [code]) { _, _ in true } ?? false
    }

    @Test(arguments: TestDatabase.available)
    func `a token counts once, in time, and for its purpose`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let ada = try await shop.account(.customer, "a@example.com")
            try await issue(1, for: ada, in: shop)
            #expect(try await redeem(1, Self.verify, in: shop) == nil)
            #expect(try await redeem(2, in: shop) == nil)
            let redeemed = try await redeem(1, in: shop)
            #expect(redeemed?.account == ada.id)
            #expect(redeemed?.payload["email"] == "new@example.com")
            #expect(try await redeem(1, in: shop) == nil)
            try await issue(3, for: ada, in: shop)
            shop.time.advance(by: .seconds(600))
            #expect(try await redeem(3, in: shop) == nil)
            try await shop.scheduler.runNow("identity.purge")
            #expect(try await shop.database.read { try $0.count("SELECT COUNT(*) FROM one_time_secrets") } == 0)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a new secret takes the place of the old one for the same purpose`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let (ada, eve) = (try await shop.account(.customer, "a@example.com"), try await shop.account(.customer, "e@example.com"))
            try await issue(1, for: ada, code: 11, in: shop)
            try await issue(2, for: ada, Self.verify, in: shop)
            try await issue(3, for: eve, in: shop)
            try await issue(4, for: ada, code: 14, in: shop)
            #expect(try await redeem(1, in: shop) == nil)
            #expect(try await !redeem(code: 11, of: ada, in: shop))
            #expect(try await redeem(2, Self.verify, in: shop) != nil)
            #expect(try await redeem(3, in: shop) != nil)
            #expect(try await redeem(code: 14, of: ada, in: shop))
            // The link of a code that was used is used as well.
            #expect(try await redeem(4, in: shop) == nil)
            try await issue(5, for: ada, code: 15, in: shop)
            try await shop.database.write { try shop.oneTimeSecrets.revoke(Self.reset, of: ada.id, in: $0) }
            #expect(try await redeem(5, in: shop) == nil)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a code can be tried three times, whoever tries at the same time`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let ada = try await shop.account(.customer, "a@example.com")
            try await issue(1, for: ada, code: 9, in: shop)
            let right = try await withThrowingTaskGroup(of: Bool.self) { group in
                for code in UInt8(20)..<52 { group.addTask { try await redeem(code: code, of: ada, in: shop) } }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(right == 0)
            #expect(try await !redeem(code: 9, of: ada, in: shop))
            // The link cannot be guessed, and counts still.
            #expect(try await redeem(1, in: shop) != nil)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `of many who redeem the same at once, one does`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let ada = try await shop.account(.customer, "a@example.com")
            try await issue(1, for: ada, code: 9, in: shop)
            let redeemed = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<16 {
                    group.addTask { number < 14 ? try await redeem(1, in: shop) != nil : try await redeem(code: 9, of: ada, in: shop) }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(redeemed == 1)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what a code is for happens with it or not at all`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let ada = try await shop.account(.customer, "a@example.com")
            try await issue(1, for: ada, code: 9, in: shop)
            await #expect(throws: CancellationError.self) {
                _ = try await shop.oneTimeSecrets.redeem(Self.reset, of: ada.id, codeDigest: [9]) { _, _ in throw CancellationError() }
            }
            #expect(try await redeem(code: 9, of: ada, in: shop))
        }
    }
}
