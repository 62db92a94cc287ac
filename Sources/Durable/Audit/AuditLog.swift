import MartletDatabase
import MartletKernel

/// Who has changed what, when and from where. Entries are added, and stay as they are.
///
/// Operations of the admin API add theirs with `request.audit(…)`; this is for commands, and for whatever else has no request.
public struct AuditLog: Sendable {
    private let environment: Environment

    public init(environment: Environment) { self.environment = environment }

    /// Adds an entry, in the transaction of the change that it is about.
    ///
    /// - Parameters:
    ///   - operation: The operation's id, or the command: `martlet import`.
    ///   - origin: From where; nothing for commands.
    public func append(
        _ change: AuditedChange, operation: String, by actor: AuditActor, from origin: AuditOrigin = AuditOrigin(),
        in transaction: WriteTransaction
    ) throws {
        let entry = AuditEntry(
            id: environment.identifiers.next(), at: environment.time.now, actor: actor, operation: operation, change: change, origin: origin
        )
        try AuditStore.insert(entry, in: transaction)
    }
}

extension SingleExtensionPoint where Value == AuditLog {
    public static var auditLog: Self { Self("audit-log", "the durable: section") }
}
