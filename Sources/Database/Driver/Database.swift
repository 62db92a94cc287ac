import MartletKernel

/// The shop's database.
///
/// Bodies are synchronous and run on a connection's own thread, so no network call can happen inside a transaction.
/// A body may run more than once: it touches its transaction and nothing else.
public struct Database: Sendable {
    private let driver: any DatabaseDriver
    private let environment: Environment
    /// How often a transaction that collides with others is run before its error is given to the caller.
    private let attempts: Int

    public init(driver: any DatabaseDriver, environment: Environment, attempts: Int = 10) {
        self.driver = driver
        self.environment = environment
        self.attempts = attempts
    }

    public var dialect: SQLDialect { driver.dialect }

    /// Reads, seeing one state of the database throughout. Throws `CancellationError` when the task is cancelled already.
    public func read<T: Sendable>(_ body: @escaping @Sendable (ReadTransaction) throws -> T) async throws -> T {
        try await retrying {
            try Task.checkCancellation()
            return try await driver.read { try body(ReadTransaction($0)) }
        }
    }

    /// Writes in one transaction, committed when this returns. A throwing body leaves nothing behind.
    ///
    /// A cancelled task's transaction runs like any other: what a payment provider said is recorded even if the client has
    /// gone, and the caller always learns what became of it.
    public func write<T: Sendable>(_ body: @escaping @Sendable (WriteTransaction) throws -> T) async throws -> T {
        let (value, afterCommit) = try await retrying {
            try await driver.write { connection in
                let transaction = WriteTransaction(connection)
                let value = try body(transaction)
                return (value, transaction.afterCommit)
            }
        }
        for action in afterCommit { action() }
        return value
    }

    /// Lets the database look at how its tables are filled, which is what it plans statements by. For after many rows have come
    /// at once: otherwise it finds out later, or never.
    public func analyze() async throws { try await write { _ = try $0.execute("ANALYZE") } }

    /// Answers whether the database can be used now; throws why not.
    public func ping() async throws { try await driver.ping() }

    private func retrying<T: Sendable>(_ transaction: () async throws -> T) async throws -> T {
        var attempt = 1
        while true {
            do {
                return try await transaction()
            } catch let error as DatabaseError where error.isRetryable && attempt < attempts {
                let ceiling = UInt64(1) << min(UInt64(attempt), 7)
                let jitter = environment.random.next() % (ceiling * 1_000)
                try? await environment.time.pause(for: .microseconds(Int64(500 + jitter)))
                attempt += 1
            }
        }
    }
}

extension SingleExtensionPoint where Value == Database {
    /// The database as features use it.
    public static var database: Self { Self("database", "the database") }
}
