import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletJSON

/// The operations on API keys.
struct IdentityRoutes {
    let keys: APIKeys

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
                let more = request.input.permissions.subtracting(request.caller.permissions)
                guard more.isEmpty else { throw IdentityError.grantsMoreThanHeld(more.sorted()) }
                let (id, secret) = try keys.create(name: request.input.name, permissions: request.input.permissions, in: transaction)
                let key = APIKey(id: id, name: request.input.name, permissions: request.input.permissions, createdAt: request.now)
                return NewAPIKeyBody(key: APIKeyBody(key: key), secret: secret)
            },
            .write(.delete, .admin, "/api-keys/{id}", access: .permission(.apiKeysWrite), tag: "API keys", "Revokes an API key.") {
                (request: Request<APIKeyPath>, transaction) in
                guard try APIKeyStore.revoke(request.input.id, at: request.now, in: transaction) else { throw Problem.notFound("API key") }
                return NoContent()
            },
        ]
    }
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
