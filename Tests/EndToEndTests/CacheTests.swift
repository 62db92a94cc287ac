import MartletJSON
import MartletTesting
import TestSupport
import Testing

/// Several processes that keep answers of one shop, which changes in one of them.
@Suite(.timeLimit(.minutes(5)))
struct CacheTests {
    @Test(arguments: TestDatabase.available)
    func `an instance shows its own changes at once, those of others a second later at most, and never goes back`(
        database: TestDatabase
    ) async throws {
        try await MartletCommandLine.openDemo(on: database) { shop, _ in
            let admin = try await shop.adminHeaders()
            try await shop.serve(instances: 3) { servers in
                let product = try await servers[0].send("GET", CacheTests.page)["id"].stringValue ?? ""
                let clock = ContinuousClock()
                var changes: [(version: Int, madeBy: ContinuousClock.Instant)] = []
                var seen = servers.map { _ in 0 }
                for version in 1...20 * Torture.rounds {
                    let changed = try await servers[0].send(
                        "PATCH", "/api/v1/admin/products/\(product)", ["title": "Tote \(version)"], admin)
                    #expect(changed.status == 200)
                    changes.append((version, clock.now))
                    let next = clock.now + .milliseconds(120)
                    while clock.now < next {
                        for (index, server) in servers.enumerated() {
                            let bound = index == 0 ? Duration.zero : .seconds(1)
                            let least = changes.last { $0.madeBy + bound <= clock.now }?.version ?? 0
                            let title = try await server.send("GET", CacheTests.page)["title"].stringValue ?? ""
                            let shown = Int(title.split(separator: " ").last ?? "") ?? 0
                            #expect(shown >= max(least, seen[index]), "instance \(index)")
                            seen[index] = shown
                        }
                    }
                }
                try await clock.sleep(for: .seconds(1))
                for path in [CacheTests.page, "/api/v1/store/products", "/api/v1/store/products?q=tote"] {
                    var tags: Set<String?> = []
                    for server in servers { tags.insert(try await server.send("GET", path).header("ETag")) }
                    #expect(tags.count == 1 && !tags.contains(nil), "\(path)")
                }
            }
        }
    }

    private static let page = "/api/v1/store/products/canvas-tote"
}
