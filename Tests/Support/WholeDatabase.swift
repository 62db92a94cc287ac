import MartletDatabase
import MartletTesting

/// Everything that stands in a shop's database.
public struct WholeDatabase {
    /// The rows of each table as text, with bytes in hexadecimal as well.
    public let tables: [String: String]

    public init(of shop: TestShop) async throws {
        let isSQLite = shop.database.dialect == .sqlite
        tables = try await shop.database.read { transaction in
            let names = try transaction.all(
                isSQLite
                    ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                    : "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema()"
            ) { try $0.next(String.self) }
            var tables: [String: String] = [:]
            for name in names {
                let columns =
                    isSQLite
                    ? try transaction.all("SELECT name FROM pragma_table_info(\(name))") { try $0.next(String.self) } : []
                let row =
                    isSQLite
                    ? columns.map { "COALESCE(CAST(\"\($0)\" AS TEXT), '') || ' ' || hex(\"\($0)\")" }.joined(separator: " || ' ' || ")
                    : "t::text"
                let rows = try transaction.all(SQL(text: SQLText("SELECT \(row) FROM \"\(name)\" t"))) { try $0.next(String.self) }
                tables[name] = rows.joined(separator: "\n")
            }
            return tables
        }
    }

    /// The tables in which a text stands, as text or as the bytes of it.
    public func tables(with text: String) -> [String] {
        let needles = [text.lowercased(), text.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()]
        return tables.filter { table in needles.contains { table.value.lowercased().contains($0) } }.keys.sorted()
    }
}
