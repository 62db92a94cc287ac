import MartletDatabase
import MartletDurable
import MartletKernel
import Synchronization

/// What one request writes to the audit log, and whether it has.
final class AuditTrail: Sendable {
    private let endpoint: Endpoint
    private let caller: Caller
    private let origin: AuditOrigin
    private let names: any Authenticator
    private let log: AuditLog
    private let isWritten = Atomic(false)

    init(
        of endpoint: Endpoint, by caller: Caller, from client: Client, requestID: String, names: any Authenticator,
        environment: Environment
    ) {
        self.endpoint = endpoint
        self.caller = caller
        self.names = names
        origin = AuditOrigin(address: client.address?.description, userAgent: client.userAgent, requestID: requestID)
        log = AuditLog(environment: environment)
    }

    /// Begins anew: a transaction that collides with another is run again, and what it has written is gone.
    func begin() { isWritten.store(false, ordering: .releasing) }

    func append(_ change: AuditedChange, by actor: AuditActor?, in transaction: WriteTransaction) throws {
        guard let actor = try actor ?? self.actor(in: transaction) else {
            throw UnauditedChange(operation: "\(endpoint.method) \(endpoint.path)", reason: "does not say who changes something")
        }
        try log.append(change, operation: endpoint.operationID, by: actor, from: origin, in: transaction)
        isWritten.store(true, ordering: .releasing)
    }

    /// Throws unless an operation that has to has written an entry. Of what staff do with their own account, one is written that tells
    /// no more.
    func close(in transaction: WriteTransaction) throws {
        if endpoint.isAudited, endpoint.access == .staff, !isWritten.load(ordering: .acquiring), let staff = caller.staff {
            try append(AuditedChange(.staff, "\(staff)"), by: nil, in: transaction)
        }
        try close()
    }

    func close() throws {
        guard !endpoint.isAudited || isWritten.load(ordering: .acquiring) else {
            throw UnauditedChange(
                operation: "\(endpoint.method) \(endpoint.path)",
                reason: "wrote nothing to the audit log: call request.audit(…) in the transaction of the change")
        }
    }

    private func actor(in transaction: ReadTransaction) throws -> AuditActor? {
        let name = try names.name(of: caller, in: transaction)
        return switch caller.identity {
        case .staff(let id, _): .staff(id: "\(id)", email: name ?? "")
        case .program(let id): .program(id: "\(id)", name: name ?? "")
        case .guest, .customer: nil
        }
    }
}

/// An operation of the admin API has changed something and not said what: a mistake of whoever wrote it.
struct UnauditedChange: Error, CustomStringConvertible {
    let operation: String
    let reason: String

    var description: String { "\(operation) \(reason)" }
}

extension ResourceKind {
    /// A member of staff.
    public static let staff = ResourceKind("staff")
}
