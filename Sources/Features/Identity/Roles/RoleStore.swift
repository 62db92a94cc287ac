import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletKernel

/// All SQL of roles and of who has them.
enum RoleStore {
    static func list(in transaction: ReadTransaction) throws -> [Role] {
        try transaction.all(Role.query.sorted(by: "name"))
    }

    static func find(_ id: RoleID, in transaction: ReadTransaction) throws -> Role? { try transaction.find(Role.self, id) }

    /// Adds a role. False when there is one of that name.
    static func insert(_ role: Role, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute("\(SQL.insert(role)) ON CONFLICT (name) DO NOTHING") == 1
    }

    /// Changes a role. False when there is none, when it is that of owners, or when another one has the name.
    static func update(_ id: RoleID, name: String, permissions: Set<Permission>, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute(
            """
            UPDATE roles SET name = \(name), permissions = \(Role.Grant.permissions(permissions).text)
            WHERE id = \(id) AND id <> \(Role.owner)
                AND NOT EXISTS (SELECT 1 FROM roles other WHERE other.name = \(name) AND other.id <> \(id))
            """) == 1
    }

    /// Removes a role that nobody has. False when there is none, when somebody has it, or when it is that of owners.
    static func remove(_ id: RoleID, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute(
            """
            DELETE FROM roles WHERE id = \(id) AND id <> \(Role.owner)
                AND NOT EXISTS (SELECT 1 FROM staff_roles WHERE role_id = \(id))
            """) == 1
    }

    // MARK: Who has them

    /// The roles of a member of staff.
    static func roles(of account: AccountID, in transaction: ReadTransaction) throws -> [Role] {
        try transaction.all(
            Role.query.filter("id IN (SELECT role_id FROM staff_roles WHERE account_id = \(account))").sorted(by: "name"))
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
