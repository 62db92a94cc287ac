import MartletDatabase
import MartletTesting
import TestSupport
import Testing

/// What a PostgreSQL server can do to a shop under load.
@Suite(.enabled(if: PostgresServer.programs != nil, "no PostgreSQL is installed"), .timeLimit(.minutes(Torture.isOn ? 60 : 5)))
struct PostgresServerTests {
    @Test func `a server that crashes, restarts or stays away costs no order, and the shop takes up again by itself`() async throws {
        try await PostgresServer.open { postgres in
            try await WitnessedShop.open(at: .postgres(url: postgres.url)) { shop in
                try await shop.run("migrate")
                try await shop.fill()
                try await shop.commandLine.serve { server in
                    try await shop.whilePeopleBuy(at: server.address, retrying: true) {
                        for _ in 1...Torture.rounds {
                            for stop in [PostgresServer.Stop.immediate, .fast] {
                                try await shop.sell(10)
                                try await postgres.stop(stop)
                                try await postgres.start()
                                try await expectSoonSelling(shop)
                            }
                            try await postgres.stop(.immediate)
                            try await eventually("the shop says that it cannot serve") {
                                try await server.send("GET", "/health/ready").status == 503
                            }
                            let refused = try await server.send("POST", "/api/v1/store/carts", [:])
                            #expect(refused.status == 503)
                            #expect(refused["code"] == "unavailable")
                            #expect(refused.header("Retry-After") == "1")
                            try await postgres.start()
                            try await expectSoonSelling(shop)
                        }
                    }
                    try await shop.settle(at: server.address)
                    let failures = server.log.split(separator: "\n").filter { $0.contains("a request failed") }
                    let surprises = failures.filter {
                        !$0.contains("error=connectionLost") && !$0.contains("error=commitOutcomeUnknown")
                    }
                    #expect(surprises.isEmpty)
                    #expect(try await server.stop() == 0)
                }
                try await shop.expectNothingLostOrDoubled()
            }
        }
    }

    private func expectSoonSelling(_ shop: WitnessedShop) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        try await shop.sell(1)
        let took = clock.now - start
        #expect(took < .seconds(5))
    }

    @Test func `buyers never deadlock among themselves, and who collides with somebody else tries again unnoticed`() async throws {
        try await PostgresServer.open { postgres in
            try await WitnessedShop.open(at: .postgres(url: postgres.url)) { shop in
                try await shop.run("migrate")
                try await shop.fill()
                try await shop.commandLine.serve { server in
                    try await shop.whilePeopleBuy(at: server.address, buyers: 12, retrying: true) {
                        for _ in 1...Torture.rounds { try await shop.sell(60) }
                        #expect(postgres.deadlocks == 0)
                        try await shop.withDatabase { database in
                            for round in 1...Torture.rounds {
                                try await eventually("the shop is in deadlocks") {
                                    try await lockStockBackwards(in: database)
                                    return postgres.deadlocks >= 5 * round
                                }
                            }
                            try await makeCollisions(in: database)
                        }
                        for round in 1...Torture.rounds {
                            try await eventually("the shop collides") { postgres.collisions >= 20 * round }
                        }
                        try await shop.sell(10)
                    }
                    try await shop.settle(at: server.address)
                    #expect(try await server.stop() == 0)
                }
                #expect(shop.purchases.refusals.isEmpty)
                try await shop.expectNothingLostOrDoubled()
            }
        }
    }

    /// Locks what everybody buys in an order of its own, and is so patient that the shop finds the deadlock first: who waits looks
    /// for one once, after a while, and has to be waiting still when the circle closes.
    private func lockStockBackwards(in database: Database) async throws {
        try await database.write { transaction in
            try transaction.execute("SET LOCAL deadlock_timeout = '2s'")
            try transaction.execute(
                """
                SELECT pg_sleep(0.02) FROM (
                    SELECT 1 FROM stock_levels WHERE on_hand > 50000 ORDER BY variant_id DESC FOR UPDATE) locked
                """)
        }
    }

    /// Makes some changes fail as they would on a server that finds transactions at odds: as they happen, or at the commit.
    private func makeCollisions(in database: Database) async throws {
        try await database.write { transaction in
            try transaction.execute(
                """
                CREATE FUNCTION collide() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    IF random() < 0.2 THEN RAISE EXCEPTION 'could not serialize access' USING ERRCODE = '40001'; END IF;
                    RETURN NEW;
                END $$
                """)
            try transaction.execute(
                "CREATE TRIGGER collide BEFORE UPDATE ON stock_levels FOR EACH ROW EXECUTE FUNCTION collide()")
            try transaction.execute(
                """
                CREATE CONSTRAINT TRIGGER collide_late AFTER INSERT ON orders DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION collide()
                """)
        }
    }
}

extension PostgresServer {
    fileprivate var deadlocks: Int { log.matches(of: /ERROR: +deadlock detected/).count }
    fileprivate var collisions: Int { log.matches(of: /ERROR: +could not serialize access/).count }
}
