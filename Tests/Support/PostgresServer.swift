import Foundation
import MartletTesting

/// A PostgreSQL server of a test's own, for faults that other tests must not notice. It answers on a socket in its folder only.
public struct PostgresServer: Sendable {
    /// Where the server's programs are, the newest first; `nil` where none are installed.
    public static let programs: String? = {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root))?.compactMap { Int($0) }.sorted() ?? []
        return versions.last.map { "\(root)/\($0)/bin" }
    }()

    public enum Stop: String, Sendable {
        /// Transactions are ended and connections closed.
        case fast
        /// As a crash: the next start recovers.
        case immediate
    }

    private let folder: String

    /// Its address for the superuser.
    public var url: String { "postgres://martlet@/postgres?host=\(folder)" }

    /// What it has logged so far.
    public var log: String { FileManager.default.contents(atPath: "\(folder)/log").map { String(decoding: $0, as: UTF8.self) } ?? "" }

    /// Runs the body with a new server, which is stopped and removed afterwards.
    public static func open<T>(_ body: (PostgresServer) async throws -> T) async throws -> T {
        // A socket's path has to be short.
        let server = PostgresServer(folder: "/tmp/martlet-pg-\(UUID().uuidString.prefix(8))")
        defer { try? FileManager.default.removeItem(atPath: server.folder) }
        try await server.make()
        do {
            try await server.start()
            let value = try await body(server)
            try await server.stop(.immediate)
            return value
        } catch {
            try? await server.stop(.immediate)
            throw error
        }
    }

    private func make() async throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        if getuid() == 0, let owner = getpwnam("postgres") { chown(folder, owner.pointee.pw_uid, owner.pointee.pw_gid) }
        _ = FileManager.default.createFile(atPath: "\(folder)/log", contents: nil)
        try await run("initdb", "-D", "\(folder)/data", "-U", "martlet", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        let settings = """
            listen_addresses = ''
            unix_socket_directories = '\(folder)'
            deadlock_timeout = 200ms

            """
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: "\(folder)/data/postgresql.conf"))
        try file.seekToEnd()
        try file.write(contentsOf: Data(settings.utf8))
        try file.close()
    }

    public func start() async throws {
        // Whatever a process leaves behind keeps Foundation waiting for its end, so `pg_ctl start` does not do.
        let process = process("postgres", ["-D", "\(folder)/data"])
        let log = try FileHandle(forWritingTo: URL(fileURLWithPath: "\(folder)/log"))
        try log.seekToEnd()
        process.standardError = log
        try process.start()
        try await eventually("PostgreSQL starts: \(self.log.suffix(2_000))") { try await status(of: "pg_isready", ["-h", folder]) == 0 }
    }

    public func stop(_ stop: Stop) async throws { try await run("pg_ctl", "-D", "\(folder)/data", "-m", stop.rawValue, "-w", "stop") }

    private func run(_ program: String, _ arguments: String...) async throws {
        guard try await status(of: program, arguments) == 0 else { throw Failed(program: program, log: log) }
    }

    private func status(of program: String, _ arguments: [String]) async throws -> Int32 {
        let process = process(program, arguments)
        return try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.start() } catch { continuation.resume(throwing: error) }
        }
    }

    private func process(_ program: String, _ arguments: [String]) -> Process {
        let process = Process()
        // The server refuses to run as root.
        let command = (getuid() == 0 ? ["runuser", "-u", "postgres", "--"] : []) + ["\(PostgresServer.programs ?? "")/\(program)"]
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command + arguments
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return process
    }

    /// A program of the server's that failed.
    struct Failed: Error, CustomStringConvertible {
        let program: String
        let log: String
        var description: String { "\(program) failed: \(log.suffix(2_000))" }
    }
}
