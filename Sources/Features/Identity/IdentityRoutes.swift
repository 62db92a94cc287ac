import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletJSON

/// The operations on API keys.
struct IdentityRoutes {
    let keys: APIKeys
    let staff: Staff

    var endpoints: [Endpoint] {
        [
            .read(.admin, "/api-keys", access: .permission(.apiKeysRead), tag: "API keys", "Lists API keys.") {
                (request: Request<ListInput<APIKeySort>>, transaction) in
                let list = request.input
                return list.page(try APIKeyStore.list(list.keyset, in: transaction), position: { [$0.id.sqlValue] }) { APIKeyBody(key: $0) }
            },
            .write(
                .post, .admin, "/api-keys", access: .permission(.apiKeysWrite), tag: "API keys",
                "Makes an API key. Its secret is in the answer, and never again.", status: .created
            ) { (request: Request<NewAPIKey>, transaction) in
                try staff.authority(of: request.caller, in: transaction).check(request.input.permissions)
                let (id, secret) = try keys.create(name: request.input.name, permissions: request.input.permissions, in: transaction)
                let key = APIKey(id: id, name: request.input.name, permissions: request.input.permissions, createdAt: request.now)
                let body = APIKeyBody(key: key)
                try request.audit(.apiKey, id, after: body, in: transaction)
                return NewAPIKeyBody(key: body, secret: secret)
            },
            .write(.delete, .admin, "/api-keys/{id}", access: .permission(.apiKeysWrite), tag: "API keys", "Revokes an API key.") {
                (request: Request<APIKeyPath>, transaction) in
                let id = request.input.id
                guard let key = try APIKeyStore.find(id, in: transaction), try APIKeyStore.revoke(id, at: request.now, in: transaction),
                    let revoked = try APIKeyStore.find(id, in: transaction)
                else { throw Problem.notFound("API key") }
                try request.audit(.apiKey, id, before: APIKeyBody(key: key), after: APIKeyBody(key: revoked), in: transaction)
                return NoContent()
            },
        ]
    }
}

extension ResourceKind {
    public static let apiKey = ResourceKind("api_key")
}

enum APIKeySort: String, ListSort {
    case newest
    static let list = "api_keys"
    static let standard = APIKeySort.newest
    var terms: [Keyset.Term] { [Keyset.Term("id", descending: true)] }
}

struct APIKeyPath: RequestInput {
    let id: APIKeyID
    init(from fields: inout Fields) { id = fields.path("id", .id()) }
}

struct NewAPIKey: RequestInput {
    let name: String
    let permissions: Set<Permission>

    init(from fields: inout Fields) {
        name = fields.body("name", .text(1...100, example: "warehouse"), "What the key is for.")
        permissions = Set(
            fields.body("permissions", .list(.text(1...100, example: "orders.read"), 1...100), "What it may do; /docs lists all.")
                .map { Permission($0) })
    }
}

struct APIKeyBody: ResponseBody {
    let key: APIKey

    static let fields: [(String, Schema)] = [
        ("id", .id(APIKeyID.self)), ("name", .string()), ("permissions", .array(of: .string(example: "orders.read"))),
        ("created_at", .timestamp), ("revoked_at", Schema.timestamp.nullable),
    ]
    static let schema = Schema.object(fields, component: "APIKey")

    func write(to json: inout JSONWriter) { json.object { writeFields(to: &$0) } }

    func writeFields(to json: inout JSONWriter) {
        json.field("id", key.id)
        json.field("name", key.name)
        json.field("permissions", key.permissions.sorted().map(\.rawValue))
        json.field("created_at", key.createdAt)
        json.field("revoked_at", key.revokedAt)
    }
}

struct NewAPIKeyBody: ResponseBody {
    let key: APIKeyBody
    let secret: String

    static let schema = Schema.object(APIKeyBody.fields + [("secret", .string("The bearer token. Keep it: it is not shown again."))])

    func write(to json: inout JSONWriter) {
        json.object { json in
            key.writeFields(to: &json)
            json.field("secret", secret)
        }
    }
}
