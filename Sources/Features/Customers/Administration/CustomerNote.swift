import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletJSON
import MartletKernel

/// Something that staff have written down about a customer. Customers do not see it, but it is in their export.
struct CustomerNote: Record {
    let id: CustomerNoteID
    let customer: CustomerID
    let text: String
    /// Who has written it, as callers are named: `staff:staff_…`.
    let author: String
    let createdAt: Timestamp

    /// How many are kept about a customer.
    static let limit = 200

    static let table: Table = "customer_notes"
    static let columns: Columns = ["id", "customer_id", "text", "author", "created_at"]

    init(id: CustomerNoteID, customer: CustomerID, text: String, author: String, createdAt: Timestamp) {
        self.id = id
        self.customer = customer
        self.text = text
        self.author = author
        self.createdAt = createdAt
    }

    init(from row: inout Row) throws {
        id = try row.next()
        customer = try row.next()
        text = try row.next()
        author = try row.next()
        createdAt = try row.next()
    }

    var values: [SQLValue] { [id.sqlValue, customer.sqlValue, text.sqlValue, author.sqlValue, createdAt.sqlValue] }
}

/// All SQL of notes about customers.
enum CustomerNoteStore {
    /// Notes about a customer, the oldest first.
    static func list(about customer: CustomerID, in transaction: ReadTransaction) throws -> [CustomerNote] {
        try transaction.all(CustomerNote.query.filter(("customer_id" as Column) == customer).sorted(by: "id"))
    }

    static func count(about customer: CustomerID, in transaction: ReadTransaction) throws -> Int {
        try transaction.count(CustomerNote.query.filter(("customer_id" as Column) == customer))
    }

    /// Removes a note. False when there is none like that about the customer.
    static func remove(_ note: CustomerNoteID, about customer: CustomerID, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute("DELETE FROM customer_notes WHERE id = \(note) AND customer_id = \(customer)") == 1
    }
}

struct CustomerNoteBody: ResponseBody {
    let note: CustomerNote

    static let schema = Schema.object(
        [
            ("id", .id(CustomerNoteID.self)), ("text", .string(example: "Prefers to be called in the evening.")),
            ("author", .string("Who has written it.", example: "staff:staff_01h455vb4pex5vsknk084sn02q")), ("created_at", .timestamp),
        ], component: "CustomerNote")

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", note.id)
            json.field("text", note.text)
            json.field("author", note.author)
            json.field("created_at", note.createdAt)
        }
    }
}
