import MartletAPI
import MartletCatalog
import MartletJSON
import MartletKernel
import MartletTesting
import Synchronization
import TestSupport
import Testing

/// Two subscribers to new products, which fail until they are let.
struct StubbornPlugin: Plugin {
    static let id: PluginID = "stubborn"
    static let summary = "Fails."
    static let requires: [PluginID] = ["catalog"]

    struct Failure: Error, CustomStringConvertible { let description = "no \"mood\" <today>" }

    /// Whether the subscribers of the shop that is loaded in this task do their work.
    @TaskLocal static var isWilling = Willingness()

    final class Willingness: Sendable { let value = Atomic(false) }

    init(settings: NoSettings) {}

    func register(in registrar: inout Registrar) {
        let isWilling = StubbornPlugin.isWilling
        for name in ["first", "second"] {
            registrar.subscribe(to: ProductCreated.self, as: name) { _ in
                { _, _ in guard isWilling.value.load(ordering: .relaxed) else { throw Failure() } }
            }
        }
    }
}

@Suite(.timeLimit(.minutes(2)))
struct EventReportTests {
    private static let path = "/api/v1/admin/events"

    /// Opens a shop in which so many products were added and every delivery of their events is parked.
    private func withParked(
        _ database: TestDatabase, _ products: Int, _ body: (TestShop, [String: String], StubbornPlugin.Willingness) async throws -> Void
    ) async throws {
        let isWilling = StubbornPlugin.Willingness()
        try await StubbornPlugin.$isWilling.withValue(isWilling) {
            try await database.shop(
                sections: "durable: { attempts: 1 }", settings: "  stubborn: {}\n  manual-payments: {}\n", extra: [StubbornPlugin.self]
            ) { shop in
                for number in 0..<products { _ = try await shop.product("Product \(number)") }
                try await shop.settle()
                try await body(shop, try await shop.admin(), isWilling)
            }
        }
    }

    private func events(_ answer: TestAnswer) -> [String] {
        (answer["data"].arrayValue ?? []).map { "\($0["event"]?.stringValue ?? "") \($0["subscriber"]?.stringValue ?? "")" }
    }

    @Test(arguments: TestDatabase.available)
    func `staff see what did not arrive and why, page by page`(database: TestDatabase) async throws {
        try await withParked(database, 3) { shop, admin, _ in
            let all = try await shop.get("\(EventReportTests.path)?state=parked", admin)
            #expect(all["data"].arrayValue?.count == 6)
            let delivery = try #require(all["data"][0])
            #expect(delivery["name"] == "catalog.product_created")
            #expect(delivery["subscriber"] == "stubborn/first")
            #expect(delivery["parked"] == true)
            #expect(delivery["attempts"] == 1)
            #expect(delivery["error"] == "no \"mood\" <today>")
            #expect(delivery["aggregate"]?.stringValue?.hasPrefix("prod_") == true)
            for limit in [1, 2, 4, 5] {
                var seen: [String] = []
                var query = "?limit=\(limit)"
                while true {
                    let page = try await shop.get(EventReportTests.path + query, admin)
                    seen += events(page)
                    guard let cursor = page["next_cursor"].stringValue else { break }
                    query = "?limit=\(limit)&cursor=\(cursor)"
                }
                #expect(seen == events(all))
            }
            #expect(try await shop.get("\(EventReportTests.path)?state=pending", admin)["data"] == [])
            #expect(try await shop.get("\(EventReportTests.path)?state=lost", admin).status == 422)
            #expect(try await shop.get("/health/ready")["status"] == "degraded")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what is replayed is delivered, for one subscriber or all`(database: TestDatabase) async throws {
        try await withParked(database, 2) { shop, admin, isWilling in
            let list = try await shop.get(EventReportTests.path, admin)
            let event = list["data"][0]?["event"]?.stringValue ?? ""
            isWilling.value.store(true, ordering: .relaxed)
            let one = try await shop.post("\(EventReportTests.path)/\(event)/replay", ["subscriber": "stubborn/second"], admin)
            #expect(one.status == 200)
            #expect(one["deliveries"] == 1)
            #expect(try await shop.get("\(EventReportTests.path)?state=pending", admin)["data"].arrayValue?.count == 1)
            try await shop.settle()
            #expect(events(try await shop.get(EventReportTests.path, admin)).count == 3)
            #expect(try await shop.post("\(EventReportTests.path)/\(event)/replay", nil, admin)["deliveries"] == 1)
            try await shop.settle()
            #expect(!events(try await shop.get(EventReportTests.path, admin)).contains { $0.hasPrefix(event) })
            #expect(try await shop.post("\(EventReportTests.path)/\(event)/replay", nil, admin).status == 404)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what is discarded is gone, and nothing else is`(database: TestDatabase) async throws {
        try await withParked(database, 2) { shop, admin, _ in
            let before = events(try await shop.get(EventReportTests.path, admin))
            let event = String(before[0].prefix { $0 != " " })
            #expect(
                try await shop.post("\(EventReportTests.path)/\(event)/discard", ["subscriber": "stubborn/first"], admin)["deliveries"] == 1
            )
            #expect(events(try await shop.get(EventReportTests.path, admin)) == Array(before.dropFirst()))
            #expect(try await shop.post("\(EventReportTests.path)/\(event)/discard", [:], admin)["deliveries"] == 1)
            #expect(try await shop.post("\(EventReportTests.path)/\(event)/discard", [:], admin).status == 404)
            #expect(events(try await shop.get(EventReportTests.path, admin)) == before.filter { !$0.hasPrefix(event) })
        }
    }

    @Test(arguments: TestDatabase.available)
    func `to see is one permission and to act is another`(database: TestDatabase) async throws {
        try await withParked(database, 1) { shop, _, _ in
            let reader = try await shop.admin(Permission("events.read"))
            let event = try await shop.get(EventReportTests.path, reader)["data"][0]?["event"]?.stringValue ?? ""
            for action in ["replay", "discard"] {
                #expect(try await shop.post("\(EventReportTests.path)/\(event)/\(action)", nil, reader).status == 403)
                #expect(try await shop.post("\(EventReportTests.path)/\(event)/\(action)").status == 401)
            }
            #expect(try await shop.get(EventReportTests.path, shop.admin(Permission("events.write"))).status == 403)
            #expect(events(try await shop.get(EventReportTests.path, reader)).count == 2)
        }
    }
}
