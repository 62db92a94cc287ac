import MartletDatabase
import MartletKernel
import MartletPostgres
import MartletSQLite
import MartletTesting
import Synchronization

/// The statements that a shop runs, for tests that hold their number down.
public final class StatementLog: Sendable {
    private let statements = Mutex<[String]>([])
    private let waits = Atomic(0)

    /// Where the shop that is put together now writes its statements.
    @TaskLocal static var current = StatementLog()

    func add(_ statement: SQL) { statements.withLock { $0.append(statement.text.description) } }

    func addWait() { waits.add(1, ordering: .relaxed) }

    /// How often the database was waited for, commits included, while ``of(_:)`` last ran its body: with a driver that postpones what
    /// may be, that many round trips.
    public var roundTrips: Int { waits.load(ordering: .relaxed) }

    /// The statements that the body ran.
    public func of<T>(_ body: () async throws -> T) async throws -> (statements: [String], value: T) {
        statements.withLock { $0 = [] }
        waits.store(0, ordering: .relaxed)
        let value = try await body()
        return (statements.withLock { $0 }, value)
    }
}

extension TestDatabase {
    /// Opens a shop whose statements are counted.
    public func countedShop(_ body: (TestShop, StatementLog) async throws -> Void) async throws {
        let log = StatementLog()
        try await create { location in
            let manifest =
                "plugins:\n  counted-\(location.manifestLine.dropFirst(2))  manual-payments: {}\n  flat-shipping: {}\n  flat-tax: { rate: 19 }\n"
            let plugins: [any Plugin.Type] = [CountedSQLitePlugin.self, CountedPostgresPlugin.self]
            try await StatementLog.$current.withValue(log) {
                try await TestShop.open(plugins: TestDatabase.plugins + plugins, manifest: manifest) { try await body($0, log) }
            }
        }
    }
}

/// SQLite with its statements counted.
private struct CountedSQLitePlugin: Plugin {
    static let id: PluginID = "counted-sqlite"
    static let summary = "SQLite, counted."

    struct Settings: PluginSettings {
        static let schema = SettingsSchema(.string("path", "The file."))
        let path: String
    }

    let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func register(in registrar: inout Registrar) {
        let (path, log) = (settings.path, StatementLog.current)
        registrar.provide(.databaseDriver) { _ in CountedDriver(driver: SQLiteDriver(path: path), log: log) }
    }
}

/// PostgreSQL with its statements counted.
private struct CountedPostgresPlugin: Plugin {
    static let id: PluginID = "counted-postgres"
    static let summary = "PostgreSQL, counted."

    struct Settings: PluginSettings {
        static let schema = SettingsSchema(.string("url", "The address."), .integer("connections", "How many."))
        let url: String
        let connections: Int
    }

    let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func register(in registrar: inout Registrar) {
        let (settings, log) = (settings, StatementLog.current)
        registrar.provide(.databaseDriver) { _ in
            let address = try PostgresAddress(settings.url)
            return CountedDriver(driver: PostgresDriver(PostgresOptions(address: address, connections: settings.connections)), log: log)
        }
    }
}

private struct CountedDriver<Driver: DatabaseDriver>: DatabaseDriver {
    let driver: Driver
    let log: StatementLog

    var dialect: SQLDialect { driver.dialect }
    func open() async throws { try await driver.open() }
    func close() async { await driver.close() }
    func ping() async throws { try await driver.ping() }

    func read<T: Sendable>(_ body: @escaping @Sendable (any DatabaseConnection) throws -> T) async throws -> T {
        try await driver.read { try body(CountedConnection($0, log)) }
    }

    func write<T: Sendable>(_ body: @escaping @Sendable (any DatabaseConnection) throws -> T) async throws -> T {
        let value = try await driver.write { try body(CountedConnection($0, log)) }
        log.addWait()
        return value
    }
}

private final class CountedConnection: DatabaseConnection {
    private let connection: any DatabaseConnection
    private let log: StatementLog

    init(_ connection: any DatabaseConnection, _ log: StatementLog) {
        self.connection = connection
        self.log = log
    }

    var dialect: SQLDialect { connection.dialect }

    func run(_ statement: SQL, row: (any RowCursor) throws -> Void) throws -> Int {
        log.add(statement)
        log.addWait()
        return try connection.run(statement, row: row)
    }

    func runAll(_ statements: [SQL]) throws -> [Int] {
        for statement in statements { log.add(statement) }
        log.addWait()
        return try connection.runAll(statements)
    }

    func runLater(_ statements: [SQL]) throws {
        for statement in statements { log.add(statement) }
        try connection.runLater(statements)
    }
}
