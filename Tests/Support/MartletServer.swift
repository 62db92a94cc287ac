import Foundation
import MartletJSON
import MartletTesting

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// A running `martlet serve`.
public final class MartletServer: Sendable {
    private let process: Process
    private let output: OutputFile

    init(process: Process, log: OutputFile) {
        self.process = process
        output = log
    }

    /// What it has logged so far.
    public var log: String { output.text }

    public var isRunning: Bool { process.isRunning }

    /// Its port on 127.0.0.1, as it logged it.
    public var port: Int? { log.firstMatch(of: /address=127\.0\.0\.1:([0-9]+)/).flatMap { Int($0.1) } }

    /// How much memory it holds, in MiB.
    public var residentMemory: Int {
        get throws {
            let status = try String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
            return status.firstMatch(of: /VmRSS:\s+([0-9]+) kB/).flatMap { Int($0.1) }.map { $0 / 1_024 } ?? 0
        }
    }

    func waitUntilOpen() async throws {
        try await eventually("the shop opens: \(log.suffix(2_000))") { port != nil || !isRunning }
        guard port != nil else { throw NotServing(log: log) }
    }

    /// Whether it was ended by SIGKILL.
    public var wasKilled: Bool {
        !process.isRunning && process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGKILL
    }

    /// Ends it at once, as a crash does.
    public func kill() {
        guard process.isRunning else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Asks it to stop, as an operator does, and returns its exit code once it has.
    public func stop() async throws -> Int32 {
        Foundation.kill(process.processIdentifier, SIGTERM)
        try await eventually("the shop closes") { !process.isRunning }
        return process.terminationStatus
    }

    /// Where it answers.
    public var address: ShopAddress { ShopAddress(port: port ?? 0) }

    /// Sends a request and returns the answer.
    public func send(
        _ method: String, _ target: String, _ body: JSONValue? = nil, _ headers: [String: String] = [:]
    ) async throws -> ServerAnswer {
        try await address.send(method, target, body, headers)
    }
}

/// Where a shop answers on 127.0.0.1.
public struct ShopAddress: Sendable {
    public let port: Int

    public init(port: Int) { self.port = port }

    /// As many clients at once as a test has.
    private static let session: URLSession = {
        let configuration = URLSessionConfiguration.default
        configuration.httpMaximumConnectionsPerHost = 128
        return URLSession(configuration: configuration)
    }()

    /// Sends a request and returns the answer.
    public func send(
        _ method: String, _ target: String, _ body: JSONValue? = nil, _ headers: [String: String] = [:]
    ) async throws -> ServerAnswer {
        guard let url = URL(string: "http://127.0.0.1:\(port)\(target)") else { throw URLError(.badURL) }
        var request = URLRequest(url: url, timeoutInterval: 30)
        request.httpMethod = method
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        if let body {
            request.httpBody = Data(body.jsonBytes)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        let (data, response) = try await ShopAddress.session.data(for: request)
        return ServerAnswer(
            status: (response as? HTTPURLResponse)?.statusCode ?? 0, headers: (response as? HTTPURLResponse)?.allHeaderFields ?? [:],
            json: data.isEmpty ? .null : (try? JSONValue.parse(Array(data))) ?? .null)
    }
}

/// An answer of a ``MartletServer``.
public struct ServerAnswer: Sendable {
    public let status: Int
    private let fields: [String: String]
    public let json: JSONValue

    init(status: Int, headers: [AnyHashable: Any], json: JSONValue) {
        self.status = status
        self.json = json
        fields = Dictionary(headers.map { ("\($0.key)".lowercased(), "\($0.value)") }) { first, _ in first }
    }

    public subscript(key: String) -> JSONValue { json[key] ?? .null }
    public func header(_ name: String) -> String? { fields[name.lowercased()] }
}

/// A shop that ended before it opened.
public struct NotServing: Error, CustomStringConvertible {
    let log: String
    public var description: String { "the shop does not open: \(log)" }
}
