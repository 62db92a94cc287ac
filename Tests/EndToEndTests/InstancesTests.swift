import MartletDatabase
import MartletTesting
import TestSupport
import Testing

/// Several processes on one PostgreSQL, behind one address.
@Suite(.enabled(if: PostgresSchema.server != nil, "no PostgreSQL is at hand"), .timeLimit(.minutes(Torture.isOn ? 120 : 5)))
struct InstancesTests {
    @Test(arguments: [2, 3])
    func `instances migrate once, run schedules once, and lose nothing when one of them is killed`(count: Int) async throws {
        try await WitnessedShop.open(on: .postgres) { shop in
            let migrated = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<count { group.addTask { try await shop.run("migrate") } }
                return try await group.reduce(into: [String]()) { $0.append($1) }
            }
            #expect(migrated.filter { $0.contains("migrations done") }.count == 1, "\(migrated)")
            #expect(migrated.filter { $0.contains("up to date") }.count == count - 1)
            try await shop.fill()
            for _ in 1...Torture.rounds {
                try await shop.serve(instances: count) { servers in
                    try await FaultyLink.open(toAnyOf: servers.map(\.address.port)) { link in
                        try await shop.whilePeopleBuy(at: ShopAddress(port: link.port), retrying: true) {
                            let before = shop.purchases.carts
                            try await eventually("all sell") { shop.purchases.carts >= before + 10 }
                            servers[0].kill()
                            try await eventually("the others go on") { shop.purchases.carts >= before + 25 }
                        }
                    }
                    try await shop.settle(at: servers[1].address)
                }
            }
            try await shop.expectNothingLostOrDoubled()
            let ticks = try await shop.ticks()
            #expect(ticks.count > 1)
            #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $1 - $0 >= 60_000 }, "\(ticks)")
        }
    }

    @Test func `connections that the server ends at random cost no order`() async throws {
        try await WitnessedShop.open(on: .postgres) { shop in
            try await shop.run("migrate")
            try await shop.fill()
            try await shop.commandLine.serve { server in
                try await shop.whilePeopleBuy(at: server.address, retrying: true) {
                    try await shop.withDatabase { database in
                        for _ in 0..<15 * Torture.rounds {
                            let before = shop.purchases.carts
                            _ = try await database.read { transaction in
                                try transaction.count(
                                    """
                                    SELECT COUNT(pg_terminate_backend(pid)) FROM (
                                        SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()
                                        AND application_name = current_setting('application_name') AND state <> 'idle'
                                        ORDER BY random() LIMIT 1) chosen
                                    """)
                            }
                            try await eventually("the shop sells on") { shop.purchases.carts > before }
                        }
                    }
                }
                try await shop.settle(at: server.address)
                #expect(try await server.stop() == 0)
            }
            try await shop.expectNothingLostOrDoubled()
        }
    }
}

extension WitnessedShop {
    /// Runs the body while several processes serve the shop.
    fileprivate func serve(instances count: Int, _ servers: [MartletServer] = [], _ body: ([MartletServer]) async throws -> Void)
        async throws
    {
        guard servers.count < count else { return try await body(servers) }
        try await commandLine.serve { try await serve(instances: count, servers + [$0], body) }
    }
}
