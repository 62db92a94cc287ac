import Foundation
import TestSupport

/// Runs scripts and keeps what they print.
struct Shell {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    struct Result {
        let status: Int32
        /// What went to the output and the error output, in order.
        let output: String
    }

    let folder: URL

    /// Where SwiftPM puts what it builds: the folder of the running tests.
    static let products = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().resolvingSymlinksInPath()

    static let environment: [String: String] = {
        var variables = ProcessInfo.processInfo.environment
        variables["PATH"] = "\(products.path):\(variables["PATH"] ?? "/usr/bin:/bin")"
        return variables
    }()

    /// Runs a script with bash.
    func run(_ script: String, options: [String] = ["-eu"]) async throws -> Result {
        try Data(script.utf8).write(to: folder.appendingPathComponent(".script"))
        let log = folder.appendingPathComponent(".output")
        try Data().write(to: log)
        let output = try FileHandle(forWritingTo: log)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = options + [".script"]
        process.currentDirectoryURL = folder
        process.environment = Shell.environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        let status = try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { ended.resume(returning: $0.terminationStatus) }
            do { try process.start() } catch { ended.resume(throwing: error) }
        }
        try output.close()
        return Result(status: status, output: try String(contentsOf: log, encoding: .utf8))
    }

    /// Makes a folder with the demonstration manifest in it, which is removed after the body.
    static func inNewFolder<T>(_ body: (Shell) async throws -> T) async throws -> T {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("martlet-pages-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.copyItem(
            at: Documentation.root.appendingPathComponent("martlet.yaml"), to: folder.appendingPathComponent("martlet.yaml"))
        return try await body(Shell(folder: folder))
    }
}
