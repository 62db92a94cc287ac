import Foundation
import MartletDatabase
import MartletKernel
import MartletSQLite
import MartletTesting
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct SQLiteDriverTests {
    @Test func `transactions that wait together are committed together, each on its own terms`() async throws {
        try await open { driver in
            try await driver.write { _ = try $0.run("CREATE TABLE numbers (number INTEGER PRIMARY KEY CHECK (number % 7 <> 3))") { _ in } }
            let succeeded = await withTaskGroup(of: Int?.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let insertion: SQL = "INSERT INTO numbers (number) VALUES (\(number))"
                        return (try? await driver.write { try $0.run(insertion) { _ in } }) == 1 ? number : nil
                    }
                }
                return await group.reduce(into: Set<Int>()) { if let number = $1 { $0.insert(number) } }
            }
            #expect(succeeded == Set((0..<200).filter { $0 % 7 != 3 }))
            let stored = try await driver.read { connection in
                var numbers: Set<Int> = []
                try connection.run("SELECT number FROM numbers") { numbers.insert(Int(try $0.integer(at: 0))) }
                return numbers
            }
            #expect(stored == succeeded)
        }
    }

    @Test func `the file keeps a committed change when the power goes`() async throws {
        try await open { driver in
            let (mode, synchronous) = try await driver.write { connection in
                var found: (String, Int64) = ("", 0)
                try connection.run("PRAGMA journal_mode") { found.0 = try $0.text(at: 0) }
                try connection.run("PRAGMA synchronous") { found.1 = try $0.integer(at: 0) }
                return found
            }
            #expect(mode == "wal")
            #expect(synchronous == 2, "2 is FULL")
        }
    }

    @Test func `a writer of another process is waited for, and said to be busy in the end`() async throws {
        try await TestDatabase.sqlite.create { location in
            guard case .sqlite(let path) = location else { return }
            let (own, other) = (SQLiteDriver(path: path, busyTimeout: .milliseconds(50)), SQLiteDriver(path: path))
            try await own.open()
            try await other.open()
            try await own.write { _ = try $0.run("CREATE TABLE numbers (number INTEGER PRIMARY KEY)") { _ in } }
            let error = await #expect(throws: DatabaseError.self) {
                let (isHeld, isDone) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
                async let held: Void = other.write { connection in
                    try connection.run("INSERT INTO numbers (number) VALUES (1)") { _ in }
                    isHeld.signal()
                    _ = isDone.wait(timeout: .now() + 10)
                }
                await withCheckedContinuation { continuation in
                    DispatchQueue.global().async {
                        _ = isHeld.wait(timeout: .now() + 10)
                        continuation.resume()
                    }
                }
                defer { isDone.signal() }
                try await own.write { _ = try $0.run("INSERT INTO numbers (number) VALUES (2)") { _ in } }
                try await held
            }
            #expect(error?.kind == .busy)
            try await own.write { _ = try $0.run("INSERT INTO numbers (number) VALUES (2)") { _ in } }
            await own.close()
            await other.close()
        }
    }

    @Test func `a file that is no database is said to be corrupt, and is left as it is`() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("martlet-\(UUID().uuidString).db").path
        let text = Data(String(repeating: "This is a letter to my aunt. ", count: 100).utf8)
        try text.write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let driver = SQLiteDriver(path: path)
        let error = await #expect(throws: DatabaseError.self) { try await driver.open() }
        await driver.close()
        #expect(error?.kind == .corrupt)
        #expect(FileManager.default.contents(atPath: path) == text)
    }

    @Test func `a folder that cannot be made is named`() async throws {
        let driver = SQLiteDriver(path: "/dev/null/data/shop.db")
        let error = await #expect(throws: DatabaseError.self) { try await driver.open() }
        await driver.close()
        #expect(error?.description.contains("/dev/null/data/shop.db") == true)
    }

    @Test func `a full disk undoes what did not fit and nothing else`() async throws {
        try await open { driver in
            let database = Database(driver: driver, environment: Environment())
            try await database.write { _ = try $0.execute("CREATE TABLE pages (number INTEGER PRIMARY KEY, filling BLOB)") }
            // What a full disk does, SQLite does at a number of pages too.
            try await driver.write { _ = try $0.run("PRAGMA max_page_count = 100") { _ in } }
            let filling = [UInt8](repeating: 1, count: 40_000)
            let stored = Atomic(0)
            let error = await #expect(throws: DatabaseError.self) {
                for number in 0..<100 {
                    try await database.write { _ = try $0.execute("INSERT INTO pages (number, filling) VALUES (\(number), \(filling))") }
                    stored.add(1, ordering: .relaxed)
                }
            }
            #expect(error?.kind == .full)
            let count = try await database.read { try $0.count("SELECT COUNT(*) FROM pages") }
            #expect(count == stored.load(ordering: .relaxed))
            #expect(count > 0)
            try await driver.write { _ = try $0.run("PRAGMA max_page_count = 10000") { _ in } }
            try await database.write { _ = try $0.execute("INSERT INTO pages (number, filling) VALUES (1000, \(filling))") }
        }
    }

    private func open(_ body: (SQLiteDriver) async throws -> Void) async throws {
        try await TestDatabase.sqlite.create { location in
            guard case .sqlite(let path) = location else { return }
            let driver = SQLiteDriver(path: path)
            try await driver.open()
            do { try await body(driver) } catch {
                await driver.close()
                throw error
            }
            await driver.close()
        }
    }
}
