import MartletDatabase
import MartletDurable
import MartletJSON
import MartletKernel

/// What a command writes to the audit log, in the transaction of its change.
struct CommandAudit: Sendable {
    private let log: AuditLog
    private let command: String

    /// - Parameter command: As it is typed: `martlet events replay`.
    init(_ command: String, in shop: Composition) throws {
        log = try shop.resolver(.auditLog)
        self.command = command
    }

    func append(
        _ kind: ResourceKind, _ resource: String, before: (any JSONWritable)? = nil, after: (any JSONWritable)? = nil,
        in transaction: WriteTransaction
    ) throws {
        let change = AuditedChange(kind, resource, before: before, after: after)
        try log.append(change, operation: command, by: .commandLine, in: transaction)
    }

    /// Does something to things that wait for an operator, and says how many they were.
    func append(
        _ kind: ResourceKind, _ resource: String?, in transaction: WriteTransaction, _ body: (WriteTransaction) throws -> Int
    ) throws -> Int {
        let count = try body(transaction)
        if count > 0 { try append(kind, resource ?? "all", after: ["count": .integer(Int64(count))] as JSONValue, in: transaction) }
        return count
    }
}
