import MartletAPI
import MartletCommerce
import MartletJSON

struct RoleBody: ResponseBody {
    let role: Role
    let permissions: Set<Permission>
    let staff: Int

    static let schema = Schema.object(
        [
            ("id", .id(RoleID.self)), ("name", .string(example: "support")),
            ("built_in", .boolean("Whether every shop has it: it cannot be changed or removed, and grows with the shop's features.")),
            ("permissions", .array(of: .string(example: "orders.read"), "What it allows now.")),
            ("needs_second_factor", .boolean("Whether whoever has it may do nothing without a second factor.")),
            ("staff", .integer(nil, "How many members of staff have it.", example: 2)), ("created_at", .timestamp),
        ], component: "Role")

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", role.id)
            json.field("name", role.name)
            json.field("built_in", role.isBuiltIn)
            json.field("permissions", permissions.sorted().map(\.rawValue))
            json.field("needs_second_factor", role.needsSecondFactor)
            json.field("staff", staff)
            json.field("created_at", role.createdAt)
        }
    }
}

/// Every permission that there is.
struct PermissionList: ResponseBody {
    let vocabulary: PermissionVocabulary

    static let schema = Schema.object([
        (
            "data",
            .array(
                of: .object([
                    ("name", .string(example: "orders.read")), ("allows_to", .string(example: "see orders")),
                    ("roles", .array(of: .choice(["owner"] + BuiltInRole.allCases.map(\.rawValue)), "The built-in roles that hold it.")),
                ]))
        )
    ])

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.key("data")
            json.array { json in
                for declaration in vocabulary.declarations {
                    json.object { json in
                        json.field("name", declaration.permission.rawValue)
                        json.field("allows_to", declaration.summary)
                        json.field("roles", ["owner"] + BuiltInRole.allCases.filter(declaration.roles.contains).map(\.rawValue))
                    }
                }
            }
        }
    }
}
