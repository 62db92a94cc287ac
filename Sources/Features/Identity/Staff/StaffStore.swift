import MartletCommerce
import MartletDatabase
import MartletKernel

/// All SQL of members of staff but for that of accounts and roles.
enum StaffStore {
    /// Lets whoever decides who may do what wait until this transaction ends, so that two of them never rely on what the other
    /// changes: that there is another owner, that nobody has a role.
    static func lock(in transaction: WriteTransaction) throws {
        _ = try transaction.value("SELECT name FROM roles WHERE id = \(Role.owner)\(transaction.dialect.forUpdate)", as: String.self)
    }

    static func list(_ keyset: Keyset, in transaction: ReadTransaction) throws -> [Account] {
        try transaction.all(Account.query.filter(("kind" as Column) == Account.Kind.staff).page(keyset))
    }

    static func find(_ id: StaffID, in transaction: ReadTransaction) throws -> Account? {
        try transaction.first(staff(id))
    }

    /// The account of a member of staff, which nobody else changes until the transaction ends.
    static func lock(_ id: StaffID, in transaction: WriteTransaction) throws -> Account? {
        try transaction.first(Account.self, "\(staff(id).sql)\(transaction.dialect.forUpdate)")
    }

    private static func staff(_ id: StaffID) -> Query<Account> {
        Account.query.filter(("id" as Column) == AccountID(id)).filter(("kind" as Column) == Account.Kind.staff)
    }
}
