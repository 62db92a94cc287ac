import MartletAPI
import MartletCommerce
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@testable import MartletDurable
@testable import MartletIdentity

@Suite(.timeLimit(.minutes(2)))
struct SessionCacheTests {
    private func entry(_ number: UInt64, _ time: ManualTime) -> SessionCache.Entry {
        let (session, account) = (SessionID(UUIDv7(high: 1, low: number)), AccountID(UUIDv7(high: 2, low: number)))
        return SessionCache.Entry(
            caller: Caller(.customer(CustomerID(account.uuid), session: session)), session: session, account: account, kind: .customer,
            lastUsedAt: time.now, expiresAt: time.now + .seconds(60), endsAt: time.now + .seconds(60))
    }

    @Test(arguments: TestDatabase.available)
    func `a session that ends while it is being read is not remembered`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let cache = SessionCache(database: shop.database, changes: ChangeLog(), time: shop.time)
            let (mine, other) = (entry(1, shop.time), entry(2, shop.time))
            let ticket = try #require(try await cache.ticket())
            try await shop.database.write { try cache.forget(LoggedChange(.sessions, mine.session), with: $0) }
            cache.keep(mine, for: [1], ticket)
            cache.keep(other, for: [2], ticket)
            #expect(cache.entry([1]) == nil && cache.entry([2]) == nil)
            let later = try #require(try await cache.ticket())
            cache.keep(other, for: [2], later)
            #expect(cache.entry([2]) != nil)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what has changed is forgotten, and nothing else`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let (here, there) = (
                SessionCache(database: shop.database, changes: ChangeLog(), time: shop.time),
                SessionCache(database: shop.database, changes: ChangeLog(), time: shop.time)
            )
            func fill() async throws {
                for cache in [here, there] {
                    let ticket = try #require(try await cache.ticket())
                    for number in 1...3 as ClosedRange<UInt64> { cache.keep(entry(number, shop.time), for: [UInt8(number)], ticket) }
                }
            }
            func kept(_ cache: SessionCache) -> [UInt8] { (1...3).filter { cache.entry([$0]) != nil } }
            let changes: [(LoggedChange, [UInt8])] = [
                (LoggedChange(.sessions, entry(1, shop.time).session), [2, 3]),
                (LoggedChange(.accounts, entry(2, shop.time).account), [1, 3]),
                (LoggedChange(.roles, Role.support), []),
                (LoggedChange(ChangeTopic(rawValue: "other"), entry(1, shop.time).session), [1, 2, 3]),
            ]
            for (change, rest) in changes {
                try await fill()
                try await shop.database.write { try here.forget(change, with: $0) }
                #expect(kept(here) == rest)
                #expect(kept(there) == [1, 2, 3])
                shop.time.advance(by: .seconds(1))
                _ = try await there.ticket()
                #expect(kept(there) == rest)
            }
        }
    }

    @Test func `it is bounded, and keeps those who come back`() async throws {
        try await TestDatabase.sqlite.shop { shop async throws in
            let cache = SessionCache(database: shop.database, changes: ChangeLog(), time: shop.time)
            let ticket = try #require(try await cache.ticket())
            func key(_ number: UInt64) -> [UInt8] { withUnsafeBytes(of: number) { Array($0) } }
            for number in 0..<60_000 as Range<UInt64> {
                cache.keep(entry(number, shop.time), for: key(number), ticket)
                _ = cache.entry(key(7))
            }
            let kept = (0..<60_000 as Range<UInt64>).filter { cache.entry(key($0)) != nil }
            #expect(kept.count <= 20_001)
            #expect(kept.contains(7) && kept.contains(59_999))
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a request that is given up keeps nobody from the cache`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let cache = SessionCache(database: shop.database, changes: ChangeLog(), time: shop.time)
            await withTaskGroup(of: Bool.self) { group in
                group.cancelAll()
                group.addTask {
                    do { return try await cache.ticket() == nil } catch { return error is CancellationError }
                }
                for await given in group { #expect(given) }
            }
            #expect(try await cache.ticket() != nil)
        }
    }
}
