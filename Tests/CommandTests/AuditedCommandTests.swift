import Foundation
import MartletDatabase
import MartletJSON
import TestSupport
import Testing

/// What commands change stands in the audit log.
@Suite(.timeLimit(.minutes(5)))
struct AuditedCommandTests {
    @Test(arguments: TestDatabase.available)
    func `each command that changes the shop is written down, and none that only looks`(database: TestDatabase) async throws {
        try await database.create { location in
            let plugins = "plugins:\n\(location.manifestLine)  manual-payments: {}\n  shopify-import: {}\n"
            try await MartletCommandLine.open(manifest: "server: { request_log: false }\n\(plugins)") { shop in
                func run(_ arguments: String...) async throws {
                    let result = try await shop.run(arguments)
                    try #require(result.status == 0, "\(arguments): \(result.errors)")
                }
                try await run("migrate")
                try await run("seed", "demo")
                try await run("seed", "load", "--products", "3")
                let file = shop.folder.appendingPathComponent("products.csv")
                try Data("Handle,Title,Variant Price,Variant Inventory Qty\nmug,Mug,5.00,3\n".utf8).write(to: file)
                try await run("import", "shopify", "products.csv", "--dry-run")
                try await run("import", "shopify", "products.csv")
                try await run("import", "shopify", "products.csv")
                let driver = try location.driver()
                try await driver.open()
                for (state, id) in [("parked", 2), ("parked", 3)] {
                    try await driver.write { connection in
                        try connection.run(
                            """
                            INSERT INTO outbox_deliveries (event_id, subscriber, position, aggregate, state, attempts, due_at, fence, error)
                            SELECT id, 'gone/mail', position, aggregate, \(state), 8, 0, 8, 'x' FROM outbox_events WHERE position = \(id)
                            """
                        ) { _ in }
                        try connection.run(
                            """
                            INSERT INTO jobs (id, kind, payload, state, attempts, due_at, fence, error)
                            VALUES (\(SQLValue.identifier(high: 1, low: UInt64(id))), 'mail', \([UInt8]()), \(state), 8, 0, 8, 'x')
                            """
                        ) { _ in }
                    }
                }
                try await run("events", "replay", "--all")
                try await run("events", "discard", "--all")
                try await run("jobs", "replay", "--all")
                try await run("jobs", "discard", "--all")
                try await run("admin", "key", "create", "--name", "robot", "--all")
                for looking in [["events"], ["jobs"], ["verify"], ["check"], ["admin", "list"], ["admin", "key", "permissions"]] {
                    try #require(try await shop.run(looking).status == 0, "\(looking)")
                }

                let written = try await driver.read { connection -> [[String]] in
                    let transaction = ReadTransaction(connection)
                    return try transaction.all("SELECT operation, actor_kind, resource_kind, resource_id FROM audit_log ORDER BY id") {
                        row in
                        try (0..<4).map { _ in try row.next(String.self) }
                    }
                }
                await driver.close()
                #expect(written.allSatisfy { $0[1] == "command_line" })
                // What was replayed is parked no more, so there is nothing to discard; a second import finds nothing new.
                #expect(
                    written.map { $0[0] } == [
                        "martlet seed demo", "martlet seed load", "martlet import shopify", "martlet events replay", "martlet jobs replay",
                        "martlet admin key create",
                    ])
                #expect(written.map { $0[2] } == ["seed", "seed", "import", "event", "job", "api_key"])
            }
        }
    }
}
