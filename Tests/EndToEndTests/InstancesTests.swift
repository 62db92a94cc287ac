import MartletDatabase
import MartletTesting
import TestSupport
import Testing

/// Several processes on one database, behind one address.
@Suite(.timeLimit(.minutes(Torture.isOn ? 120 : 5)))
struct InstancesTests {
    @Test(arguments: TestDatabase.available, [2, 3])
    func `instances migrate once, run schedules once, and lose nothing when one of them is killed`(
        database: TestDatabase, count: Int
    ) async throws {
        try await WitnessedShop.open(on: database) { shop in
            let migrated = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<count { group.addTask { try await shop.run("migrate") } }
                return try await group.reduce(into: [String]()) { $0.append($1) }
            }
            #expect(migrated.filter { $0.contains("migrations done") }.count == 1, "\(migrated)")
            #expect(migrated.filter { $0.contains("up to date") }.count == count - 1)
            try await shop.fill()
            for _ in 1...Torture.rounds {
                try await shop.commandLine.serve(instances: count) { servers in
                    try await FaultyLink.open(toAnyOf: servers.map(\.address.port)) { link in
                        try await shop.whilePeopleBuy(at: ShopAddress(port: link.port), retrying: true) {
                            try await shop.sell(10)
                            servers[0].kill()
                            try await shop.sell(15)
                        }
                    }
                    try await shop.settle(at: servers[1].address)
                }
            }
            try await shop.expectNothingLostOrDoubled()
            let ticks = try await shop.ticks()
            let minutes = ((ticks.last ?? 0) - (ticks.first ?? 0)) / 60_000
            #expect((2...minutes + 2).contains(ticks.count), "\(ticks)")
            // Only a run that an instance was killed in may be done again earlier.
            #expect(zip(ticks, ticks.dropFirst()).count { $1 - $0 < 60_000 } <= Torture.rounds, "\(ticks)")
        }
    }

    @Test(.enabled(if: PostgresSchema.server != nil, "no PostgreSQL is at hand"))
    func `connections that the server ends at random cost no order`() async throws {
        try await WitnessedShop.open(on: .postgres) { shop in
            try await shop.run("migrate")
            try await shop.fill()
            try await shop.commandLine.serve { server in
                try await shop.whilePeopleBuy(at: server.address, retrying: true) {
                    try await shop.withDatabase { database in
                        for _ in 0..<15 * Torture.rounds {
                            _ = try await database.read { transaction in
                                try transaction.count(
                                    """
                                    SELECT COUNT(pg_terminate_backend(pid)) FROM (
                                        SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()
                                        AND application_name = current_setting('application_name') AND state <> 'idle'
                                        ORDER BY random() LIMIT 1) chosen
                                    """)
                            }
                            try await shop.sell(1)
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
