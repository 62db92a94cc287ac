import Foundation
import NIOCore
import Synchronization

/// A shop on this machine that is closed: its folder, with its manifests, and its database.
struct Site: Sendable {
    let workshop: Workshop
    let name: String
    /// The port of what stands for Stripe; nobody listens on the one that it is unless given.
    var gatewayPort = 9

    private static let copies = Atomic(0)

    var folder: String { "\(workshop.folder)/\(name)" }
    /// SQLite's file.
    var file: String { "\(folder)/shop.db" }
    /// PostgreSQL's address of the database.
    var url: String {
        guard case .postgres(let server) = workshop.engine else { return "" }
        return "\(server)\(name)?sslmode=disable&gssencmode=disable"
    }

    var exists: Bool { FileManager.default.fileExists(atPath: "\(folder)/martlet.yaml") }

    /// Makes a shop without products.
    func create() async throws {
        try administer("CREATE DATABASE \(name)")
        try prepareFolder()
        _ = try await martlet("migrate")
    }

    /// Lends a copy, and takes it away afterwards.
    func withCopy<T>(_ body: (Site) async throws -> T) async throws -> T {
        let number = Site.copies.add(1, ordering: .relaxed).newValue
        let copy = Site(workshop: workshop, name: "copy_\(number)", gatewayPort: gatewayPort)
        try copy.administer("CREATE DATABASE \(copy.name) TEMPLATE \(name)")
        try copy.prepareFolder()
        for end in ["", "-wal"] where FileManager.default.fileExists(atPath: file + end) {
            try FileManager.default.copyItem(atPath: file + end, toPath: copy.file + end)
        }
        do {
            let value = try await body(copy)
            try copy.remove()
            return value
        } catch {
            try? copy.remove()
            throw error
        }
    }

    func remove() throws {
        try FileManager.default.removeItem(atPath: folder)
        try administer("DROP DATABASE \(name) WITH (FORCE)")
    }

    /// Runs a statement about whole databases, where there is a server for it.
    private func administer(_ statement: String) throws {
        guard case .postgres(let server) = workshop.engine else { return }
        try PostgresSession.connected(to: "\(server)postgres?sslmode=disable&gssencmode=disable") { try $0.execute(statement) }
    }

    // MARK: Manifests

    private func prepareFolder() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try manifest(cacheBytes: 32 << 20).write(toFile: "\(folder)/martlet.yaml", atomically: true, encoding: .utf8)
        try manifest(cacheBytes: 0).write(toFile: "\(folder)/fresh.yaml", atomically: true, encoding: .utf8)
    }

    /// What the processes of a shop have in their environment.
    var variables: [String: String] { ["BENCH_DATABASE": url, "BENCH_STRIPE": "http://127.0.0.1:\(gatewayPort)/stripe"] }

    /// The manifest of the shop, with a driver by its name.
    func manifest(cacheBytes: Int, driver: String? = nil) -> String {
        let settings = workshop.engine.isPostgres ? #"{ url: "${BENCH_DATABASE}" }"# : "{ path: \"\(file)\" }"
        return """
            store: { name: Benchmark, currency: EUR }
            server: { request_log: false, cache_bytes: \(cacheBytes) }
            plugins:
              \(driver ?? (workshop.engine.isPostgres ? "postgres" : "sqlite")): \(settings)
              manual-payments: {}
              stripe:
                secret_key: sk_test_fake
                publishable_key: pk_test_fake
                webhook_secret: whsec_fake
                endpoint: "${BENCH_STRIPE}"
              flat-shipping: {}
              flat-tax: { rate: 19 }
              shopify-import: {}

            """
    }

    // MARK: Processes

    /// Runs a command of `martlet` for the shop, and returns what it printed and needed.
    func martlet(_ arguments: String...) async throws -> Finished {
        let process = try ChildProcess(
            workshop.martlet, arguments + ["--manifest", "\(folder)/martlet.yaml"], variables: variables, in: folder, name: "command")
        let finished = try await process.finish(workshop)
        guard finished.status == 0 else { throw Failure("martlet \(arguments.joined(separator: " ")): \(finished.output)") }
        return finished
    }

    /// Opens the shop while an action runs, closes it, and checks that all invariants hold when something was sold.
    func serving<T>(
        keepingAnswers: Bool = true, verified: Bool = false, _ body: (ServedShop) async throws -> T
    ) async throws -> T {
        let value = try await ServedShop.open(self, keepingAnswers: keepingAnswers, body)
        if verified { _ = try await martlet("verify") }
        return value
    }
}
