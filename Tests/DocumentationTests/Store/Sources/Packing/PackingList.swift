import MartletCommerce
import MartletDatabase
import MartletKernel

extension Migration {
    static let packing: [Migration] = [
        Migration(
            1, "create the packing list",
            [
                """
                CREATE TABLE packing_list (
                    order_id {id} NOT NULL PRIMARY KEY, number {text} NOT NULL, placed_at {timestamp} NOT NULL)
                """
            ])
    ]
}

/// An order that is to be packed.
struct PackingEntry: Record {
    let order: OrderID
    let number: String
    let placedAt: Timestamp

    static let table: Table = "packing_list"
    static let columns: Columns = ["order_id", "number", "placed_at"]
    static let primaryKey: [Column] = ["order_id"]

    init(from row: inout Row) throws {
        order = try row.next()
        number = try row.next()
        placedAt = try row.next()
    }

    var values: [SQLValue] { [order.sqlValue, number.sqlValue, placedAt.sqlValue] }
}

/// All SQL of the packing list.
enum PackingList {
    /// Adds an order. Adding it again changes nothing.
    static func add(_ order: OrderID, number: String, at time: Timestamp, in transaction: WriteTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO packing_list (order_id, number, placed_at) VALUES (\(order), \(number), \(time))
            ON CONFLICT (order_id) DO NOTHING
            """)
    }
}
