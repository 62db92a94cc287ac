import Logging
import MartletDatabase
import MartletKernel
import MartletTesting
import NIOCore
import ServiceLifecycle
import TestSupport
import Testing

@testable import MartletAPI

/// The API over a real socket: a server on a free port of 127.0.0.1.
struct TestServer: Sendable {
    let port: Int
    let bench: APIBench
    /// Asks the server to stop, as a signal does.
    let stop: @Sendable () -> Void

    /// Runs a server while the body runs. The body ends before the server does, unless it stops it itself.
    static func run(
        _ endpoints: [Endpoint] = Things.endpoints, _ limits: Limits = Limits(),
        _ body: @escaping @Sendable (TestServer) async throws -> Void
    ) async throws {
        try await APIBench.open(endpoints, limits: .init(bodyBytes: limits.bodyBytes)) { bench in
            let (ports, opened) = AsyncStream.makeStream(of: Int.self)
            let service = HTTPService(responder: bench.responder, settings: try limits.settings(), logger: bench.log.logger) { address in
                opened.yield(address?.port ?? 0)
            }
            let group = ServiceGroup(services: [service], logger: bench.log.logger)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                guard let port = await ports.first(where: { _ in true }) else { throw CancellationError() }
                let server = TestServer(port: port, bench: bench, stop: { Task { await group.triggerGracefulShutdown() } })
                do { try await body(server) } catch {
                    tasks.cancelAll()
                    throw error
                }
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
        }
    }

    /// Connects a client for as long as the body runs.
    func connect<T>(_ body: (RawClient) async throws -> T) async throws -> T {
        let client = try await RawClient.connect(to: port)
        do {
            let result = try await body(client)
            await client.close()
            return result
        } catch {
            await client.close()
            throw error
        }
    }

    struct Limits: Sendable {
        var bodyBytes = 1 << 20
        var headerBytes = 16_384
        var head = "60s"
        var body = "30s"
        var connections = 10_000
        var connectionsPerAddress: Int?

        func settings() throws -> ServerSection.Settings {
            ServerSection.Settings(
                host: "127.0.0.1", port: 0, development: false, requestLog: true, corsOrigins: [], trustedProxies: [],
                proxyHeader: "x-forwarded-for", maxBodyBytes: bodyBytes, maxHeaderBytes: headerBytes,
                maxJsonDepth: 32, maxConnections: connections, maxConnectionsPerAddress: connectionsPerAddress,
                cacheBytes: 1 << 20, cacheAge: try #require(SettingDuration("1s")),
                idleTimeout: try #require(SettingDuration(head)),
                bodyTimeout: try #require(SettingDuration(body)))
        }
    }
}
