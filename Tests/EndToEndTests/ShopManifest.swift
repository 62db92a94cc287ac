import Foundation
import TestSupport

extension TestDatabase.Location {
    /// The manifest of a shop that ends unfinished placements quickly.
    var manifest: String {
        """
        store: { name: Blue Door, currency: EUR }
        server: { request_log: false }
        features:
          checkout: { sweep_every: 1s, sweep_after: 1s }
        plugins:
        \(manifestLine)  manual-payments: {}
          flat-shipping: {}
          flat-tax: { rate: 19 }
          shopify-import: {}

        """
    }
}

extension MartletCommandLine {
    /// Opens a shop with the demonstration products on a new database.
    static func openDemo(
        on database: TestDatabase, _ body: (MartletCommandLine, TestDatabase.Location) async throws -> Void
    ) async throws {
        try await database.create { location in
            try await open(manifest: location.manifest) { shop in
                for command in [["migrate"], ["seed", "demo"]] {
                    let result = try await shop.run(command)
                    guard result.status == 0 else { throw CommandFailed(command: command, errors: result.errors) }
                }
                try await body(shop, location)
            }
        }
    }
}

extension MartletCommandLine {
    /// Runs the body while several processes serve the shop.
    func serve(instances count: Int, _ servers: [MartletServer] = [], _ body: ([MartletServer]) async throws -> Void) async throws {
        guard servers.count < count else { return try await body(servers) }
        try await serve { try await serve(instances: count, servers + [$0], body) }
    }

    /// The headers of a new key that may do everything.
    func adminHeaders() async throws -> [String: String] {
        let made = try await run("admin", "key", "create", "--all")
        return ["Authorization": "Bearer \(made.output.trimmingCharacters(in: .whitespacesAndNewlines))"]
    }
}

struct CommandFailed: Error, CustomStringConvertible {
    let command: [String]
    let errors: String
    var description: String { "\(command.joined(separator: " ")): \(errors)" }
}
