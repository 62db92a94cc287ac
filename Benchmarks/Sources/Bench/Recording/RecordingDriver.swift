import MartletDatabase
import Synchronization

/// A driver that writes down what another one is told to do.
final class RecordingDriver<Driver: DatabaseDriver>: DatabaseDriver {
    private let driver: Driver
    private let recording: Recording

    init(_ driver: Driver, to recording: Recording) {
        self.driver = driver
        self.recording = recording
    }

    var dialect: SQLDialect { driver.dialect }

    func open() async throws { try await driver.open() }

    func close() async { await driver.close() }

    func ping() async throws { try await driver.ping() }

    func read<T: Sendable>(_ body: @escaping @Sendable (any DatabaseConnection) throws -> T) async throws -> T {
        try await driver.read { [recording] in try recording.note(writes: false, on: $0, body) }
    }

    func write<T: Sendable>(_ body: @escaping @Sendable (any DatabaseConnection) throws -> T) async throws -> T {
        try await driver.write { [recording] in try recording.note(writes: true, on: $0, body) }
    }
}

/// The transactions that were written down since they were taken last.
final class Recording: Sendable {
    private let flow = Mutex(RecordedFlow())

    func take() -> RecordedFlow {
        flow.withLock { flow in
            defer { flow = RecordedFlow() }
            return flow
        }
    }

    fileprivate func note<T>(
        writes: Bool, on connection: any DatabaseConnection, _ body: (any DatabaseConnection) throws -> T
    ) throws -> T {
        let noting = NotingConnection(connection, writes: writes)
        let value = try body(noting)
        flow.withLock { $0.transactions.append(noting.transaction) }
        return value
    }
}

private final class NotingConnection: DatabaseConnection {
    private let connection: any DatabaseConnection
    private(set) var transaction: RecordedTransaction

    init(_ connection: any DatabaseConnection, writes: Bool) {
        self.connection = connection
        transaction = RecordedTransaction(writes: writes)
    }

    var dialect: SQLDialect { connection.dialect }

    func run(_ statement: SQL, row: (any RowCursor) throws -> Void) throws -> Int {
        transaction.statements.append(statement)
        return try connection.run(statement, row: row)
    }

    func runAll(_ statements: [SQL]) throws -> [Int] {
        transaction.statements += statements
        return try connection.runAll(statements)
    }

    func runLater(_ statements: [SQL]) throws {
        transaction.statements += statements
        try connection.runLater(statements)
    }
}
