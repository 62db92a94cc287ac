import MartletAPI
import MartletCommerce
import MartletDatabase

enum RoleSort: String, ListSort {
    case oldest
    static let list = "roles"
    static let standard = RoleSort.oldest
    var terms: [Keyset.Term] { [Keyset.Term("id")] }
}

struct RolePath: RequestInput {
    let id: RoleID
    init(from fields: inout Fields) { id = fields.path("id", .id()) }
}

struct NewRole: RequestInput {
    let name: String
    let permissions: Set<Permission>

    init(from fields: inout Fields) {
        name = fields.body("name", .text(1...100, example: "photographer"), "What staff call it.")
        permissions = Set(
            fields.body("permissions", .permissions, "What it allows; /permissions lists all.").map { Permission($0) })
    }
}

struct RoleChanges: RequestInput {
    let id: RoleID
    let name: Change<String>
    let permissions: Change<Set<Permission>>

    init(from fields: inout Fields) {
        id = fields.path("id", .id())
        name = fields.change("name", .text(1...100, example: "photographer"))
        let given = fields.change("permissions", .permissions, "All of them; those left out are taken.")
        permissions = given.newValue.map { .set(Set($0.map { Permission($0) })) } ?? .keep
    }
}

struct RoleRemoval: RequestInput {
    let id: RoleID
    let successor: RoleID?

    init(from fields: inout Fields) {
        id = fields.path("id", .id())
        successor = fields.query("successor", .id(), "The role that everybody gets who has this one.")
    }
}

extension FieldKind where Value == [String] {
    /// Names of permissions, one at least.
    static var permissions: FieldKind { .list(.text(1...100, example: "orders.read"), 1...200) }
}

struct RoleSecondFactor: RequestInput {
    let id: RoleID
    let isNeeded: Bool

    init(from fields: inout Fields) {
        id = fields.path("id", .id())
        isNeeded = fields.body("needed", .boolean, "Whether they need one.")
    }
}
