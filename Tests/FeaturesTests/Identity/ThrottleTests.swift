import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@testable import MartletIdentity

@Suite(.timeLimit(.minutes(2)))
struct ThrottleTests {
    private static let signIn = ThrottledAttempt.Purpose("sign-in")

    private func attempt(_ account: String, from address: String, known: Bool = false, _ purpose: ThrottledAttempt.Purpose = signIn)
        -> ThrottledAttempt
    {
        ThrottledAttempt(purpose, .customer, account: account, client: Client(address: ClientAddress(address)), isKnown: known)
    }

    /// How often something was tried, and for how many seconds it cannot be tried again.
    private struct Tries: Equatable {
        let made: Int
        let wait: Int64?
    }

    /// Fails so often as it may.
    private func fail(_ times: Int, _ attempt: ThrottledAttempt, in shop: TestShop) async throws -> Tries {
        for made in 0..<times {
            do { try await shop.throttle.begin(attempt) } catch IdentityError.throttled(let wait) {
                return Tries(made: made, wait: wait.components.seconds)
            }
        }
        return Tries(made: times, wait: nil)
    }

    @Test func `a pause doubles with each failure, up to a quarter of an hour`() {
        let pauses = (0...20).map { ThrottleRule.pair.pause(after: $0).components.seconds }
        #expect(pauses == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900, 900, 900])
        #expect(ThrottleRule.pair.pause(after: .max) == .seconds(900))
        #expect(ThrottleRule.account.pause(after: 19) == .zero && ThrottleRule.account.pause(after: 20) == .seconds(1))
        // However many failures there are, the pauses of a day leave no more than so many guesses.
        var (time, guesses) = (Duration.zero, 0)
        while time < .seconds(86_400) { (guesses, time) = (guesses + 1, time + ThrottleRule.pair.pause(after: guesses + 1)) }
        #expect(guesses < 120)
    }

