import MartletDatabase
import MartletKernel

/// Where a check of a driver runs: an open driver with a few tables, and the means to open another one.
struct ConformanceBench: Sendable {
    let driver: any DatabaseDriver
    let environment: Environment
    private let makeDriver: DatabaseConformance.MakeDriver

    /// The driver with what Martlet does above it: retries and records.
    var database: Database { Database(driver: driver, environment: environment) }

    static func open(_ makeDriver: @escaping DatabaseConformance.MakeDriver, _ body: (ConformanceBench) async throws -> Void) async throws {
        try await using(try makeDriver()) { driver in
            let environment = Environment(random: SeededRandom(seed: 1))
            let bench = ConformanceBench(driver: driver, environment: environment, makeDriver: makeDriver)
            try await driver.write { connection in
                for statement in tables.statements(for: connection.dialect) { try connection.run(SQL(text: SQLText(statement))) { _ in } }
            }
            try await body(bench)
        }
    }

    /// Opens another driver on the same database, as another instance of the shop would.
    func another(_ body: (Database) async throws -> Void) async throws {
        try await ConformanceBench.using(try makeDriver()) { try await body(Database(driver: $0, environment: environment)) }
    }

    /// A driver on the same database that is not open yet.
    func unopened() throws -> any DatabaseDriver { try makeDriver() }

    private static func using(_ driver: any DatabaseDriver, _ body: (any DatabaseDriver) async throws -> Void) async throws {
        try await driver.open()
        do { try await body(driver) } catch {
            await driver.close()
            throw error
        }
        await driver.close()
    }

    /// `things` takes one value of each type; `counters`, `parents` and `children` have constraints.
    private static let tables = Migration(
        1, "make tables",
        [
            """
            CREATE TABLE things (
                number {int} NOT NULL PRIMARY KEY, whole {int}, fraction {real}, words {text}, octets {bytes}, truth {bool}, ident {id},
                document {json}, moment {timestamp})
            """,
            """
            CREATE TABLE counters (
                name {text} NOT NULL PRIMARY KEY, value {int} NOT NULL, CONSTRAINT counters_value CHECK (value >= 0 AND value <= 1000))
            """,
            "CREATE TABLE parents (number {int} NOT NULL PRIMARY KEY)",
            "CREATE TABLE children (number {int} NOT NULL PRIMARY KEY, parent {int} NOT NULL REFERENCES parents (number))",
        ])
}
