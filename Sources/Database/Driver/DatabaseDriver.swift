import MartletKernel

/// A database that a plugin connects: SQLite, PostgreSQL.
///
/// A driver runs synchronous bodies on threads of its own, one connection a body, and nothing else: retries, hooks after
/// the commit and record mapping are done above it, once for all. `DatabaseConformance` in MartletTesting proves a driver.
public protocol DatabaseDriver: Sendable {
    var dialect: SQLDialect { get }

    /// Connects. Called once, before anything else.
    func open() async throws
    /// Waits for what runs, then disconnects. Called once, after everything else.
    func close() async

    /// Runs the body on a connection in a read-only transaction that sees one state of the database throughout.
    func read<T: Sendable>(_ body: @escaping @Sendable (any DatabaseConnection) throws -> T) async throws -> T

    /// Runs the body on a connection in a transaction of its own, and commits it before it returns.
    ///
    /// When the body throws, nothing of it remains and the same error is thrown. When the connection is lost while the
    /// transaction commits, the driver finds out what became of it and returns or throws accordingly;
    /// ``DatabaseError/Kind/commitOutcomeUnknown`` is thrown only if the database cannot be asked.
    func write<T: Sendable>(_ body: @escaping @Sendable (any DatabaseConnection) throws -> T) async throws -> T

    /// Answers whether the database can be used now; throws why not.
    func ping() async throws
}

/// A connection inside a transaction. It stays on the driver's thread, and is used by one body at a time.
public protocol DatabaseConnection: AnyObject {
    var dialect: SQLDialect { get }

    /// Runs a statement, calls `row` for each row of its result, and returns the number of rows that it changed.
    @discardableResult
    func run(_ statement: SQL, row: (any RowCursor) throws -> Void) throws -> Int

    /// Runs statements that do not depend on each other, in one round trip where the driver can, and returns the number
    /// of rows that each changed. Their rows are dropped.
    @discardableResult
    func runAll(_ statements: [SQL]) throws -> [Int]

    /// Runs statements whose outcome nobody waits for, in order, before whatever is run next and before the commit; together with
    /// that where the driver can, so that an error may be thrown there. Unless a driver does better, they are run at once.
    func runLater(_ statements: [SQL]) throws
}

extension DatabaseConnection {
    public func runAll(_ statements: [SQL]) throws -> [Int] { try statements.map { try run($0) { _ in } } }

    public func runLater(_ statements: [SQL]) throws { try runAll(statements) }
}

/// The row that a statement stands on. It is valid until the callback that got it returns.
public protocol RowCursor: AnyObject {
    var columnCount: Int { get }
    func columnName(at index: Int) -> String
    func isNull(at index: Int) -> Bool
    func integer(at index: Int) throws -> Int64
    func real(at index: Int) throws -> Double
    func boolean(at index: Int) throws -> Bool
    func text(at index: Int) throws -> String
    func bytes(at index: Int) throws -> [UInt8]
    /// The 16 bytes of an identifier.
    func identifier(at index: Int) throws -> (high: UInt64, low: UInt64)
    /// The column's text as UTF-8, without a copy; for writing it straight into an answer.
    func withText<T>(at index: Int, _ body: (UnsafeRawBufferPointer) throws -> T) throws -> T
}

extension SingleExtensionPoint where Value == any DatabaseDriver {
    /// The shop's database.
    public static var databaseDriver: Self { Self("database-driver", "a database driver (sqlite or postgres)") }
}
