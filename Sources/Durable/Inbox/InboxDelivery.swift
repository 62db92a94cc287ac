import MartletDatabase
import MartletKernel

/// What operators see of a message from outside.
public struct InboxDelivery: Sendable, Equatable {
    public enum Status: String, Sendable, CaseIterable {
        case waiting
        case handled
        /// It failed too often, and waits for an operator.
        case parked
    }

    public let id: InboxMessageID
    /// Who sent it: a plugin's id.
    public let source: String
    public let externalID: String
    public let status: Status
    /// What came of it.
    public let result: String?
    /// Why it failed last.
    public let error: String?
    public let receivedAt: Timestamp
    public let handledAt: Timestamp?
}

extension Inbox {
    /// Messages by page.
    ///
    /// - Parameter keyset: Over `id`.
    public func deliveries(from source: String?, _ keyset: Keyset, in transaction: ReadTransaction) throws -> [InboxDelivery] {
        var conditions: [SQL] = []
        if let source { conditions.append("source = \(source)") }
        if let after = keyset.condition { conditions.append("(\(after))") }
        let filter: SQL = conditions.isEmpty ? .empty : " WHERE \(conditions.joined(" AND "))"
        return try deliveries("\(filter) ORDER BY \(keyset.order) LIMIT \(keyset.limit + 1)", in: transaction)
    }

    /// A message, if there is one.
    public func delivery(_ id: InboxMessageID, in transaction: ReadTransaction) throws -> InboxDelivery? {
        try deliveries(" WHERE id = \(id)", in: transaction).first
    }

    private func deliveries(_ condition: SQL, in transaction: ReadTransaction) throws -> [InboxDelivery] {
        let found = try transaction.all(
            "SELECT id, source, external_id, result, received_at, handled_at FROM inbox_messages\(condition)"
        ) { row in
            (
                id: try row.next(InboxMessageID.self), source: try row.next(String.self), external: try row.next(String.self),
                result: try row.next(String?.self), received: try row.next(Timestamp.self), handled: try row.next(Timestamp?.self)
            )
        }
        let keys = found.filter { $0.handled == nil }.map { Inbox.jobKey($0.id) }
        let jobs = try transaction.all("SELECT unique_key, state, error FROM jobs WHERE unique_key IN (\(list: keys))") { row in
            (key: try row.next(String.self), state: try row.next(String.self), error: try row.next(String?.self))
        }
        let byKey = Dictionary(jobs.map { ($0.key, $0) }) { first, _ in first }
        return found.map { message in
            let job = byKey[Inbox.jobKey(message.id)]
            return InboxDelivery(
                id: message.id, source: message.source, externalID: message.external,
                status: message.handled != nil ? .handled : job?.state == "parked" ? .parked : .waiting, result: message.result,
                error: job?.error, receivedAt: message.received, handledAt: message.handled)
        }
    }
}
