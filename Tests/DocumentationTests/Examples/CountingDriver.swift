import MartletDatabase
import MartletKernel
import MartletSQLite
import Synchronization

// region: driver
/// Drives SQLite and counts its statements.
final class CountingDriver: DatabaseDriver {
    let dialect = SQLDialect.sqlite
    private let inner: SQLiteDriver
    private let statements = Atomic(0)

    init(path: String) { inner = SQLiteDriver(path: path) }

    var count: Int { statements.load(ordering: .relaxed) }

    func open() async throws { try await inner.open() }
    func close() async { await inner.close() }
    func ping() async throws { try await inner.ping() }

    func read<T: Sendable>(_ body: @escaping @Sendable (any DatabaseConnection) throws -> T) async throws -> T {
        try await inner.read { [self] in try body(CountingConnection($0, self)) }
    }

    func write<T: Sendable>(_ body: @escaping @Sendable (any DatabaseConnection) throws -> T) async throws -> T {
        try await inner.write { [self] in try body(CountingConnection($0, self)) }
    }

    fileprivate func note() { statements.add(1, ordering: .relaxed) }
}
// endregion

// region: connection
/// A connection inside a transaction, as a body sees it.
private final class CountingConnection: DatabaseConnection {
    private let inner: any DatabaseConnection
    private let driver: CountingDriver

    init(_ inner: any DatabaseConnection, _ driver: CountingDriver) {
        self.inner = inner
        self.driver = driver
    }

    var dialect: SQLDialect { inner.dialect }

    func run(_ statement: SQL, row: (any RowCursor) throws -> Void) throws -> Int {
        driver.note()
        return try inner.run(statement, row: row)
    }
}
// endregion

// region: plugin
struct CountingDriverPlugin: Plugin {
    static let id: PluginID = "counting-sqlite"
    static let summary = "SQLite with a count of its statements."

    struct Settings: PluginSettings {
        static let schema = SettingsSchema(.string("path", "The database file.", default: "data/shop.db"))
        let path: String
    }

    private let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func register(in registrar: inout Registrar) {
        let path = settings.path
        registrar.provide(.databaseDriver) { _ in CountingDriver(path: path) }
    }
}
// endregion
