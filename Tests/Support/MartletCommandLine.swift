import Foundation
import Synchronization

/// The `martlet` executable that was built with the tests, in a folder of its own with a manifest.
public struct MartletCommandLine: Sendable {
    /// Where the shop's manifest and files are.
    public let folder: URL

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
    public static func open<T>(manifest: String?, _ body: (MartletCommandLine) async throws -> T) async throws -> T {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("martlet-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        if let manifest { try Data(manifest.utf8).write(to: folder.appendingPathComponent("martlet.yaml")) }
        return try await body(MartletCommandLine(folder: folder))
    }

    /// Runs a command to its end.
    ///
    /// - Parameter variables: Environment variables besides the test's own.
    public func run(_ arguments: String..., variables: [String: String] = [:]) async throws -> Result {
        let (process, output, errors) = process(arguments, variables)
        let (outputText, errorText) = (CollectedText(), CollectedText())
        output.fileHandleForReading.readabilityHandler = { outputText.add($0.availableData) }
        errors.fileHandleForReading.readabilityHandler = { errorText.add($0.availableData) }
        let status = try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        await outputText.end()
        await errorText.end()
        return Result(status: status, output: outputText.text, errors: errorText.text)
    }

    /// Starts `martlet serve` on a free port and waits until it is open.
    public func serve(variables: [String: String] = [:]) async throws -> MartletServer {
        let (process, output, errors) = process(["serve", "--port", "0"], variables)
        output.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
        let log = CollectedText()
        errors.fileHandleForReading.readabilityHandler = { log.add($0.availableData) }
        try process.run()
        let server = MartletServer(process: process, log: log)
        do { try await server.waitUntilOpen() } catch {
            server.kill()
            throw error
        }
        return server
    }

    private func process(_ arguments: [String], _ variables: [String: String]) -> (Process, output: Pipe, errors: Pipe) {
        let process = Process()
        process.executableURL = MartletCommandLine.executable
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
        process.standardInput = FileHandle.nullDevice
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        return (process, output, errors)
    }

    /// The product of this build: it lies beside the executable that holds the tests.
    private static let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appendingPathComponent("martlet")
}

/// What a process writes, as it comes.
final class CollectedText: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var isOver = false
    }

    private let state = Mutex(State())

    var text: String { state.withLock { String(decoding: $0.bytes, as: UTF8.self) } }

    /// Adds bytes; none mean the end.
    func add(_ data: Data) {
        state.withLock { state in
            state.bytes += data
            if data.isEmpty { state.isOver = true }
        }
    }

    /// Waits until the writer has closed its end.
    func end() async {
        while !state.withLock(\.isOver) { try? await Task.sleep(for: .milliseconds(2)) }
    }
}
