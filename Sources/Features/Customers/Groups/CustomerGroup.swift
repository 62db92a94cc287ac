import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletJSON
import MartletKernel

/// Customers who have something in common: wholesale, friends of the house.
struct CustomerGroup: Record {
    let id: CustomerGroupID
    /// No other group has it.
    var name: String
    let createdAt: Timestamp

    static let table: Table = "customer_groups"
    static let columns: Columns = ["id", "name", "created_at"]

    init(id: CustomerGroupID, name: String, createdAt: Timestamp) {
        self.id = id
        self.name = name
        self.createdAt = createdAt
    }

    init(from row: inout Row) throws {
        id = try row.next()
        name = try row.next()
        createdAt = try row.next()
    }

    var values: [SQLValue] { [id.sqlValue, name.sqlValue, createdAt.sqlValue] }
}

struct CustomerGroupBody: ResponseBody {
    let group: CustomerGroup
    /// How many customers are in it.
    let customers: Int

    static let schema = Schema.object(
        [
            ("id", .id(CustomerGroupID.self)), ("name", .string(example: "Wholesale")),
            ("customers", .integer(0...Int64.max, "How many are in it.", example: 12)), ("created_at", .timestamp),
        ], component: "CustomerGroup")

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", group.id)
            json.field("name", group.name)
            json.field("customers", customers)
            json.field("created_at", group.createdAt)
        }
    }
}
