import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletIdentity
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct SessionTests {
    private static let day = Duration.seconds(86_400)

    /// Whether a session opens the shop.
    private func isIn(_ visitor: SignedIn, _ shop: TestShop) async throws -> Bool {
        let path = visitor.account.kind == .staff ? "/api/v1/admin/orders" : "/api/v1/store/carts/cart_01h455vb4pex5vsknk084sn02q"
        let answer = try await shop.get(path, visitor.headers)
        #expect([200, 404, 401].contains(answer.status))
        return answer.status != 401
    }

    private func areIn(_ visitors: [SignedIn], _ shop: TestShop) async throws -> [Bool] {
        var found: [Bool] = []
        for visitor in visitors { found.append(try await isIn(visitor, shop)) }
        return found
    }

    private func client(_ address: String, _ userAgent: String? = nil) -> Client {
        Client(address: ClientAddress(address), userAgent: userAgent)
    }

    @Test(arguments: TestDatabase.available)
    func `a session lasts while it is used, and no longer than it may`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let ada = try await shop.customer()
            #expect(try await isIn(ada, shop))
            for _ in 0..<3 {
                shop.time.advance(by: Self.day * 29)
                #expect(try await isIn(ada, shop))
            }
            // Used a moment ago, and ninety days old.
            shop.time.advance(by: Self.day * 3)
            #expect(try await !isIn(ada, shop))
            try await shop.scheduler.runNow("identity.purge")
            #expect(try await shop.database.read { try $0.count("SELECT COUNT(*) FROM sessions") } == 0)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a session that is not used ends, remembered or not`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let (ada, boss) = (try await shop.customer(), try await shop.staff())
            #expect(try await areIn([ada, boss], shop) == [true, true])
            shop.time.advance(by: .seconds(12 * 3_600 - 1))
            #expect(try await isIn(boss, shop))
            shop.time.advance(by: .seconds(12 * 3_600 + 61))
            #expect(try await !isIn(boss, shop))
            shop.time.advance(by: Self.day * 30)
            #expect(try await !isIn(ada, shop))
        }
    }

    @Test(arguments: TestDatabase.available)
    func `staff are signed out after a day, however busy they are`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let boss = try await shop.staff()
            for _ in 0..<23 {
                shop.time.advance(by: .seconds(3_600))
                #expect(try await isIn(boss, shop))
            }
            shop.time.advance(by: .seconds(3_601))
            #expect(try await !isIn(boss, shop))
        }
    }

    @Test(arguments: TestDatabase.available)
    func `how long sessions last is a setting`(database: TestDatabase) async throws {
        let sections = "features: { identity: { session_idle: 10m, session_max: 15m } }"
        try await database.shop(sections: sections) { shop async throws in
            let ada = try await shop.customer()
            shop.time.advance(by: .seconds(599))
            #expect(try await isIn(ada, shop))
            shop.time.advance(by: .seconds(302))
            #expect(try await !isIn(ada, shop))
        }
        for wrong in ["session_idle: 2d, session_max: 1d", "staff_session_idle: 10s", "staff_session_max: 1h"] {
            await #expect(throws: (any Error).self) { try await database.shop(sections: "features: { identity: { \(wrong) } }") { _ in } }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `use is written down once a minute, and a request costs no statement but that`(database: TestDatabase) async throws {
        try await database.countedShop { shop, log async throws in
            let boss = try await shop.staff()
            let list = "/api/v1/admin/plugins/timings"
            // What others have ended; the session; its roles.
            let (first, answer) = try await log.of { try await shop.get(list, boss.headers) }
            #expect(answer.status == 200)
            let (second, _) = try await log.of { try await shop.get(list, boss.headers) }
            #expect(first.count - second.count >= 3, "\(first) \(second)")
            shop.time.advance(by: .seconds(59))
            let (third, _) = try await log.of { try await shop.get(list, boss.headers) }
            #expect(third.count == second.count + 1, "\(third)")
            shop.time.advance(by: .milliseconds(499))
            let (quiet, _) = try await log.of { try await shop.get(list, boss.headers) }
            #expect(quiet.count == second.count, "\(quiet)")
            shop.time.advance(by: .milliseconds(501))
            let (fourth, _) = try await log.of { try await shop.get(list, boss.headers) }
            #expect(fourth.count == second.count + 2, "\(fourth)")
            let session = try await shop.database.read { try shop.sessions.find(boss.session.id, in: $0) }
            #expect(session?.lastUsedAt == shop.time.now)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `who signs out is out at once, and nobody else`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let (phone, laptop) = (try await shop.customer(), try await shop.customer())
            let eve = try await shop.customer("eve@example.com")
            #expect(try await areIn([phone, laptop, eve], shop) == [true, true, true])
            // Only their own.
            #expect(try await shop.database.write { try !shop.sessions.end(phone.session.id, of: eve.account.id, in: $0) })
            #expect(try await isIn(phone, shop))
            #expect(try await shop.database.write { try shop.sessions.end(phone.session.id, of: phone.account.id, in: $0) })
            #expect(try await areIn([phone, laptop, eve], shop) == [false, true, true])
            #expect(try await shop.database.write { try !shop.sessions.end(phone.session.id, of: phone.account.id, in: $0) })
        }
    }

    @Test(arguments: TestDatabase.available)
    func `all sessions of an account end, but for the one in use`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            var mine: [SignedIn] = []
            for _ in 0..<4 { mine.append(try await shop.customer()) }
            let eve = try await shop.customer("eve@example.com")
            for visitor in mine + [eve] { #expect(try await isIn(visitor, shop)) }
            let (account, kept) = (mine[0].account.id, mine[2].session.id)
            #expect(try await shop.database.write { try shop.sessions.endAll(of: account, except: kept, in: $0) } == 3)
            let open = try await areIn(mine + [eve], shop)
            #expect(open == [false, false, true, false, true])
            #expect(try await shop.database.write { try shop.sessions.endAll(of: account, in: $0) } == 1)
            #expect(try await areIn([mine[2], eve], shop) == [false, true])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what is rolled back ends nothing`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let ada = try await shop.customer()
            #expect(try await isIn(ada, shop))
            await #expect(throws: CancellationError.self) {
                try await shop.database.write { transaction in
                    try shop.sessions.endAll(of: ada.account.id, in: transaction)
                    throw CancellationError()
                }
            }
            #expect(try await isIn(ada, shop))
        }
    }

    @Test(arguments: TestDatabase.available)
    func `another token takes the place of the old one when somebody may do more`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let boss = try await shop.staff()
            #expect(try await isIn(boss, shop))
            shop.time.advance(by: .seconds(600))
            let rotated = try await shop.database.write { try shop.sessions.rotate(boss.session.id, secondFactor: true, in: $0) }
            let new = SignedIn(account: boss.account, opened: try #require(rotated))
            #expect(try await areIn([boss, new], shop) == [false, true])
            #expect(new.session.id == boss.session.id)
            #expect(new.session.secondFactorAt == shop.time.now && new.session.authenticatedAt == shop.time.now)
            #expect(new.session.createdAt == boss.session.createdAt && new.session.endsAt == boss.session.endsAt)
            let plain = try await shop.database.write { try shop.sessions.rotate(boss.session.id, in: $0) }
            #expect(plain?.session.authenticatedAt == new.session.authenticatedAt)
            #expect(try await !isIn(new, shop))
            // A session that has ended comes back by no rotation.
            _ = try await shop.database.write { try shop.sessions.end(boss.session.id, of: boss.account.id, in: $0) }
            #expect(try await shop.database.write { try shop.sessions.rotate(boss.session.id, in: $0) } == nil)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a closed account is out, whoever is signed in, until it is opened and signs in again`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let ada = try await shop.customer()
            #expect(try await isIn(ada, shop))
            let closed = try await shop.database.write { transaction throws -> Account in
                var account = ada.account
                #expect(try shop.accounts.disable(&account, in: transaction))
                return account
            }
            #expect(try await !isIn(ada, shop))
            let again = try await shop.signIn(closed)
            #expect(try await !isIn(again, shop))
            try await shop.database.write { transaction throws in
                var account = closed
                _ = try shop.sessions.endAll(of: account.id, in: transaction)
                #expect(try shop.accounts.enable(&account, in: transaction))
            }
            #expect(try await isIn(try await shop.customer(), shop))
        }
    }

    @Test(arguments: TestDatabase.available)
    func `people find their sessions by device and address`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let account = try await shop.account(.customer, "ada@example.com")
            let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
            let first = try await shop.signIn(account, from: client("203.0.113.9", firefox))
            shop.time.advance(by: .seconds(120))
            _ = try await shop.signIn(account, from: client("2001:db8::7", "BlueDoorApp/3.1 CFNetwork"))
            _ = try await shop.signIn(account, from: Client())
            shop.time.advance(by: .seconds(120))
            let path = "/api/v1/store/carts/cart_01h455vb4pex5vsknk084sn02q"
            _ = try await shop.send(.get, path, nil, first.headers, from: ClientAddress("198.51.100.1"))
            let list = try await shop.database.read { try shop.sessions.list(of: account.id, in: $0) }
            #expect(list.map(\.device) == ["Firefox on Linux", "Unknown device", "BlueDoorApp"])
            #expect(list.map(\.address) == ["198.51.100.1", nil, "2001:db8::7"])
            #expect(list.first?.lastUsedAt == shop.time.now)
            let known = try await shop.database.read { transaction in
                try ["203.0.113.9", "2001:db8::/64", "198.51.100.1"].map { try AccountStore.knows($0, of: account.id, in: transaction) }
            }
            // Where somebody has signed in is known, not where a session was carried to.
            #expect(known == [true, true, false])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `the database holds no token`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let ada = try await shop.customer()
            let rows = try await shop.database.read { transaction in
                try transaction.all("SELECT digest FROM sessions") { try $0.next([UInt8].self) }
            }
            #expect(rows == [ada.token.digest])
            #expect(rows[0].count == 32 && !rows[0].elementsEqual(ada.token.text.utf8))
            #expect(ada.token.text.wholeMatch(of: /ms_[0-9a-f]{64}/) != nil)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what a clock that is set back has seen in the future is asked for again`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let ada = try await shop.customer()
            #expect(try await isIn(ada, shop))
            shop.time.advance(by: .seconds(-3_600))
            #expect(try await isIn(ada, shop))
            _ = try await shop.database.write { try shop.sessions.end(ada.session.id, of: ada.account.id, in: $0) }
            #expect(try await !isIn(ada, shop))
        }
    }
}
