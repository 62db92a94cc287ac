import MartletDatabase
import MartletKernel

/// All SQL of the audit log. It adds and reads; nothing here, nor anywhere else, changes or removes an entry.
package enum AuditStore {
    /// Which entries are meant; all unless something is given.
    package struct Filter: Sendable {
        package var actor: String?
        package var kind: String?
        package var resource: String?
        package var operation: String?
        package var from: Timestamp?
        package var before: Timestamp?

        package init() {}
    }

    /// The newest first.
    package static let order = [Keyset.Term("id", descending: true)]

    static func insert(_ entry: AuditEntry, in transaction: WriteTransaction) throws { try transaction.insert(entry) }

    package static func page(_ keyset: Keyset, _ filter: Filter, in transaction: ReadTransaction) throws -> [AuditEntry] {
        var query = AuditEntry.query
        if let actor = filter.actor { query = query.filter(("actor_id" as Column) == actor) }
        if let kind = filter.kind { query = query.filter(("resource_kind" as Column) == kind) }
        if let resource = filter.resource { query = query.filter(("resource_id" as Column) == resource) }
        if let operation = filter.operation { query = query.filter(("operation" as Column) == operation) }
        if let from = filter.from { query = query.filter("at >= \(from)") }
        if let before = filter.before { query = query.filter("at < \(before)") }
        return try transaction.all(query.page(keyset))
    }

    package static func find(_ id: AuditEntryID, in transaction: ReadTransaction) throws -> AuditEntry? {
        try transaction.find(AuditEntry.self, id)
    }
}
