import MartletAPI
import MartletCommerce
import MartletDatabase

/// All SQL of groups of customers.
enum CustomerGroupStore {
    static func page(_ keyset: Keyset, in transaction: ReadTransaction) throws -> [CustomerGroup] {
        try transaction.all(CustomerGroup.query.page(keyset))
    }

    static func find(_ id: CustomerGroupID, in transaction: ReadTransaction) throws -> CustomerGroup? {
        try transaction.find(CustomerGroup.self, id)
    }

    /// Those of the groups that there are. In a transaction that writes, none of them is removed until it ends.
    static func find(_ ids: Set<CustomerGroupID>, in transaction: ReadTransaction) throws -> Set<CustomerGroupID> {
        guard !ids.isEmpty else { return [] }
        let lock = transaction is WriteTransaction ? transaction.dialect.forUpdate : ""
        return Set(
            try transaction.all("SELECT id FROM customer_groups WHERE id IN (\(list: ids.sorted())) ORDER BY id\(lock)") { try $0.next() })
    }

    /// Adds a group. False when there is one of that name.
    static func insert(_ group: CustomerGroup, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute("\(SQL.insert(group)) ON CONFLICT (name) DO NOTHING") == 1
    }

    /// Gives a group another name. False when there is none, or when another one has the name.
    static func rename(_ id: CustomerGroupID, _ name: String, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute(
            """
            UPDATE customer_groups SET name = \(name) WHERE id = \(id)
                AND NOT EXISTS (SELECT 1 FROM customer_groups other WHERE other.name = \(name) AND other.id <> \(id))
            """) == 1
    }

    /// Removes a group; those who were in it stay customers.
    static func remove(_ id: CustomerGroupID, in transaction: WriteTransaction) throws {
        try transaction.executeLater([
            "DELETE FROM customer_group_members WHERE group_id = \(id)", "DELETE FROM customer_groups WHERE id = \(id)",
        ])
    }

    // MARK: Who is in them

    /// How many customers are in groups; those without any are not in it.
    static func counts(of groups: [CustomerGroupID], in transaction: ReadTransaction) throws -> [CustomerGroupID: Int] {
        guard !groups.isEmpty else { return [:] }
        let rows = try transaction.all(
            "SELECT group_id, COUNT(*) FROM customer_group_members WHERE group_id IN (\(list: groups)) GROUP BY group_id"
        ) { (try $0.next(CustomerGroupID.self), try $0.next(Int.self)) }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// The groups of each of many customers by name, in one query.
    static func groups(of customers: [CustomerID], in transaction: ReadTransaction) throws -> [CustomerID: [CustomerGroup]] {
        guard !customers.isEmpty else { return [:] }
        return try transaction.grouped(
            """
            SELECT m.customer_id, g.id, g.name, g.created_at FROM customer_group_members m JOIN customer_groups g ON g.id = m.group_id
            WHERE m.customer_id IN (\(list: customers)) ORDER BY g.name, g.id
            """, by: CustomerID.self
        ) { try CustomerGroup(from: &$0) }
    }

    /// Puts a customer into these groups, and takes them out of all others.
    static func set(_ groups: Set<CustomerGroupID>, of customer: CustomerID, in transaction: WriteTransaction) throws {
        try transaction.execute("DELETE FROM customer_group_members WHERE customer_id = \(customer)")
        guard !groups.isEmpty else { return }
        var rows = RowBatch("customer_group_members", ["group_id", "customer_id"])
        for group in groups.sorted() { rows.append([group.sqlValue, customer.sqlValue]) }
        try transaction.insert(rows)
    }
}
