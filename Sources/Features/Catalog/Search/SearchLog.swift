import MartletCommerce
import MartletDatabase
import MartletKernel

/// The log of what has changed in the catalog, from which the search index of every instance learns what to read again.
///
/// A change and its row are of one transaction, so a search that sees the one sees the other. Rows get their positions before
/// they are committed, so one may come into sight after another that has a higher position: what is missing is asked for again.
enum SearchLog {
    /// How far somebody has read a log.
    struct Mark: Sendable, Equatable {
        fileprivate(set) var last: Int64
        /// Positions before the last that nobody has seen yet, and until when to look for them.
        fileprivate(set) var missing: [Int64: Timestamp] = [:]

        /// Takes positions in that were read, in their order.
        fileprivate mutating func advance(over positions: [Int64], now: Timestamp) {
            for position in positions {
                missing[position] = nil
                guard position > last else { continue }
                for skipped in (last + 1)..<position where skipped > position - SearchLog.window {
                    missing[skipped] = now + SearchLog.patience
                }
                last = position
            }
            missing = missing.filter { $0.value > now }
        }

        fileprivate func isUnread(_ position: Column) -> SQL {
            missing.isEmpty ? "\(position) > \(last)" : "(\(position) > \(last) OR \(position) IN (\(list: missing.keys.sorted())))"
        }
    }

    struct Marks: Sendable, Equatable {
        fileprivate var products: Mark
        fileprivate var stock: Mark
    }

    /// What has changed.
    struct Changes: Sendable {
        fileprivate(set) var products: Set<ProductID> = []
        fileprivate(set) var categories = false
        /// How far one has read then.
        fileprivate(set) var marks: Marks
    }

    /// A row may be committed so much later than rows with higher positions: transactions are shorter.
    private static let patience = Duration.seconds(120)
    /// A row may have so much lower a position than rows that were committed before it.
    private static let window: Int64 = 2_000

    // MARK: Writing

    /// Notes that products have changed.
    static func note(_ products: [ProductID], at now: Timestamp, in transaction: WriteTransaction) throws {
        var rows = RowBatch("product_changes", ["product_id", "changed_at"])
        for product in products { rows.append([product.sqlValue, now.sqlValue]) }
        try transaction.insert(rows)
    }

    /// Notes that the tree of categories has changed, and with it what the products of a category are found by.
    static func noteCategories(at now: Timestamp, in transaction: WriteTransaction) throws {
        try transaction.execute("INSERT INTO product_changes (product_id, changed_at) VALUES (NULL, \(now))")
    }

    /// Forgets what every index has read long ago.
    static func purge(_ limit: Int, before time: Timestamp, in transaction: WriteTransaction) throws -> Int {
        let logs: [Table] = ["product_changes", "stock_changes"]
        return try logs.reduce(0) { sum, log in
            return try sum
                + transaction.execute(
                    """
                    DELETE FROM \(log) WHERE position IN (
                        SELECT position FROM \(log) WHERE changed_at < \(time)
                        AND position < (SELECT MAX(position) FROM \(log)) - \(window) ORDER BY position LIMIT \(limit))
                    """)
        }
    }

    // MARK: Reading

    /// Where the logs end now.
    static func marks(now: Timestamp, in transaction: ReadTransaction) throws -> Marks {
        func mark(_ log: Table) throws -> Mark {
            let last = Int64(try transaction.count("SELECT MAX(position) FROM \(log)"))
            var mark = Mark(last: max(0, last - window))
            let positions = try transaction.all("SELECT position FROM \(log) WHERE position > \(mark.last) ORDER BY position") {
                try $0.next(Int64.self)
            }
            // What is before the oldest row that is there was purged, or never was.
            if let oldest = positions.first { mark.last = oldest - 1 }
            mark.advance(over: positions, now: now)
            return mark
        }
        return Marks(products: try mark("product_changes"), stock: try mark("stock_changes"))
    }

    /// What has changed since; `nil` when it is so much that one had better read everything.
    static func changes(since marks: Marks, limit: Int, now: Timestamp, in transaction: ReadTransaction) throws -> Changes? {
        let rows = try transaction.all(
            """
            SELECT 0 AS log, position, product_id FROM product_changes WHERE \(marks.products.isUnread("position"))
            UNION ALL SELECT 1, s.position, v.product_id FROM stock_changes s LEFT JOIN variants v ON v.id = s.variant_id
                WHERE \(marks.stock.isUnread("s.position"))
            ORDER BY 1, 2 LIMIT \(limit + 1)
            """
        ) { row in (isStock: try row.next(Int.self) == 1, position: try row.next(Int64.self), product: try row.next(ProductID?.self)) }
        guard rows.count <= limit else { return nil }
        var changes = Changes(marks: marks)
        for row in rows {
            if let product = row.product { changes.products.insert(product) } else if !row.isStock { changes.categories = true }
        }
        changes.marks.products.advance(over: rows.filter { !$0.isStock }.map(\.position), now: now)
        changes.marks.stock.advance(over: rows.filter(\.isStock).map(\.position), now: now)
        return changes
    }
}
