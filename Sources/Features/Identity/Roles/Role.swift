import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletKernel

/// What members of staff with the role may do.
package struct Role: Record {
    /// What a role allows.
    package enum Grant: Sendable, Hashable {
        /// Everything, also what is added later. Only the role of owners does.
        case everything
        /// What features have declared that the built-in role holds, also what is added later.
        case builtIn(BuiltInRole)
        case permissions(Set<Permission>)

        private static let everythingText = "*"
        private static let builtInMark: Character = "@"

        init(text: String) {
            if text == Grant.everythingText {
                self = .everything
            } else if text.first == Grant.builtInMark, let role = BuiltInRole(rawValue: String(text.dropFirst())) {
                self = .builtIn(role)
            } else {
                self = .permissions(Set(text.split(separator: " ").map { Permission(String($0)) }))
            }
        }

        var text: String {
            switch self {
            case .everything: Grant.everythingText
            case .builtIn(let role): "\(Grant.builtInMark)\(role.rawValue)"
            case .permissions(let permissions): permissions.sorted().map(\.rawValue).joined(separator: " ")
            }
        }
    }

    package let id: RoleID
    /// What staff call it; unique.
    package var name: String
    package var grant: Grant
    /// Whether whoever has it may do nothing before they have signed in with a second factor.
    package let needsSecondFactor: Bool
    package let createdAt: Timestamp

    package static let table: Table = "roles"
    package static let columns: Columns = ["id", "name", "permissions", "needs_second_factor", "created_at"]

    package init(id: RoleID, name: String, permissions: Set<Permission>, createdAt: Timestamp) {
        self.id = id
        self.name = name
        grant = .permissions(permissions)
        needsSecondFactor = false
        self.createdAt = createdAt
    }

    package init(from row: inout Row) throws {
        id = try row.next()
        name = try row.next()
        grant = Grant(text: try row.next())
        needsSecondFactor = try row.next()
        createdAt = try row.next()
    }

    package var values: [SQLValue] { [id.sqlValue, name.sqlValue, grant.text.sqlValue, needsSecondFactor.sqlValue, createdAt.sqlValue] }

    /// Whether it is the role of owners.
    package var isOwner: Bool { grant == .everything }

    /// Whether every shop has it, so that nobody can change it.
    package var isBuiltIn: Bool {
        if case .permissions = grant { false } else { true }
    }

    /// The roles that every shop has from the start. Theirs are the first identifiers that there can be.
    package static let owner = RoleID(UUIDv7(high: 0x7000, low: 0x8000_0000_0000_0001))
    package static let manager = RoleID(UUIDv7(high: 0x7000, low: 0x8000_0000_0000_0002))
    package static let support = RoleID(UUIDv7(high: 0x7000, low: 0x8000_0000_0000_0003))
    package static let fulfilment = RoleID(UUIDv7(high: 0x7000, low: 0x8000_0000_0000_0004))
}
