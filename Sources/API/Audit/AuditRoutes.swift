import MartletDatabase
import MartletDurable
import MartletJSON
import MartletKernel

/// The audit log as staff read it. Nothing writes to it but the changes themselves.
enum AuditRoutes {
    static let endpoints: [Endpoint] = [
        .read(
            .admin, "/audit-log", access: .permission(.auditLogRead), tag: "Audit log",
            "Lists what staff, programs and commands have changed.",
            input: AuditListInput.self
        ) { request, transaction in
            let list = request.input.list
            let entries = try AuditStore.page(list.keyset, request.input.filter, in: transaction)
            return list.page(entries, position: { [$0.id.sqlValue] }) { AuditEntryBody(entry: $0) }
        },
        .read(
            .admin, "/audit-log/{id}", access: .permission(.auditLogRead), tag: "Audit log", "Shows an entry of the audit log.",
            input: AuditEntryPath.self
        ) { request, transaction in
            guard let entry = try AuditStore.find(request.input.id, in: transaction) else { throw Problem.notFound("entry") }
            return AuditEntryBody(entry: entry)
        },
    ]
}

enum AuditSort: String, ListSort {
    case newest
    static let list = "audit_log"
    static let standard = AuditSort.newest
    var terms: [Keyset.Term] { AuditStore.order }
}

struct AuditEntryPath: RequestInput {
    let id: AuditEntryID
    init(from fields: inout Fields) { id = fields.path("id", .id()) }
}

struct AuditListInput: RequestInput {
    let list: ListInput<AuditSort>
    let filter: AuditStore.Filter

    init(from fields: inout Fields) {
        list = ListInput(from: &fields)
        var filter = AuditStore.Filter()
        filter.actor = fields.query(
            "actor", .text(1...100, example: "staff_01h455vb4pex5vsknk084sn02q"),
            "Only changes by this member of staff or API key; `command_line` for commands.")
        filter.kind = fields.query("resource_kind", .text(1...100, example: "product"), "Only of things of this kind.")
        filter.resource = fields.query("resource_id", .text(1...200, example: "prod_01h455vb4pex5vsknk084sn02q"), "Only of this thing.")
        filter.operation = fields.query(
            "operation", .text(1...200, example: "post_admin_products"), "Only by this operation, as /openapi.json names it, or command.")
        filter.from = fields.query("from", .timestamp, "Only from this time on.")
        filter.before = fields.query("before", .timestamp, "Only before this time.")
        self.filter = filter
    }
}

struct AuditEntryBody: ResponseBody {
    let entry: AuditEntry

    static let schema = Schema.object(
        [
            ("id", .id(AuditEntryID.self)), ("at", .timestamp),
            (
                "actor",
                .object([
                    ("kind", .choice(AuditActor.Kind.allCases.map(\.rawValue))),
                    ("id", .string("Of the member of staff or the API key.", example: "staff_01h455vb4pex5vsknk084sn02q")),
                    ("name", .string("The address or the key's name at that time.", example: "ada@example.com")),
                ])
            ),
            ("operation", .string(example: "patch_admin_products_id")),
            (
                "resource",
                .object([("kind", .string(example: "product")), ("id", .string(example: "prod_01h455vb4pex5vsknk084sn02q"))])
            ),
            ("before", Schema.anyObject("The fields that differ, as they were; null when the thing was new.").nullable),
            ("after", Schema.anyObject("The fields that differ, as they became; null when the thing is gone.").nullable),
            ("address", .string("From where, as far as that is known.", example: "192.0.2.7").nullable),
            ("user_agent", .string().nullable), ("request_id", .string("As in the request's answer and the server's log.").nullable),
        ], component: "AuditEntry")

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", entry.id)
            json.field("at", entry.at)
            json.key("actor")
            json.object { json in
                json.field("kind", entry.actor.kind.rawValue)
                json.field("id", entry.actor.id)
                json.field("name", entry.actor.name)
            }
            json.field("operation", entry.operation)
            json.key("resource")
            json.object { json in
                json.field("kind", entry.kind.rawValue)
                json.field("id", entry.resource)
            }
            json.field("before", entry.before.map(JSONValue.object))
            json.field("after", entry.after.map(JSONValue.object))
            json.field("address", entry.origin.address)
            json.field("user_agent", entry.origin.userAgent)
            json.field("request_id", entry.origin.requestID)
        }
    }
}
