import Foundation
import Synchronization
import TestSupport

/// The demonstration shop as `martlet serve` opens it, on a free port.
enum OpenShop {
    /// Where the fake gateway of the open shop listens. Suites that open one are serialized, and there is one such suite.
    static let gatewayPort = FreePort.find()

    /// Opens the shop of a folder, calls the body with its port, and closes it.
    static func serve<T>(in shell: Shell, _ body: (_ port: String) async throws -> T) async throws -> T {
        let prepared = try await shell.run("martlet migrate && martlet seed demo")
        guard prepared.status == 0 else { throw Shell.Failure(description: prepared.output) }
        let process = Process()
        process.executableURL = Shell.products.appendingPathComponent("martlet")
        process.arguments = ["serve", "--port", "0"]
        process.currentDirectoryURL = shell.folder
        process.environment = Shell.environment.merging(["FAKE_GATEWAY_PORT": "\(gatewayPort)"]) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let end = AsyncStream<Void>.makeStream()
        process.terminationHandler = { _ in end.continuation.finish() }
        do {
            let port = try await start(process)
            let result = try await body(port)
            await stop(process, end.stream)
            return result
        } catch {
            await stop(process, end.stream)
            throw error
        }
    }

    /// Starts the process and waits until it says where it serves.
    private static func start(_ process: Process) async throws -> String {
        let log = Pipe()
        process.standardError = log
        return try await withCheckedThrowingContinuation { (serving: CheckedContinuation<String, any Error>) in
            let state = Mutex((text: "", waiting: Optional(serving)))
            log.fileHandleForReading.readabilityHandler = { handle in
                let data = handle.availableData
                let (waiting, result) = state.withLock {
                    state -> (CheckedContinuation<String, any Error>?, Swift.Result<String, any Error>) in
                    guard state.waiting != nil else { return (nil, .success("")) }
                    state.text += String(decoding: data, as: UTF8.self)
                    if let match = state.text.firstMatch(of: /address=127\.0\.0\.1:([0-9]+)/) {
                        defer { state.waiting = nil }
                        return (state.waiting, .success(String(match.1)))
                    }
                    guard data.isEmpty else { return (nil, .success("")) }
                    defer { state.waiting = nil }
                    return (state.waiting, .failure(Shell.Failure(description: "the shop did not open: \(state.text)")))
                }
                if data.isEmpty { handle.readabilityHandler = nil }
                waiting?.resume(with: result)
            }
            do { try process.start() } catch {
                let waiting = state.withLock { state in
                    defer { state.waiting = nil }
                    return state.waiting
                }
                waiting?.resume(throwing: error)
            }
        }
    }

    private static func stop(_ process: Process, _ end: AsyncStream<Void>) async {
        guard process.isRunning else { return }
        process.terminate()
        for await _ in end {}
    }
}
