import Foundation
import MartletSQLite
import PowerCut

/// A folder on a disk that tests can break, and whose power they can cut. One at a time.
struct FaultyDisk {
    let folder: String

    var path: String { "\(folder)/shop.db" }

    /// Runs the body with an empty disk, which is removed afterwards.
    static func open<T>(_ body: (FaultyDisk) async throws -> T) async throws -> T {
        guard power_cut_register() else { throw CannotCut() }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("martlet-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let disk = FaultyDisk(folder: folder.resolvingSymlinksInPath().path)
        defer {
            disk.set(power_cut_none)
            power_cut_forget(disk.folder)
            try? FileManager.default.removeItem(at: folder)
        }
        return try await body(disk)
    }

    func set(_ fault: power_cut_fault) { power_cut_break(folder, fault) }

    /// Runs the body with a driver on this disk.
    func withDriver<T>(_ body: (SQLiteDriver) async throws -> T) async throws -> T {
        try await FaultyDisk.open(SQLiteDriver(path: path, vfs: "power-cut"), body)
    }

    /// Cuts the power. Whatever uses this disk goes on as if nothing had happened.
    ///
    /// - Parameter seed: 0 loses everything that was not synced; any other seed loses a part of it.
    func cut(seed: UInt64) throws {
        try FileManager.default.createDirectory(atPath: rest, withIntermediateDirectories: true)
        guard power_cut_image(folder, rest, seed) else { throw CannotCut() }
    }

    /// Runs the body with a driver on what the last cut has left, on a disk without faults.
    func withRest<T>(_ body: (SQLiteDriver) async throws -> T) async throws -> T {
        defer { try? FileManager.default.removeItem(atPath: rest) }
        return try await FaultyDisk.open(SQLiteDriver(path: "\(rest)/shop.db"), body)
    }

    private var rest: String { "\(folder)-after" }

    private static func open<T>(_ driver: SQLiteDriver, _ body: (SQLiteDriver) async throws -> T) async throws -> T {
        do {
            try await driver.open()
            let value = try await body(driver)
            await driver.close()
            return value
        } catch {
            await driver.close()
            throw error
        }
    }

    private struct CannotCut: Error {}
}
