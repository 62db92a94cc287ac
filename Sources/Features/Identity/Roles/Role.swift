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
        case permissions(Set<Permission>)

        private static let everythingText = "*"

        /// What it comes to in a shop with these permissions. Of a feature that is off there is nothing to allow.
        package func permissions(among known: Set<Permission>) -> Set<Permission> {
            switch self {
            case .everything: known
            case .permissions(let permissions): permissions.intersection(known)
            }
        }

        init(text: String) {
            self =
                text == Grant.everythingText
                ? .everything : .permissions(Set(text.split(separator: " ").map { Permission(String($0)) }))
        }

        var text: String {
            switch self {
            case .everything: Grant.everythingText
            case .permissions(let permissions): permissions.sorted().map(\.rawValue).joined(separator: " ")
            }
        }
    }

    package let id: RoleID
    /// What staff call it; unique.
    package var name: String
    package var grant: Grant
    package let createdAt: Timestamp

    package static let table: Table = "roles"
    package static let columns: Columns = ["id", "name", "permissions", "created_at"]

    package init(id: RoleID, name: String, permissions: Set<Permission>, createdAt: Timestamp) {
        self.id = id
        self.name = name
        grant = .permissions(permissions)
        self.createdAt = createdAt
    }

    package init(from row: inout Row) throws {
        id = try row.next()
        name = try row.next()
        grant = Grant(text: try row.next())
        createdAt = try row.next()
    }

    package var values: [SQLValue] { [id.sqlValue, name.sqlValue, grant.text.sqlValue, createdAt.sqlValue] }

    /// Whether it is the role of owners, which nobody can change.
    package var isOwner: Bool { grant == .everything }

    /// The roles that every shop has from the start. Theirs are the first identifiers that there can be.
    package static let owner = RoleID(UUIDv7(high: 0x7000, low: 0x8000_0000_0000_0001))
    package static let manager = RoleID(UUIDv7(high: 0x7000, low: 0x8000_0000_0000_0002))
    package static let support = RoleID(UUIDv7(high: 0x7000, low: 0x8000_0000_0000_0003))
    package static let fulfilment = RoleID(UUIDv7(high: 0x7000, low: 0x8000_0000_0000_0004))
}
