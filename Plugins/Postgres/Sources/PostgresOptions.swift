/// How a driver uses its server.
public struct PostgresOptions: Sendable {
    public let address: PostgresAddress
    /// How many connections are opened at most, each with a thread of its own; at least one.
    public let connections: Int
    /// Whether statements are prepared once a connection. Off where a proxy such as PgBouncer hands out connections by
    /// transaction.
    public let preparesStatements: Bool
    public let connectTimeout: Duration
    /// How long a statement may run; zero for ever.
    public let statementTimeout: Duration

    public init(
        address: PostgresAddress, connections: Int = 10, preparesStatements: Bool = true,
        connectTimeout: Duration = .seconds(5), statementTimeout: Duration = .seconds(30)
    ) {
        self.address = address
        self.connections = max(connections, 1)
        self.preparesStatements = preparesStatements
        self.connectTimeout = connectTimeout
        self.statementTimeout = statementTimeout
    }
}

extension Duration {
    /// Rounded up, so that a short time does not become none.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    }
}
