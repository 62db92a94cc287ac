import BareSQLite
import Foundation
import NIOCore

/// How many transactions a second SQLite puts on a disk with `synchronous=FULL`, without anything around it.
///
/// A transaction is ten small prepared statements: a conditional update of a stock and nine inserts of 200 bytes.
struct DurableTransactions: Sendable {
    /// When each is committed for itself.
    let alone: Double
    /// When so many are committed together, each in a savepoint of its own, as the shop does.
    let grouped: Double

    /// Measures in a new file in a folder, half of the time each way.
    static func measure(in folder: String, seconds: Double, group: Int) throws -> DurableTransactions {
        let file = "\(folder)/durable-\(ProcessInfo.processInfo.processIdentifier).db"
        defer { for end in ["", "-wal", "-shm"] { unlink(file + end) } }
        let database = try BareDatabase(file)
        defer { database.close() }
        return DurableTransactions(
            alone: try database.rate(for: seconds / 2, group: 1), grouped: try database.rate(for: seconds / 2, group: group))
    }
}

private final class BareDatabase {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private var handle: OpaquePointer?
    private var statements: [String: OpaquePointer] = [:]
    private let entry = [UInt8](repeating: 0x2A, count: 200)

    init(_ file: String) throws {
        guard sqlite3_open(file, &handle) == SQLITE_OK else { throw Failure(description: "\(file) cannot be opened") }
        try run("PRAGMA journal_mode = WAL")
        try run("PRAGMA synchronous = FULL")
        try run("CREATE TABLE stock (variant INTEGER PRIMARY KEY, units INTEGER NOT NULL CHECK (units >= 0)) STRICT")
        try run("CREATE TABLE entries (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT")
        try run("INSERT INTO stock VALUES (1, 1000000000)")
    }

    func close() {
        for statement in statements.values { sqlite3_finalize(statement) }
        sqlite3_close(handle)
    }

    /// Transactions a second when so many are committed together.
    func rate(for seconds: Double, group: Int) throws -> Double {
        let start = NIODeadline.now()
        let end = start + .nanoseconds(Int64(seconds * 1e9))
        var count = 0
        while NIODeadline.now() < end {
            try run("BEGIN IMMEDIATE")
            for _ in 0..<group {
                if group > 1 { try run("SAVEPOINT one") }
                try run("UPDATE stock SET units = units - 1 WHERE variant = 1 AND units >= 1")
                for _ in 0..<9 { try run("INSERT INTO entries (body) VALUES (?)", binding: entry) }
                if group > 1 { try run("RELEASE one") }
            }
            try run("COMMIT")
            count += group
        }
        return Double(count) / (Double((NIODeadline.now() - start).nanoseconds) / 1e9)
    }

    private func run(_ sql: String, binding body: [UInt8]? = nil) throws {
        if statements[sql] == nil {
            var statement: OpaquePointer?
            guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else { throw failure(sql) }
            statements[sql] = statement
        }
        let statement = statements[sql]
        defer { sqlite3_reset(statement) }
        let status = (body ?? []).withUnsafeBytes { bytes in
            // Without a destructor SQLite does not copy: the bytes outlive the step.
            if body != nil { sqlite3_bind_blob(statement, 1, bytes.baseAddress, Int32(bytes.count), nil) }
            var status = sqlite3_step(statement)
            while status == SQLITE_ROW { status = sqlite3_step(statement) }
            return status
        }
        guard status == SQLITE_DONE else { throw failure(sql) }
    }

    private func failure(_ sql: String) -> Failure { Failure(description: "\(String(cString: sqlite3_errmsg(handle))) [\(sql)]") }
}
