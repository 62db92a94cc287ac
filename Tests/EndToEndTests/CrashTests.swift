import Foundation
import MartletKernel
import MartletTesting
import TestSupport
import Testing

/// A shop that is killed: at any moment, and at every failpoint that its source names. A new one is killed at by itself, without a
/// change here.
@Suite(.timeLimit(.minutes(Torture.isOn ? 240 : 5)))
struct CrashTests {
    @Test(arguments: TestDatabase.available)
    func `killed at every failpoint, a shop loses nothing that it acknowledged and doubles nothing`(database: TestDatabase) async throws {
        let failpoints = try CrashTests.failpoints()
        let random = SeededRandom(seed: Torture.seed(usual: 1))
        try await WitnessedShop.open(on: database) { shop in
            for failpoint in failpoints where failpoint.hasPrefix("migrations.") {
                let pass = failpoint == "migrations.leased" ? 1 : 1 + random.next() % 3
                let result = try await shop.commandLine.run("migrate", variables: ["MARTLET_FAILPOINT": "\(failpoint):\(pass)"])
                #expect(result.status == SIGKILL, "\(failpoint): \(result.errors)")
            }
            try await shop.run("migrate")
            try await shop.fill()
            for _ in 1...Torture.rounds {
                for failpoint in failpoints where !failpoint.hasPrefix("migrations.") {
                    if failpoint == "checkout.looked_up" {
                        // The sweeper passes there for what a kill has left behind.
                        try await kill(shop, at: "checkout.paid", pass: 1)
                        try await kill(shop, at: failpoint, pass: 1)
                    } else {
                        try await kill(shop, at: failpoint, pass: 1 + random.next() % (Torture.isOn ? 20 : 3))
                    }
                    if Torture.isOn { try await shop.run("verify") }
                }
            }
            try await shop.commandLine.serve { server in
                try await shop.settle(at: server.address)
                #expect(try await server.stop() == 0)
            }
            try await shop.expectNothingLostOrDoubled()
        }
    }

    @Test(arguments: TestDatabase.available)
    func `killed at any moment, a shop loses nothing that it acknowledged and doubles nothing`(database: TestDatabase) async throws {
        let moments = SeededRandom(seed: Torture.seed(usual: 11))
        try await WitnessedShop.open(on: database) { shop in
            try await shop.run("migrate")
            try await shop.fill()
            for _ in 1...5 * Torture.rounds {
                try await shop.commandLine.serve { server in
                    try await shop.whilePeopleBuy(at: server.address, buyers: 6, retrying: true) {
                        try await shop.sell(4)
                        try await Task.sleep(for: .milliseconds(Int64(moments.next() % 60)))
                        server.kill()
                    }
                }
            }
            try await shop.commandLine.serve { server in
                try await shop.settle(at: server.address)
                #expect(try await server.stop() == 0)
            }
            try await shop.expectNothingLostOrDoubled()
        }
    }

    /// Opens the shop and lets people buy until it dies.
    private func kill(_ shop: WitnessedShop, at failpoint: String, pass: UInt64) async throws {
        do {
            try await shop.commandLine.serve(variables: ["MARTLET_FAILPOINT": "\(failpoint):\(pass)"]) { server in
                // What placements leave behind is for the sweeper; other times buyers are quicker.
                try await shop.whilePeopleBuy(at: server.address, retrying: !failpoint.hasPrefix("checkout.")) {
                    try await eventually("the shop dies at \(failpoint)") { !server.isRunning }
                }
                #expect(server.wasKilled, "\(failpoint)")
            }
        } catch is NotServing {
            // It died before it opened.
        }
    }

    /// The failpoints in the source, in its order.
    private static func failpoints() throws -> [String] {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources")
        let files = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String } ?? []
        return try files.filter { $0.hasSuffix("Failpoints.swift") }.sorted().flatMap { file in
            try String(contentsOf: sources.appending(path: file), encoding: .utf8).matches(of: /Failpoint\("([a-z_.]+)"\)/)
                .map { String($0.1) }
        }
    }
}
