import Foundation
import NIOCore
import NIOPosix

/// nginx, which serves the same bytes as a file: about the fastest that a machine answers over HTTP.
struct Nginx: Sendable {
    /// The program.
    let path: String

    /// The program of this machine, if it is installed.
    static func find() -> Nginx? {
        ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"]
            .first { FileManager.default.isExecutableFile(atPath: $0) }.map(Nginx.init)
    }

    /// Answers every path with a body on a free port of this machine, on as many processes as a shop has threads, while an
    /// action runs.
    func serving<T>(_ body: ByteBuffer, _ action: (SocketAddress) async throws -> T) async throws -> T {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "martlet-nginx-\(ProcessInfo.processInfo.processIdentifier)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(body.readableBytesView).write(to: folder.appendingPathComponent("answer.json"))
        let port = try await Nginx.freePort()
        try Data(configuration(port, folder.path).utf8).write(to: folder.appendingPathComponent("nginx.conf"))

        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = ["-p", folder.path, "-e", "\(folder.path)/errors", "-c", "\(folder.path)/nginx.conf"]
        try process.run()
        defer {
            process.terminate()
            process.waitUntilExit()
        }
        let address = try SocketAddress(ipAddress: "127.0.0.1", port: port)
        try await waitUntilOpen(address, process, folder)
        return try await action(address)
    }

    private func configuration(_ port: Int, _ folder: String) -> String {
        """
        daemon off;
        worker_processes \(System.coreCount);
        pid \(folder)/pid;
        events { worker_connections 16384; }
        http {
            access_log off; sendfile on; tcp_nopush on; open_file_cache max=10; keepalive_requests 1000000000;
            client_body_temp_path \(folder)/body; proxy_temp_path \(folder)/proxy; fastcgi_temp_path \(folder)/fastcgi;
            uwsgi_temp_path \(folder)/uwsgi; scgi_temp_path \(folder)/scgi;
            default_type application/json;
            server { listen 127.0.0.1:\(port) backlog=1024; root \(folder); location / { try_files /answer.json =404; } }
        }
        """
    }

    private static func freePort() async throws -> Int {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton).bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port ?? 0
        try await channel.close()
        return port
    }

    private func waitUntilOpen(_ address: SocketAddress, _ process: Process, _ folder: URL) async throws {
        for _ in 0..<100 where process.isRunning {
            if let channel = try? await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(to: address).get() {
                return try await channel.close()
            }
            try await MultiThreadedEventLoopGroup.singleton.next().scheduleTask(in: .milliseconds(50)) {}.futureResult.get()
        }
        let errors = try? String(contentsOf: folder.appendingPathComponent("errors"), encoding: .utf8)
        throw Failure("nginx does not start: \(errors ?? "it says nothing")")
    }
}
