import Foundation
import NIOCore
import NIOPosix

/// What stands for payment services, in a process of its own.
enum FakeGatewaySite {
    struct Served {
        let port: Int
        let process: Int
    }

    static func serving<T>(in workshop: Workshop, _ body: (Served) async throws -> T) async throws -> T {
        let folder = "\(workshop.folder)/gateway"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let port = try await freePort(workshop)
        let manifest = """
            server: { development: true, request_log: false }
            plugins:
              sqlite: { path: "\(folder)/gateway.db" }
              fake-gateway: { port: \(port) }
            """
        try manifest.write(toFile: "\(folder)/martlet.yaml", atomically: true, encoding: .utf8)
        let arguments = ["--manifest", "\(folder)/martlet.yaml"]
        let migrated = try ChildProcess(workshop.martlet, ["migrate"] + arguments, variables: [:], in: folder, name: "migrate")
        _ = try await migrated.finish(workshop)
        let child = try ChildProcess(workshop.martlet, ["serve", "--port", "0"] + arguments, variables: [:], in: folder, name: "serve")
        do {
            for _ in 0..<15_000 where child.isRunning && !child.output.contains("address=127.0.0.1:") {
                try await workshop.pause(.milliseconds(2))
            }
            let value = try await body(Served(port: port, process: child.identifier))
            child.terminate()
            _ = try await child.finish(workshop)
            return value
        } catch {
            child.terminate()
            _ = try? await child.finish(workshop)
            throw error
        }
    }

    private static func freePort(_ workshop: Workshop) async throws -> Int {
        let channel = try await ServerBootstrap(group: workshop.group).bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port ?? 0
        try await channel.close()
        return port
    }
}
