import Foundation
import NIOCore
import NIOPosix

/// A program that runs beside the measurements, with its output in a file.
final class ChildProcess {
    private let process = Process()
    private let log: String
    private let pidFile: String
    let started = NIODeadline.now()

    /// Starts a program.
    init(_ program: String, _ arguments: [String], variables: [String: String], in folder: String, name: String) throws {
        log = "\(folder)/\(name).log"
        try Data().write(to: URL(fileURLWithPath: log))
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
        let output = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        // Whoever interrupts the measurements finds here what still runs.
        pidFile = "\(folder)/\(process.processIdentifier).pid"
        try String(process.processIdentifier).write(toFile: pidFile, atomically: false, encoding: .utf8)
    }

    var identifier: Int { Int(process.processIdentifier) }
    var isRunning: Bool { process.isRunning }
    var output: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }

    func terminate() { process.terminate() }

    /// Waits for the end, looking at the memory meanwhile.
    func finish(_ workshop: Workshop) async throws -> Finished {
        var memory: [Double] = []
        while process.isRunning {
            if let peak = ProcessMemory.peak(of: identifier) { memory.append(peak) }
            try await workshop.pause(.milliseconds(5))
        }
        try? FileManager.default.removeItem(atPath: pidFile)
        return Finished(
            status: process.terminationStatus, output: output, seconds: Double((.now() - started).nanoseconds) / 1e9, peaks: memory)
    }
}

/// What is known of a program that has ended.
struct Finished {
    let status: Int32
    let output: String
    let seconds: Double
    /// How much memory it had needed at most until then, in megabytes, at even intervals.
    let peaks: [Double]
}
