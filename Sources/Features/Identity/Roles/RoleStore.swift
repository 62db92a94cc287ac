import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletKernel

/// All SQL of roles and of who has them.
enum RoleStore {
    static func list(in transaction: ReadTransaction) throws -> [Role] {
        try transaction.all(Role.query.sorted(by: "name"))
    }

    static func page(_ keyset: Keyset, in transaction: ReadTransaction) throws -> [Role] {
        try transaction.all(Role.query.page(keyset))
    }

    static func find(_ id: RoleID, in transaction: ReadTransaction) throws -> Role? { try transaction.find(Role.self, id) }

    static func find(named name: String, in transaction: ReadTransaction) throws -> Role? {
        try transaction.first(Role.query.filter(("name" as Column) == name))
    }

    /// That a role is the shop's own.
    private static let isOwn: SQL = "permissions <> '*' AND permissions NOT LIKE '@%'"

    /// Adds a role. False when there is one of that name.
    static func insert(_ role: Role, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute("\(SQL.insert(role)) ON CONFLICT (name) DO NOTHING") == 1
    }

    /// Changes a role of the shop's own. False when there is none, or when another one has the name.
    static func update(_ id: RoleID, name: String, permissions: Set<Permission>, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute(
            """
            UPDATE roles SET name = \(name), permissions = \(Role.Grant.permissions(permissions).text)
            WHERE id = \(id) AND \(isOwn)
                AND NOT EXISTS (SELECT 1 FROM roles other WHERE other.name = \(name) AND other.id <> \(id))
            """) == 1
    }

    /// Removes a role of the shop's own that nobody has, nor is invited to. False when there is none like that.
    static func remove(_ id: RoleID, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute(
            """
            DELETE FROM roles WHERE id = \(id) AND \(isOwn)
                AND NOT EXISTS (SELECT 1 FROM staff_roles WHERE role_id = \(id))
                AND NOT EXISTS (SELECT 1 FROM staff_invitation_roles WHERE role_id = \(id))
            """) == 1
    }

    /// Says whether a role asks for a second factor. False when there is no such role.
    static func set(needsSecondFactor: Bool, of id: RoleID, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute("UPDATE roles SET needs_second_factor = \(needsSecondFactor) WHERE id = \(id)") == 1
    }

    /// Whether a role of a member of staff asks for a second factor.
    static func requiresSecondFactor(of account: AccountID, in transaction: ReadTransaction) throws -> Bool {
        try transaction.count(
            """
            SELECT COUNT(*) FROM staff_roles s JOIN roles r ON r.id = s.role_id
            WHERE s.account_id = \(account) AND r.needs_second_factor = \(true)
            """) > 0
    }

    // MARK: Who has them

    /// The roles of a member of staff.
    static func roles(of account: AccountID, in transaction: ReadTransaction) throws -> [Role] {
        try transaction.all(
            Role.query.filter("id IN (SELECT role_id FROM staff_roles WHERE account_id = \(account))").sorted(by: "name"))
    }

    /// The roles of each of many members of staff, in one query.
    static func roles(of accounts: [AccountID], in transaction: ReadTransaction) throws -> [AccountID: [Role]] {
        guard !accounts.isEmpty else { return [:] }
        let columns = Role.columns.names.map { SQL(column: $0, of: "r") }.joined(", ")
        return try transaction.grouped(
            """
            SELECT s.account_id, \(columns) FROM staff_roles s JOIN roles r ON r.id = s.role_id
            WHERE s.account_id IN (\(list: accounts)) ORDER BY r.name
            """, by: AccountID.self
        ) { try Role(from: &$0) }
    }

    /// How many members of staff have each role, whether they can sign in or not.
    static func counts(of roles: [RoleID], in transaction: ReadTransaction) throws -> [RoleID: Int] {
        guard !roles.isEmpty else { return [:] }
        let pairs = try transaction.all(
            "SELECT role_id, COUNT(*) FROM staff_roles WHERE role_id IN (\(list: roles)) GROUP BY role_id"
        ) { (try $0.next(RoleID.self), try $0.next(Int.self)) }
        return Dictionary(pairs) { first, _ in first }
    }

    /// Gives a role to everybody who has another one, or is invited to it, and takes that one. Returns who has it.
    static func move(from old: RoleID, to new: RoleID, in transaction: WriteTransaction) throws -> [AccountID] {
        let holders = try transaction.all("SELECT account_id FROM staff_roles WHERE role_id = \(old)") { try $0.next(AccountID.self) }
        try transaction.executeLater([
            """
            INSERT INTO staff_roles (account_id, role_id) SELECT account_id, \(new) FROM staff_roles WHERE role_id = \(old)
            ON CONFLICT (account_id, role_id) DO NOTHING
            """,
            "DELETE FROM staff_roles WHERE role_id = \(old)",
            """
            INSERT INTO staff_invitation_roles (invitation_id, role_id)
            SELECT invitation_id, \(new) FROM staff_invitation_roles WHERE role_id = \(old)
            ON CONFLICT (invitation_id, role_id) DO NOTHING
            """,
            "DELETE FROM staff_invitation_roles WHERE role_id = \(old)",
        ])
        return holders
    }

    static func grants(of account: AccountID, in transaction: ReadTransaction) throws -> [Role.Grant] {
        try transaction.all(
            "SELECT r.permissions FROM staff_roles s JOIN roles r ON r.id = s.role_id WHERE s.account_id = \(account)"
        ) { Role.Grant(text: try $0.next()) }
    }

    /// Gives a role to a member of staff. False when they have it, or the account is none of staff.
    static func give(_ role: RoleID, to account: AccountID, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute(
            """
            INSERT INTO staff_roles (account_id, role_id)
            SELECT a.id, r.id FROM accounts a, roles r WHERE a.id = \(account) AND a.kind = \(Account.Kind.staff) AND r.id = \(role)
            ON CONFLICT (account_id, role_id) DO NOTHING
            """) == 1
    }

    /// Takes a role from a member of staff. False when they do not have it.
    static func take(_ role: RoleID, from account: AccountID, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute("DELETE FROM staff_roles WHERE account_id = \(account) AND role_id = \(role)") == 1
    }

    /// How many members of staff have a role and can sign in. Whoever counts in a transaction that writes waits for others who
    /// change who has it.
    static func holders(of role: RoleID, in transaction: ReadTransaction) throws -> Int {
        let lock = transaction is WriteTransaction ? transaction.dialect.forUpdate : ""
        _ = try transaction.value("SELECT name FROM roles WHERE id = \(role)\(lock)", as: String.self)
        return try transaction.count(
            """
            SELECT COUNT(*) FROM staff_roles s JOIN accounts a ON a.id = s.account_id
            WHERE s.role_id = \(role) AND a.disabled_at IS NULL
            """)
    }
}
