import MartletDatabase
import MartletJSON
import MartletKernel

/// What identifiers of an entry of the audit log have in common.
public enum AuditEntryTag: IDTag { public static let prefix = "audit" }
/// The identifier of an entry of the audit log: `audit_…`.
public typealias AuditEntryID = ID<AuditEntryTag>

/// That somebody has changed something.
public struct AuditEntry: Record {
    public let id: AuditEntryID
    public let at: Timestamp
    public let actor: AuditActor
    /// The operation's id in the OpenAPI document, or the command: `post_admin_products`, `martlet import`.
    public let operation: String
    public let kind: ResourceKind
    public let resource: String
    /// The fields that differ, before and after.
    public let before: JSONObject?
    public let after: JSONObject?
    public let origin: AuditOrigin

    public static let table: Table = "audit_log"
    public static let columns: Columns = [
        "id", "at", "actor_kind", "actor_id", "actor_name", "operation", "resource_kind", "resource_id", "old_values", "new_values",
        "address", "user_agent", "request_id",
    ]

    init(
        id: AuditEntryID, at: Timestamp, actor: AuditActor, operation: String, change: AuditedChange, origin: AuditOrigin
    ) {
        self.id = id
        self.at = at
        self.actor = actor
        self.operation = operation
        kind = change.kind
        resource = change.resource
        before = change.before
        after = change.after
        self.origin = origin
    }

    public init(from row: inout Row) throws {
        id = try row.next()
        at = try row.next()
        let kind = try row.next(String.self)
        guard let kind = AuditActor.Kind(rawValue: kind) else { throw DatabaseError(.unreadable, "'\(kind)' is no actor") }
        actor = AuditActor(kind, id: try row.next(), name: try row.next())
        operation = try row.next()
        self.kind = ResourceKind(try row.next(String.self))
        resource = try row.next()
        before = try row.next(JSONValue?.self)?.objectValue
        after = try row.next(JSONValue?.self)?.objectValue
        origin = AuditOrigin(address: try row.next(), userAgent: try row.next(), requestID: try row.next())
    }

    public var values: [SQLValue] {
        [
            id.sqlValue, at.sqlValue, actor.kind.rawValue.sqlValue, actor.id.sqlValue, actor.name.sqlValue, operation.sqlValue,
            kind.rawValue.sqlValue, resource.sqlValue, before.map(JSONValue.object).sqlValue, after.map(JSONValue.object).sqlValue,
            origin.address.sqlValue, origin.userAgent.sqlValue, origin.requestID.sqlValue,
        ]
    }
}
