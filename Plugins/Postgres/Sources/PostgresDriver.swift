import MartletDatabase

/// Drives a PostgreSQL server through a pool of connections, each on a thread of its own.
///
/// Connections are opened when there is work for them, and anew when they break.
public final class PostgresDriver: DatabaseDriver {
    public let dialect = SQLDialect.postgres
    private let pool: PostgresPool

    public init(_ options: PostgresOptions) { pool = PostgresPool(options) }

    public func open() async throws { try await pool.open() }

    public func close() async { await pool.close() }

    public func read<T: Sendable>(_ body: @escaping @Sendable (any DatabaseConnection) throws -> T) async throws -> T {
        try await pool.read(body)
    }

    public func write<T: Sendable>(_ body: @escaping @Sendable (any DatabaseConnection) throws -> T) async throws -> T {
        try await pool.write(body)
    }

    public func ping() async throws {
        _ = try await pool.read { try $0.run("SELECT 1") { _ in } }
    }
}
