import Foundation
import MartletDatabase

/// Drives one SQLite file: one writer with group commit, several readers.
///
/// The file is in WAL mode with `synchronous=FULL`, so a committed transaction survives a power cut.
public final class SQLiteDriver: DatabaseDriver {
    public let dialect = SQLDialect.sqlite
    private let path: String
    private let writer: SQLiteWriter
    private let readers: SQLiteReaders

    public convenience init(path: String, readers: Int = 2, busyTimeout: Duration = .seconds(5)) {
        self.init(path: path, readers: readers, busyTimeout: busyTimeout, vfs: nil)
    }

    /// - Parameter vfs: The layer of SQLite that reads and writes files; the standard one for none.
    package init(path: String, readers: Int = 2, busyTimeout: Duration = .seconds(5), vfs: String?) {
        self.path = path
        let busyMilliseconds = Int32(
            clamping: busyTimeout.components.seconds * 1_000 + busyTimeout.components.attoseconds / 1_000_000_000_000_000)
        let file = SQLiteFile(path: path, busyMilliseconds: busyMilliseconds, vfs: vfs)
        writer = SQLiteWriter(file)
        self.readers = SQLiteReaders(file, count: readers)
    }

    public func open() async throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
            throw DatabaseError(.other, "cannot make the folder of \(path): \(error.localizedDescription)")
        }
        try await writer.open()
        try await readers.open()
    }

    public func close() async {
        await readers.close()
        await writer.close()
    }

    public func read<T: Sendable>(_ body: @escaping @Sendable (any DatabaseConnection) throws -> T) async throws -> T {
        try await readers.run(body)
    }

    public func write<T: Sendable>(_ body: @escaping @Sendable (any DatabaseConnection) throws -> T) async throws -> T {
        try await writer.run(body)
    }

    public func ping() async throws {
        _ = try await readers.run { try $0.run("SELECT COUNT(*) FROM sqlite_schema") { _ in } }
    }
}
