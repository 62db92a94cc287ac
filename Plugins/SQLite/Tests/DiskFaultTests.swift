import Foundation
import MartletDatabase
import MartletKernel
import MartletSQLite
import PowerCut
import Synchronization
import TestSupport
import Testing

/// What a disk can do to a shop's file.
@Suite(.serialized, .timeLimit(.minutes(Torture.isOn ? 60 : 2)))
struct DiskFaultTests {
    @Test func `after a power cut every acknowledged transaction is there, and none is there in part`() async throws {
        try await FaultyDisk.open { disk in
            let losses = try await losses(on: disk, cuts: 30 * Torture.rounds)
            #expect(losses == 0)
        }
    }

    @Test func `a disk that only says that it syncs loses transactions, and the test sees it`() async throws {
        try await FaultyDisk.open { disk in
            try await disk.withDriver { try await prepare($0) }
            disk.set(power_cut_lying)
            let losses = try await losses(on: disk, cuts: 3)
            #expect(losses > 0)
        }
    }

    /// Cuts the power again and again while transactions run, and counts those that were acknowledged and are gone.
    private func losses(on disk: FaultyDisk, cuts: Int) async throws -> Int {
        let (random, writers) = (SeededRandom(seed: Torture.seed(usual: 1)), Writers())
        return try await disk.withDriver { driver in
            try await prepare(driver)
            var lost = 0
            for cut in 0..<cuts {
                let wanted = writers.acknowledged.count + 10 + Int(random.next() % 60)
                // Every third time nothing that was not synced is left; otherwise a part of it is.
                let seed = cut % 3 == 0 ? 0 : random.next() | 1
                let promised = try await writers.write(
                    to: driver,
                    while: {
                        while writers.acknowledged.count < wanted { await Task.yield() }
                        let promised = writers.acknowledged
                        try disk.cut(seed: seed)
                        return promised
                    })
                lost += try await disk.withRest { rest in
                    let (lefts, rights) = (try await numbers("lefts", rest), try await numbers("rights", rest))
                    let integrity = try await text("PRAGMA integrity_check", rest)
                    #expect(lefts == rights)
                    #expect(integrity == "ok")
                    return promised.subtracting(lefts).count
                }
            }
            return lost
        }
    }

    private func prepare(_ driver: SQLiteDriver) async throws {
        try await driver.write { connection in
            try connection.run("CREATE TABLE IF NOT EXISTS lefts (number INTEGER PRIMARY KEY, filling BLOB)") { _ in }
            try connection.run("CREATE TABLE IF NOT EXISTS rights (number INTEGER PRIMARY KEY)") { _ in }
        }
    }

    @Test func `a full disk refuses what needs room, answers what does not, and takes up again when there is some`() async throws {
        try await FaultyDisk.open { disk in
            try await disk.withDriver { driver in
                try await prepare(driver)
                try await Writers.write(1, to: driver)
                disk.set(power_cut_full)
                for number in 2...4 {
                    let error = await #expect(throws: DatabaseError.self) { try await Writers.write(number, to: driver) }
                    #expect(error?.kind == .full)
                }
                #expect(try await numbers("rights", driver) == [1])
                disk.set(power_cut_none)
                try await Writers.write(5, to: driver)
                #expect(try await numbers("rights", driver) == [1, 5])
                try disk.cut(seed: 0)
                #expect(try await disk.withRest { try await numbers("rights", $0) } == [1, 5])
            }
        }
    }

    @Test func `a disk that turns read-only refuses changes and goes on answering`() async throws {
        try await FaultyDisk.open { disk in
            try await disk.withDriver { driver in
                try await prepare(driver)
                try await Writers.write(1, to: driver)
                disk.set(power_cut_read_only)
                let error = await #expect(throws: DatabaseError.self) { try await Writers.write(2, to: driver) }
                #expect(error?.kind == .connectionLost)
                #expect(error?.isUnavailable == true)
                #expect(error?.description.contains("disk I/O error") == true, "\(String(describing: error))")
                #expect(try await numbers("rights", driver) == [1])
                disk.set(power_cut_none)
                try await Writers.write(3, to: driver)
                #expect(try await numbers("rights", driver) == [1, 3])
            }
        }
    }

    @Test func `a file that cannot be written to is named when the shop opens`() async throws {
        try await FaultyDisk.open { disk in
            try await disk.withDriver { try await prepare($0) }
            disk.set(power_cut_read_only)
            let error = await #expect(throws: DatabaseError.self) { try await disk.withDriver { _ in } }
            #expect(error?.kind == .readOnly)
            #expect(error?.description.contains(disk.path) == true, "\(String(describing: error))")
        }
    }

    @Test func `a damaged page is said to be one, and the rest can be read`() async throws {
        try await FaultyDisk.open { disk in
            try await disk.withDriver { driver in
                try await prepare(driver)
                for number in 1...200 { try await Writers.write(number, to: driver) }
            }
            let file = try FileHandle(forUpdating: URL(fileURLWithPath: disk.path))
            let size = try file.seekToEnd()
            try file.seek(toOffset: size / 2)
            try file.write(contentsOf: Data(repeating: 0xA5, count: 16 * 4_096))
            try file.close()
            try await disk.withDriver { driver in
                let error = await #expect(throws: DatabaseError.self) {
                    _ = try await text("SELECT SUM(LENGTH(filling)) FROM lefts", driver)
                }
                #expect(error?.kind == .corrupt)
                let rest = try await numbers("rights", driver)
                #expect(rest.count == 200)
            }
        }
    }

    private func numbers(_ table: Table, _ driver: SQLiteDriver) async throws -> Set<Int> {
        try await driver.read { connection in
            var numbers: Set<Int> = []
            try connection.run("SELECT number FROM \(table)") { numbers.insert(Int(try $0.integer(at: 0))) }
            return numbers
        }
    }

    private func text(_ statement: SQL, _ driver: SQLiteDriver) async throws -> String? {
        try await driver.read { connection in
            var text: String?
            try connection.run(statement) { row in if text == nil { text = try? row.text(at: 0) } }
            return text
        }
    }
}

/// Writes numbers, each in a transaction of its own that writes to two tables, and remembers which were acknowledged.
private final class Writers: Sendable {
    private let numbers = Mutex<Set<Int>>([])
    private let last = Atomic(0)
    private let isOver = Atomic(false)

    var acknowledged: Set<Int> { numbers.withLock { $0 } }

    /// Runs the body while eight write, and waits until they have ended.
    func write<T: Sendable>(to driver: SQLiteDriver, while body: @escaping @Sendable () async throws -> T) async throws -> T {
        isOver.store(false, ordering: .relaxed)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { try await self.writeOn(driver) } }
            let result: Result<T, any Error>
            do { result = .success(try await body()) } catch { result = .failure(error) }
            isOver.store(true, ordering: .relaxed)
            try await group.waitForAll()
            return try result.get()
        }
    }

    private func writeOn(_ driver: SQLiteDriver) async throws {
        while !isOver.load(ordering: .relaxed) {
            let number = last.add(1, ordering: .relaxed).newValue
            try await Writers.write(number, to: driver)
            numbers.withLock { _ = $0.insert(number) }
        }
    }

    static func write(_ number: Int, to driver: SQLiteDriver) async throws {
        let filling = [UInt8](repeating: 7, count: 3_000)
        try await driver.write { connection in
            try connection.run("INSERT INTO lefts (number, filling) VALUES (\(number), \(filling))") { _ in }
            try connection.run("INSERT INTO rights (number) VALUES (\(number))") { _ in }
        }
    }
}