    @Test(arguments: TestDatabase.available)
    func `who keeps failing waits longer each time, and is told how long`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let eve = attempt("ada@example.com", from: "203.0.113.9")
            #expect(try await fail(9, eve, in: shop) == Tries(made: 5, wait: 1))
            for pause in [1, 2, 4, 8] as [Int64] {
                shop.time.advance(by: .milliseconds(pause * 1_000 - 1))
                #expect(try await fail(1, eve, in: shop) == Tries(made: 0, wait: 1))
                shop.time.advance(by: .milliseconds(1))
                #expect(try await fail(2, eve, in: shop) == Tries(made: 1, wait: pause * 2))
            }
            let problem = IdentityError.throttled(.milliseconds(1_001)).problem
            #expect(problem.type.status == 429 && problem.type.code == "too_many_attempts")
            #expect(problem.headers[.retryAfter] == "2")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `who succeeds begins anew, and failures are forgotten after a day`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let ada = attempt("ada@example.com", from: "203.0.113.9", known: true)
            for _ in 0..<3 {
                #expect(try await fail(4, ada, in: shop) == Tries(made: 4, wait: nil))
                try await shop.throttle.begin(ada)
                try await shop.throttle.succeed(ada)
            }
            #expect(try await fail(9, ada, in: shop).made == 5)
            shop.time.advance(by: .seconds(86_400))
            #expect(try await fail(9, ada, in: shop).made == 5)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a stranger cannot lock the owner out`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            // From many networks, one guess each.
            var made = 0
            for number in 0..<40 { made += try await fail(1, attempt("ada@example.com", from: "198.51.\(number).1"), in: shop).made }
            #expect(made == 20)
            // From another network nobody gets at the account for a while.
            #expect(try await fail(1, attempt("ada@example.com", from: "192.0.2.77"), in: shop) == Tries(made: 0, wait: 1))
            // From where the owner has been before, they do.
            #expect(try await fail(5, attempt("ada@example.com", from: "203.0.113.9", known: true), in: shop) == Tries(made: 5, wait: nil))
            // And nobody else waits.
            #expect(try await fail(1, attempt("eve@example.com", from: "192.0.2.77"), in: shop) == Tries(made: 1, wait: nil))
            // The owner's success does not let strangers begin anew.
            let owner = attempt("ada@example.com", from: "192.0.2.1")
            shop.time.advance(by: .seconds(60))
            try await shop.throttle.begin(owner)
            try await shop.throttle.succeed(owner)
            #expect(try await fail(1, attempt("ada@example.com", from: "192.0.2.2"), in: shop).made == 1)
            #expect(try await fail(1, attempt("ada@example.com", from: "192.0.2.3"), in: shop).made == 0)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `one network cannot go through a list of accounts, nor escape within its own 64 bits`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            var made = 0
            for number in 0..<120 {
                made += try await fail(1, attempt("c\(number)@example.com", from: "2001:db8:1:2:\(String(number, radix: 16))::1"), in: shop)
                    .made
            }
            #expect(made == 100)
            #expect(try await fail(1, attempt("x@example.com", from: "2001:db8:1:3::1"), in: shop).made == 1)
            #expect(try await fail(1, attempt("x@example.com", from: "2001:db8:1:2::9", .init("reset")), in: shop).made == 1)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `however many try at the same time, no more than five do, on all instances together`(database: TestDatabase) async throws {
        try await database.create { location in
            let manifest = "plugins:\n\(location.manifestLine)  manual-payments: {}\n"
            let time = ManualTime()
            try await TestShop.open(plugins: TestDatabase.plugins, manifest: manifest, time: time) { here async throws in
                try await TestShop.open(plugins: TestDatabase.plugins, manifest: manifest, time: time, seed: 2) { there async throws in
                    let made = try await withThrowingTaskGroup(of: Int.self) { group in
                        for number in 0..<64 {
                            let shop = number % 2 == 0 ? here : there
                            group.addTask { try await fail(1, attempt("ada@example.com", from: "203.0.113.9"), in: shop).made }
                        }
                        return try await group.reduce(0, +)
                    }
                    #expect(made == 5)
                }
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `an attempt in a pause counts for nothing`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let eve = attempt("ada@example.com", from: "203.0.113.9")
            _ = try await fail(5, eve, in: shop)
            let before = try await counts(shop)
            #expect(try await fail(1, eve, in: shop).made == 0)
            #expect(try await counts(shop) == before)
        }
    }

    private func counts(_ shop: TestShop) async throws -> [[Int]] {
        try await shop.database.read { transaction in
            try transaction.all("SELECT attempts, paused_until, expires_at FROM throttles ORDER BY digest") {
                [try $0.next(), try $0.next(), try $0.next()]
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `counts that do not count any more are removed, name nobody, and survive a clock that is set back`(
        database: TestDatabase
    ) async throws {
        try await database.shop { shop async throws in
            let eve = attempt("ada@example.com", from: "203.0.113.9")
            _ = try await fail(5, eve, in: shop)
            shop.time.advance(by: .seconds(-3_600))
            #expect(try await fail(1, eve, in: shop).made == 1)
            let keys = try await shop.database.read { try $0.all("SELECT digest FROM throttles") { try $0.next([UInt8].self) } }
            #expect(keys.count == 3 && keys.allSatisfy { $0.count == 32 })
            shop.time.advance(by: .seconds(3_601))
            try await shop.scheduler.runNow("identity.purge")
            #expect(try await counts(shop).count == 2)
            let left = try await shop.database.write { transaction in
                _ = try ThrottleStore.shrink(to: 1, 100, in: transaction)
                return try transaction.count("SELECT COUNT(*) FROM throttles")
            }
            #expect(left == 1)
            shop.time.advance(by: .seconds(86_400))
            try await shop.scheduler.runNow("identity.purge")
            #expect(try await counts(shop).isEmpty)
        }
    }
}
