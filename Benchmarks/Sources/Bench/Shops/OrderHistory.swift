import BareSQLite
import Foundation

/// The orders of years, made within minutes: copies of real ones under new identifiers, with all that belongs to them.
struct OrderHistory {
    let site: Site

    /// What belongs to an order, and comes after what it refers to.
    private static let tables = ["carts", "cart_lines", "orders", "order_lines", "reservations", "payments", "payment_entries"]

    /// Copies each order of a closed shop so often.
    func multiply(by copies: Int) throws {
        if site.workshop.engine.isPostgres {
            try PostgresSession.connected(to: site.url) { session in
                try session.execute(
                    """
                    CREATE FUNCTION pg_temp.copied(id uuid, copy int) RETURNS uuid LANGUAGE sql IMMUTABLE AS
                    $$ SELECT (lpad(to_hex(copy), 8, '0') || substr(replace(id::text, '-', ''), 9))::uuid $$
                    """)
                for table in OrderHistory.tables {
                    let columns = try session.texts(
                        """
                        SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = '\(table)'
                        ORDER BY ordinal_position
                        """)
                    for statement in statements(table, columns, copies, copied: "pg_temp.copied") { try session.execute(statement) }
                }
                for statement in OrderHistory.conclusion { try session.execute(statement) }
            }
        } else {
            let session = try SQLiteSession(site.file)
            defer { session.close() }
            // Nothing that is measured yet.
            for setting in ["journal_mode = WAL", "synchronous = OFF", "cache_size = -262144"] { try session.execute("PRAGMA \(setting)") }
            for table in OrderHistory.tables {
                let columns = try session.texts("SELECT name FROM pragma_table_info('\(table)') ORDER BY cid")
                for statement in statements(table, columns, copies, copied: "copied") { try session.execute(statement) }
            }
            for statement in OrderHistory.conclusion { try session.execute(statement) }
            try session.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        }
    }

    /// Copies the rows of a table. Copies of one number hang together as their originals do.
    private func statements(_ table: String, _ columns: [String], _ copies: Int, copied: String) -> [String] {
        let values = columns.map { column in
            switch column {
            case "id", "cart_id", "order_id", "payment_id": "\(copied)(t.\(column), n)"
            case "number", "external_id": "t.\(column) || '-' || n"
            case "email": "n || '-' || t.email"
            default: "t.\(column)"
            }
        }
        return [
            "CREATE TEMPORARY TABLE originals AS SELECT * FROM \(table)",
            """
            INSERT INTO \(table) (\(columns.joined(separator: ", ")))
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < \(copies))
            SELECT \(values.joined(separator: ", ")) FROM numbers CROSS JOIN originals t
            """,
            "DROP TABLE originals",
        ]
    }

    private static let conclusion = [
        """
        UPDATE stock_levels SET reserved = (SELECT COALESCE(SUM(r.quantity), 0) FROM reservations r
            WHERE r.variant_id = stock_levels.variant_id AND r.location_id = stock_levels.location_id),
            on_hand = on_hand + 100000000
        """,
        "ANALYZE",
    ]
}

/// A connection to a SQLite file with a function that makes new identifiers of old ones.
private final class SQLiteSession {
    private var handle: OpaquePointer?

    init(_ file: String) throws {
        guard sqlite3_open_v2(file, &handle, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK else { throw Failure("\(file) cannot be opened") }
        // The first four bytes of an identifier become the copy's number.
        sqlite3_create_function_v2(
            handle, "copied", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil,
            { context, _, values in
                guard let values, sqlite3_value_bytes(values[0]) == 16, let bytes = sqlite3_value_blob(values[0]) else {
                    return sqlite3_result_null(context)
                }
                var copy = (UInt64(0), UInt64(0))
                withUnsafeMutableBytes(of: &copy) { copy in
                    copy.copyMemory(from: UnsafeRawBufferPointer(start: bytes, count: 16))
                    copy.storeBytes(of: UInt32(bitPattern: sqlite3_value_int(values[1])).bigEndian, as: UInt32.self)
                    sqlite3_result_blob(context, copy.baseAddress, 16, unsafeBitCast(-1, to: sqlite3_destructor_type.self))
                }
            }, nil, nil, nil)
    }

    func close() { sqlite3_close(handle) }

    func execute(_ sql: String) throws {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else {
            throw Failure("\(String(cString: sqlite3_errmsg(handle))) [\(sql)]")
        }
    }

    /// The first column of the rows of a query.
    func texts(_ sql: String) throws -> [String] {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else {
            throw Failure("\(String(cString: sqlite3_errmsg(handle))) [\(sql)]")
        }
        defer { sqlite3_finalize(statement) }
        var texts: [String] = []
        while sqlite3_step(statement) == SQLITE_ROW { texts.append(String(cString: sqlite3_column_text(statement, 0))) }
        return texts
    }
}
