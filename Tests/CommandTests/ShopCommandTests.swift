import Foundation
import MartletDatabase
import MartletJSON
import TestSupport
import Testing

/// Commands as somebody types them, in a process of their own.
@Suite(.timeLimit(.minutes(5)))
struct ShopCommandTests {
    @Test func `without a manifest there is a shop with SQLite in a folder named data`() async throws {
        try await MartletCommandLine.open(manifest: nil) { shop in
            #expect(try await shop.run("verify").status == 1, "the tables are not there yet")
            #expect(try await shop.run("migrate").status == 0)
            let again = try await shop.run("migrate")
            #expect(again.output == "The tables are up to date.\n")
            let seeded = try await shop.run("seed", "demo")
            #expect(seeded.output == "The shop has 8 products.\n")
            #expect(try await shop.run("seed", "demo").output == seeded.output)
            #expect(FileManager.default.fileExists(atPath: shop.folder.appendingPathComponent("data/shop.db").path))
            try await shop.serve { server in
                #expect(try await server.send("GET", "/api/v1/store/products/canvas-tote").status == 200)
                let status = try await server.stop()
                #expect(status == 0)
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `migrate says what it does, and what it would do`(database: TestDatabase) async throws {
        try await shop(on: database) { shop in
            let dry = try await shop.run("migrate", "--dry-run", "--json")
            let steps = try JSONValue.parse(Array(dry.output.utf8)).arrayValue ?? []
            #expect(steps.contains { $0["plugin"] == "catalog" && $0["number"] == 1 })
            let done = try await shop.run("migrate")
            #expect(done.output == "\(steps.count) migrations done.\n")
            #expect(try await shop.run("migrate", "--dry-run", "--json").output == "[]\n")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `many products can be made up, again and again`(database: TestDatabase) async throws {
        try await shop(on: database, migrated: true) { shop in
            #expect(try await shop.run("seed", "load", "--products", "30").output == "30 products added.\n")
            let more = try await shop.run("seed", "load", "--products", "450")
            #expect(more.output == "450 products added.\n")
            #expect(more.errors.contains("products: 450 of 450"))
            #expect(try await shop.run("verify").status == 0)
            #expect(try await shop.run("seed", "load", "--products", "0").status == 64)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `verify names what does not hold and exits with 1`(database: TestDatabase) async throws {
        try await database.create { location in
            try await MartletCommandLine.open(manifest: manifest(location)) { shop in
                for command in [["migrate"], ["seed", "demo"]] { try await succeed(shop, command) }
                let sound = try await shop.run("verify", "--json")
                #expect(sound.status == 0)
                let findings = try JSONValue.parse(Array(sound.output.utf8)).arrayValue ?? []
                #expect(findings.count > 10)
                #expect(findings.allSatisfy { $0["violations"]?.arrayValue?.isEmpty == true })

                let driver = try location.driver()
                try await driver.open()
                try await driver.write { _ = try $0.run("UPDATE stock_levels SET on_hand = on_hand + 1") { _ in } }
                await driver.close()
                let broken = try await shop.run("verify")
                #expect(broken.status == 1)
                #expect(broken.output.contains("BROKEN stock.on_hand"))
                #expect(broken.output.contains("on hand 13, movements sum to 12"))
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a key opens the admin API to what it was given, and its secret is printed once`(database: TestDatabase) async throws {
        try await shop(on: database, migrated: true) { shop in
            let made = try await shop.run("admin", "key", "create", "--name", "reader", "--permission", "orders.read")
            #expect(made.status == 0)
            let secret = made.output.trimmingCharacters(in: .whitespacesAndNewlines)
            #expect(secret.hasPrefix("mk_"))
            #expect(made.errors.contains("not shown again"))
            try await shop.serve { server in
                let headers = ["Authorization": "Bearer \(secret)"]
                #expect(try await server.send("GET", "/api/v1/admin/orders", nil, headers).status == 200)
                #expect(try await server.send("GET", "/api/v1/admin/products", nil, headers).status == 403)
                let status = try await server.stop()
                #expect(status == 0)
                #expect(!server.log.contains(secret))
            }

            let unknown = try await shop.run("admin", "key", "create", "--permission", "orders.rule")
            #expect(unknown.status == 64)
            #expect(unknown.errors.contains("orders.read"))
            #expect(try await shop.run("admin", "key", "create").status == 64)
            #expect(try await shop.run("admin", "key", "permissions").output.contains("orders.read"))
        }
    }

    @Test(arguments: TestDatabase.available)
    func `an import reports bad rows with their place, and exits with 1`(database: TestDatabase) async throws {
        try await shop(on: database, migrated: true) { shop in
            let file = shop.folder.appendingPathComponent("products.csv")
            try Data("Handle,Title,Variant Price,Variant Inventory Qty\nmug,Mug,5.00,3\nlamp,Lamp,cheap,1\n".utf8).write(to: file)
            let dry = try await shop.run("import", "shopify", "products.csv", "--dry-run")
            #expect(dry.status == 1)
            #expect(dry.output.contains("Would be: 1 products added"))
            let real = try await shop.run("import", "shopify", "products.csv", "--json")
            #expect(real.status == 1)
            let report = try JSONValue.parse(Array(real.output.utf8))
            #expect(report["created"] == 1)
            #expect(report["problems"]?[0]?["line"] == 3)
            #expect(report["problems"]?[0]?["column"] == "Variant Price")
            #expect(try await shop.run("import", "shopify", "nowhere.csv").status == 66)
            #expect(try await shop.run("import", "magento", "products.csv").errors.contains("known are shopify"))
            #expect(try await shop.run("import", "shopify").status == 64)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `events and jobs are listed, replayed and discarded`(database: TestDatabase) async throws {
        try await database.create { location in
            try await MartletCommandLine.open(manifest: manifest(location)) { shop in
                for command in [["migrate"], ["seed", "demo"]] { try await succeed(shop, command) }
                #expect(try await shop.run("events").output == "Every event has arrived.\n")
                #expect(try await shop.run("jobs").output == "Every job is done.\n")
                let driver = try location.driver()
                try await driver.open()
                try await driver.write { connection in
                    try connection.run(
                        """
                        INSERT INTO outbox_deliveries (event_id, subscriber, position, aggregate, state, attempts, due_at, fence, error)
                        SELECT id, 'gone/mail', position, aggregate, 'parked', 8, 0, 8, 'no answer' FROM outbox_events WHERE position <= 2
                        """
                    ) { _ in }
                    try connection.run(
                        """
                        INSERT INTO jobs (id, kind, payload, state, attempts, due_at, fence, error)
                        VALUES (\(SQLValue.identifier(high: 1, low: 2)), 'mail', \([UInt8]()), 'parked', 8, 0, 8, 'no answer')
                        """
                    ) { _ in }
                }
                await driver.close()

                let listed = try await shop.run("events", "list", "--parked", "--json")
                let events = try JSONValue.parse(Array(listed.output.utf8)).arrayValue ?? []
                #expect(events.count == 2)
                #expect(events[0]["subscriber"] == "gone/mail")
                #expect(events[0]["error"] == "no answer")
                let event = events[0]["event"]?.stringValue ?? ""
                #expect(try await shop.run("events", "discard", event).output == "1 deliveries were given up.\n")
                #expect(try await shop.run("events", "replay", "--all").output == "1 deliveries are due again.\n")
                #expect(try await shop.run("events").output.contains("pending"))
                #expect(try await shop.run("events", "replay").status == 64)
                #expect(try await shop.run("events", "replay", "evt_1").status == 64)

                #expect(try await shop.run("jobs", "list", "--parked").output.contains("no answer"))
                #expect(try await shop.run("jobs", "replay", "--all").output == "1 jobs are due again.\n")
                #expect(try await shop.run("jobs", "discard", "--all").output == "0 jobs were given up.\n")
            }
        }
    }

    // MARK: -

    private func shop(on database: TestDatabase, migrated: Bool = false, _ body: (MartletCommandLine) async throws -> Void) async throws {
        try await database.create { location in
            try await MartletCommandLine.open(manifest: manifest(location)) { shop in
                if migrated { try await succeed(shop, ["migrate"]) }
                try await body(shop)
            }
        }
    }

    private func manifest(_ location: TestDatabase.Location) -> String {
        "server: { request_log: false }\nplugins:\n\(location.manifestLine)  manual-payments: {}\n  shopify-import: {}\n"
    }

    private func succeed(_ shop: MartletCommandLine, _ command: [String]) async throws {
        let result = try await shop.run(command)
        try #require(result.status == 0, "\(command): \(result.errors)")
    }
}
