import MartletJSON
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@testable import MartletAPI

@Suite(.timeLimit(.minutes(3)))
struct HealthTests {
    private func ready(_ findings: [HealthCheck.Finding]) async throws -> Answer {
        let checks = findings.enumerated().map { index, finding in HealthCheck("check-\(index)") { finding } }
        return try await APIBench.open(Health.endpoints(checks)) { bench in
            #expect(try await bench.get("/health/live")["status"] == "ok")
            return try await bench.get("/health/ready")
        }
    }

    @Test func `a shop is as well as the worst of its checks`() async throws {
        let well = try await ready([.healthy, .healthy])
        #expect(well.status == .ok)
        #expect(well["status"] == "ok")
        let degraded = try await ready([.healthy, .degraded("slow")])
        #expect(degraded.status == .ok)
        #expect(degraded["status"] == "degraded")
        #expect(degraded["checks"][1] == (["name": "check-1", "status": "degraded", "message": "slow"] as JSONValue))
        let failing = try await ready([.degraded("slow"), .failing("gone"), .healthy])
        #expect(failing.status == .serviceUnavailable)
        #expect(failing["status"] == "failing")
        #expect(failing.headers[.cacheControl] == "no-store")
        #expect(failing.headers[.eTag] == nil)
    }

    @Test(arguments: TestDatabase.available)
    func `a new shop is ready`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let answer = try await shop.get("/health/ready")
            #expect(answer.status == 200)
            #expect(answer["status"] == "ok")
            #expect((answer["checks"].arrayValue ?? []).contains { $0["name"] == "database" })
        }
    }

    @Test(.enabled(if: PostgresSchema.server != nil))
    func `without its database a shop says 503 and when to come back, and works again by itself`() async throws {
        try await TestDatabase.postgres.create { location in
            guard case .postgres(let url) = location, let port = url.firstMatch(of: /:(\d+)\//).flatMap({ Int($0.1) }) else {
                Issue.record("no port in the address of the test server")
                return
            }
            try await FaultyLink.open(to: port) { link in
                let address = url.replacing(":\(port)/", with: ":\(link.port)/")
                let plugins =
                    "plugins:\n  postgres: { url: \"\(address)\", connections: 4, connect_timeout: 3s }\n  manual-payments: {}\n"
                try await TestShop.open(plugins: TestDatabase.plugins, manifest: plugins) { shop in
                    #expect(try await shop.post("/api/v1/store/carts", [:]).status == 201)
                    link.isOpen = false
                    let answers = [
                        try await shop.get("/api/v1/store/products"), try await shop.post("/api/v1/store/carts", [:]),
                        try await shop.post("/api/v1/store/carts", [:], ["Idempotency-Key": "k"]),
                        try await shop.get("/api/v1/admin/orders", ["Authorization": "Bearer mk_00"]),
                    ]
                    for answer in answers {
                        #expect(answer.status == 503)
                        #expect(answer.code == "unavailable")
                        #expect(answer.headers[.retryAfter] == "1")
                    }
                    let ready = try await shop.get("/health/ready")
                    #expect(ready.status == 503)
                    #expect(ready["status"] == "failing")
                    #expect(try await shop.get("/health/live").status == 200)

                    link.isOpen = true
                    // A busy machine may need a moment to connect again; each request tries for a while by itself.
                    var tries = 1
                    while try await shop.get("/api/v1/store/products").status == 503, tries < 20 { tries += 1 }
                    #expect(try await shop.get("/api/v1/store/products").status == 200)
                    #expect(try await shop.post("/api/v1/store/carts", [:], ["Idempotency-Key": "k"]).status == 201)
                    #expect(try await shop.get("/health/ready").status == 200)
                }
            }
        }
    }
}
