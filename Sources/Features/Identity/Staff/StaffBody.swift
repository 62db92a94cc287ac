import MartletAPI
import MartletCommerce
import MartletJSON

package struct StaffBody: ResponseBody {
    private let member: Staff.Member

    package init(member: Staff.Member) { self.member = member }

    static let fields: [(String, Schema)] = [
        ("id", .id(StaffID.self)), ("email", .string(format: "email", example: "ada@example.com")),
        ("status", .choice(["active", "deactivated"])),
        ("roles", .array(of: .object([("id", .id(RoleID.self)), ("name", .string(example: "support"))]))),
        ("second_factor", .boolean("Whether they sign in with a second factor.")), ("created_at", .timestamp),
        ("deactivated_at", Schema.timestamp.nullable),
    ]
    package static let schema = Schema.object(fields, component: "Staff")

    package func write(to json: inout JSONWriter) { json.object { writeFields(to: &$0) } }

    func writeFields(to json: inout JSONWriter) {
        let account = member.account
        json.field("id", account.staff)
        json.field("email", account.email.rawValue)
        json.field("status", account.isDisabled ? "deactivated" : "active")
        json.key("roles")
        json.array { json in
            for role in member.roles {
                json.object { json in
                    json.field("id", role.id)
                    json.field("name", role.name)
                }
            }
        }
        json.field("second_factor", account.totpConfirmedAt != nil)
        json.field("created_at", account.createdAt)
        json.field("deactivated_at", account.disabledAt)
    }
}

/// A member of staff with what they may do and where they are signed in.
struct StaffDetailBody: ResponseBody {
    let member: Staff.Member
    let permissions: Set<Permission>
    let sessions: [Session]

    static let schema = Schema.object(
        StaffBody.fields + [
            ("permissions", .array(of: .string(example: "orders.read"), "What their roles allow together.")),
            ("sessions", .array(of: .object(SessionBody.fields), "Those that have not ended, the one used last first.")),
        ])

    func write(to json: inout JSONWriter) {
        json.object { json in
            StaffBody(member: member).writeFields(to: &json)
            json.field("permissions", permissions.sorted().map(\.rawValue))
            json.key("sessions")
            json.array { json in
                for session in sessions {
                    json.object { session.writeFields(to: &$0) }
                }
            }
        }
    }
}
