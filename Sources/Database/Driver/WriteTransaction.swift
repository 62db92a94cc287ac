/// A transaction that reads and writes.
public final class WriteTransaction: ReadTransaction {
    private(set) var afterCommit: [@Sendable () -> Void] = []

    /// Runs a statement and returns the number of rows that it changed.
    @discardableResult
    public func execute(_ sql: SQL) throws -> Int { try connection.run(sql) { _ in } }

    /// Runs statements that do not depend on each other in as few round trips as the driver can, and returns the number
    /// of rows that each changed.
    @discardableResult
    public func executeAll(_ statements: [SQL]) throws -> [Int] {
        statements.isEmpty ? [] : try connection.runAll(statements)
    }

    /// Runs statements whose outcome nobody waits for, in order and before any other statement or the commit: with those, where the
    /// driver can. So an error may be thrown by what comes after.
    public func executeLater(_ statements: [SQL]) throws {
        if !statements.isEmpty { try connection.runLater(statements) }
    }

    /// Runs a statement whose outcome nobody waits for: see ``executeLater(_:)-([SQL])``.
    public func executeLater(_ statement: SQL) throws { try executeLater([statement]) }

    /// Runs the body inside a savepoint: when it throws, its changes are undone and the transaction can go on.
    public func savepoint<T>(_ body: () throws -> T) throws -> T {
        try execute("SAVEPOINT martlet_nested")
        do {
            let value = try body()
            try execute("RELEASE SAVEPOINT martlet_nested")
            return value
        } catch {
            // What was put off is undone as well, so it does not matter how it ends.
            _ = try? connection.runAll([])
            try execute("ROLLBACK TO SAVEPOINT martlet_nested")
            try execute("RELEASE SAVEPOINT martlet_nested")
            throw error
        }
    }

    /// Does something once the transaction has committed, and not if it does not. Must be quick and cannot fail.
    public func onCommit(_ action: @escaping @Sendable () -> Void) { afterCommit.append(action) }
}
