import MartletDatabase
import MartletKernel
import Testing

struct SQLTests {
    @Test func `what is interpolated is bound, whatever it holds`() {
        let evil = "'; DROP TABLE products; --"
        let sql: SQL = "SELECT * FROM products WHERE handle = \(evil) AND weight > \(5)"
        #expect(sql.text == "SELECT * FROM products WHERE handle = ? AND weight > ?")
        #expect(sql.values == [.text(evil), .integer(5)])
    }

    @Test func `fragments, tables and columns are put in as they are, with their values in order`() {
        let (table, column): (Table, Column) = ("products", "handle")
        let condition: SQL = "\(column) = \("a") OR \(column) = \("b")"
        let sql: SQL = "SELECT \([column, "id"]) FROM \(table) WHERE \(condition) LIMIT \(1)"
        #expect(sql.text == "SELECT handle, id FROM products WHERE handle = ? OR handle = ? LIMIT ?")
        #expect(sql.values == [.text("a"), .text("b"), .integer(1)])
    }

    @Test func `an absent value is a null`() {
        let absent: String? = nil
        #expect(("UPDATE t SET a = \(absent)" as SQL).values == [.null])
        #expect((("a" as Column) == absent).text == "a IS NULL")
        #expect((("a" as Column) == Optional("x")).values == [.text("x")])
    }

    @Test(arguments: [(1, 1), (2, 2), (3, 4), (5, 8), (100, 128)])
    func `a list is padded to a power of two, so that many lengths share a statement`(count: Int, places: Int) {
        let sql: SQL = "IN (\(list: Array(1...count)))"
        #expect(sql.text.utf8.count { $0 == UInt8(ascii: "?") } == places)
        #expect(sql.values.count == places)
        #expect(Set(sql.values).count == count)
    }

    @Test func `an empty list matches nothing`() {
        #expect(("id IN (\(list: [Int]()))" as SQL).text == "id IN (NULL)")
    }

    @Test func `fragments join`() {
        let parts: [SQL] = ["a = \(1)", "b = \(2)", "c"]
        #expect(parts.joined(" AND ").text == "a = ? AND b = ? AND c")
        #expect(parts.joined(" AND ").values == [.integer(1), .integer(2)])
        #expect([SQL]().joined(", ").isEmpty)
    }

    @Test func `a migration's placeholders are filled in for each dialect`() {
        let migration = Migration(
            1, "make",
            ["CREATE TABLE t (a {id}, b {json}, c {sequence}){clustered}", .only(.postgres, "CREATE INDEX i ON t USING GIN (b)")])
        #expect(
            migration.statements(for: .sqlite) == [
                "CREATE TABLE t (a BLOB, b TEXT, c INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT) WITHOUT ROWID"
            ])
        #expect(
            migration.statements(for: .postgres) == [
                "CREATE TABLE t (a UUID, b JSONB, c BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY)",
                "CREATE INDEX i ON t USING GIN (b)",
            ])
    }
}
