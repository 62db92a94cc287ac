import Foundation
import MartletDatabase
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@testable import MartletPostgres

@Suite(.enabled(if: PostgresSchema.server != nil, "no PostgreSQL is at hand"), .timeLimit(.minutes(2)))
struct PostgresDriverTests {
    @Test func `a connection is encrypted, and a certificate that nobody vouches for is refused`() async throws {
        let authority = try #require(PostgresSchema.certificate)
        try await PostgresSchema.create { schema in
            let trusted = try driver(schema.url(["sslmode": "verify-full", "sslrootcert": authority]))
            try await open(trusted) { driver in
                let isEncrypted = try await driver.read { connection in
                    var isEncrypted = false
                    try connection.run("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()") {
                        isEncrypted = try $0.boolean(at: 0)
                    }
                    return isEncrypted
                }
                #expect(isEncrypted)
            }
            let untrusted = try driver(schema.url(["sslmode": "verify-full", "sslrootcert": "/dev/null"]))
            let error = await #expect(throws: DatabaseError.self) { try await untrusted.open() }
            await untrusted.close()
            #expect(error?.kind == .connectionLost)
        }
    }

    @Test func `a wrong password is said without the password`() async throws {
        try await PostgresSchema.create { schema in
            let wrong = try driver(schema.url.replacing(PostgresSchema.password, with: "letmein"))
            let error = await #expect(throws: DatabaseError.self) { try await wrong.open() }
            await wrong.close()
            #expect(error?.description.contains("authentication failed") == true)
            #expect(error?.description.contains("letmein") == false)
        }
    }

    @Test func `sessions plan for memory, unless somebody chose otherwise`() async throws {
        try await PostgresSchema.create { schema in
            let settings: SQL = "SELECT current_setting('random_page_cost') || ' ' || current_setting('jit')"
            let chosen = schema.url.replacing("-csearch_path", with: "-crandom_page_cost%3D2.5%20-csearch_path")
            for (url, expected) in [(schema.url, "1.1 off"), (chosen, "2.5 off")] {
                try await open(try driver(url)) { driver in
                    let database = Database(driver: driver, environment: Environment())
                    let found = try await database.read { try $0.value(settings, as: String.self) }
                    #expect(found == expected)
                }
            }
        }
    }

    @Test func `a table that has grown is not read whole because it was once small`() async throws {
        // Where a schema is made, as other tests do all the time, the server makes all plans anew. In this database nobody makes any.
        var address = try #require(PostgresSchema.server.flatMap { URLComponents(string: $0) })
        address.path = "/template1"
        try await open(try driver(try #require(address.string), connections: 1)) { driver in
            let database = Database(driver: driver, environment: Environment())
            /// Looks a row up, and says whether the server read the table from end to end for it.
            func readsAll() async throws -> Bool {
                try await database.write { transaction in
                    // It may still count what transactions before have done.
                    let scans: SQL = "SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'grown'"
                    let before = try transaction.count(scans)
                    _ = try transaction.value("SELECT name FROM grown WHERE id = \(1)", as: String.self)
                    return try transaction.count(scans) > before
                }
            }
            try await database.write { transaction in
                try transaction.execute("CREATE TEMPORARY TABLE grown (id BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL)")
                try transaction.execute("INSERT INTO grown VALUES (1, 'one')")
                try transaction.execute("ANALYZE grown")
            }
            // After some times the server keeps one plan for all values.
            for _ in 1...10 { _ = try await readsAll() }
            #expect(try await readsAll(), "the table must be small enough to be read whole")
            _ = try await database.write { try $0.execute("INSERT INTO grown SELECT n, 'more' FROM generate_series(2, 20000) n") }
            var lookups = 0
            while lookups < 200, try await readsAll() { lookups += 1 }
            #expect(lookups < 50)
        }
    }

    @Test func `sums and averages are read as the numbers that they are`() async throws {
        try await PostgresSchema.create { schema in
            try await open(try driver(schema.url)) { driver in
                let database = Database(driver: driver, environment: Environment())
                for whole in [0, 1, -1, 9_999, 10_000, 123_456_789_012, Int64.max, Int64.min] {
                    let found = try await database.read { try $0.value("SELECT CAST(\(whole) AS NUMERIC)", as: Int64.self) }
                    #expect(found == whole)
                }
                for real in [0.5, -0.000_012_5, 1_234_567.890_625, 1e20] {
                    let found = try await database.read { try $0.value("SELECT CAST(\(real) AS NUMERIC)", as: Double.self) }
                    #expect(found == real)
                }
                for unreadable: SQL in [
                    "SELECT 0.5", "SELECT 'NaN'::numeric", "SELECT 9223372036854775808", "SELECT -9223372036854775809",
                ] {
                    let error = await #expect(throws: DatabaseError.self) {
                        _ = try await database.read { try $0.value(unreadable, as: Int64.self) }
                    }
                    #expect(error?.kind == .unreadable, "\(unreadable.text)")
                }
            }
        }
    }

    @Test func `a statement that runs too long is ended, and the connection goes on`() async throws {
        try await PostgresSchema.create { schema in
            let options = PostgresOptions(
                address: try PostgresAddress(schema.url), connections: 1, statementTimeout: .milliseconds(50))
            try await open(PostgresDriver(options)) { driver in
                await #expect(throws: DatabaseError.self) { try await driver.read { _ = try $0.run("SELECT pg_sleep(5)") { _ in } } }
                try await driver.ping()
            }
        }
    }

    @Test func `statements that do not depend on each other go in few round trips`() async throws {
        try await PostgresSchema.create { schema in
            try await FaultyLink.open(to: PostgresSchema.port) { link in
                try await open(try driver(schema.url(port: link.port, ["sslmode": "disable", "gssencmode": "disable"]))) { driver in
                    try await driver.write { _ = try $0.run("CREATE TABLE numbers (number BIGINT PRIMARY KEY)") { _ in } }
                    let statements = (0..<400).map { "INSERT INTO numbers (number) VALUES (\($0))" as SQL }
                    let before = link.sendings
                    try await driver.write { connection in for statement in statements[..<200] { try connection.run(statement) { _ in } } }
                    let oneByOne = link.sendings - before
                    try await driver.write { _ = try $0.runAll(Array(statements[200...])) }
                    let together = link.sendings - before - oneByOne
                    // The transaction's start rides with its first statement, and its end costs one more. A busy machine may send
                    // some of them in two pieces.
                    #expect((201..<240).contains(oneByOne))
                    #expect(together * 10 < oneByOne)
                }
            }
        }
    }

    private func driver(_ url: String, connections: Int = 2) throws -> PostgresDriver {
        PostgresDriver(PostgresOptions(address: try PostgresAddress(url), connections: connections, connectTimeout: .seconds(2)))
    }

    private func open(_ driver: PostgresDriver, _ body: (PostgresDriver) async throws -> Void) async throws {
        try await driver.open()
        do { try await body(driver) } catch {
            await driver.close()
            throw error
        }
        await driver.close()
    }
}
