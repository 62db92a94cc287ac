import MartletDatabase

/// A record that the tests make up.
struct Pet: Record, Equatable {
    var id: Int
    var name: String
    var owner: Int
    var weight: Double?

    static let table: Table = "pets"
    static let columns: Columns = ["id", "name", "owner", "weight"]

    init(_ id: Int, _ name: String, owner: Int = 1, weight: Double? = nil) {
        self.id = id
        self.name = name
        self.owner = owner
        self.weight = weight
    }

    init(from row: inout Row) throws {
        id = try row.next()
        name = try row.next()
        owner = try row.next()
        weight = try row.next()
    }

    var values: [SQLValue] { [id.sqlValue, name.sqlValue, owner.sqlValue, weight.sqlValue] }

    static let migration = Migration(
        1, "make pets",
        ["CREATE TABLE pets (id {int} NOT NULL PRIMARY KEY, name {text} NOT NULL, owner {int} NOT NULL, weight {real})"])
}
