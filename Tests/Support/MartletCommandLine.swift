import Foundation
import MartletTesting

/// An executable that was built with the tests, in a folder of its own with a manifest: `martlet` unless another one is named.
public struct MartletCommandLine: Sendable {
    /// Where the shop's manifest and files are.
    public let folder: URL
    private let executable: String
    /// Environment variables of every process besides the test's own.
    private let variables: [String: String]

    /// What a command did.
    public struct Result: Sendable {
        public let status: Int32
        /// The output and the error output.
        public let output: String
        public let errors: String
    }

    /// Runs the body with a new folder, which is removed afterwards.
    ///
    /// - Parameter manifest: Written to `martlet.yaml`; `nil` for none.
    public static func open<T>(
        manifest: String?, executable: String = "martlet", variables: [String: String] = [:],
        _ body: (MartletCommandLine) async throws -> T
    ) async throws -> T {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("martlet-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        if let manifest { try Data(manifest.utf8).write(to: folder.appendingPathComponent("martlet.yaml")) }
        return try await body(MartletCommandLine(folder: folder, executable: executable, variables: variables))
    }

    /// Runs a command to its end.
    ///
    /// - Parameter variables: Environment variables besides the test's own.
    public func run(_ arguments: String..., variables: [String: String] = [:]) async throws -> Result {
        try await run(arguments, variables: variables)
    }

    /// - Parameter input: What the command reads; nothing unless given.
    public func run(_ arguments: [String], variables: [String: String] = [:], input: String? = nil) async throws -> Result {
        let (process, output, errors) = try process(arguments, variables)
        if let input {
            let file = folder.appendingPathComponent("input-\(UUID().uuidString)")
            try Data(input.utf8).write(to: file)
            process.standardInput = try FileHandle(forReadingFrom: file)
        }
        let status = try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.start() } catch { continuation.resume(throwing: error) }
        }
        return Result(status: status, output: output.text, errors: errors.text)
    }

    /// Runs the body while `martlet serve` runs on a free port. Whatever is still running afterwards is killed.
    public func serve<T>(variables: [String: String] = [:], _ body: (MartletServer) async throws -> T) async throws -> T {
        let (process, _, log) = try process(["serve", "--port", "0"], variables)
        try process.start()
        let server = MartletServer(process: process, log: log)
        defer { server.kill() }
        try await server.waitUntilOpen()
        return try await body(server)
    }

    /// Runs the body while a command runs that does not end by itself, and ends it.
    public func follow<T>(_ arguments: String..., body: (FollowedOutput) async throws -> T) async throws -> T {
        let (process, output, errors) = try process(arguments, [:])
        try process.start()
        defer {
            if process.isRunning { process.terminate() }
            process.waitUntilExit()
        }
        return try await body(FollowedOutput(output: output, errors: errors))
    }

    private func process(_ arguments: [String], _ variables: [String: String]) throws -> (Process, output: OutputFile, errors: OutputFile) {
        let process = Process()
        process.executableURL = MartletCommandLine.products.appendingPathComponent(executable)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.merging(self.variables) { $1 }.merging(variables) { $1 }
        process.standardInput = FileHandle.nullDevice
        let (output, errors) = (OutputFile(in: folder), OutputFile(in: folder))
        process.standardOutput = try output.handle()
        process.standardError = try errors.handle()
        return (process, output, errors)
    }

    /// The products of this build: they lie beside the executable that holds the tests.
    private static let products = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
}

/// What a command that still runs has written.
public struct FollowedOutput: Sendable {
    let output: OutputFile
    let errors: OutputFile

    /// Its lines, once there are so many.
    public func lines(_ count: Int) async throws -> [String] {
        func whole() -> [String] { output.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init) }
        try await eventually("\(count) lines: \(output.text) \(errors.text)") { whole().count >= count }
        return whole()
    }
}

/// A file that a process writes to. Unlike a pipe, nobody needs to empty it.
struct OutputFile: Sendable {
    private let path: String

    init(in folder: URL) { path = folder.appendingPathComponent("output-\(UUID().uuidString)").path }

    func handle() throws -> FileHandle {
        try Data().write(to: URL(fileURLWithPath: path))
        return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    }

    /// What has been written so far.
    var text: String { FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? "" }
}
