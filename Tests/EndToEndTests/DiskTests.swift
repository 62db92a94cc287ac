import MartletJSON
import MartletTesting
import TestSupport
import Testing

/// A shop that is open while its disk fails.
@Suite(.timeLimit(.minutes(Torture.isOn ? 60 : 5)))
struct DiskTests {
    @Test(arguments: [("full", "full: database or disk is full"), ("read_only", "disk I/O error")])
    func `while the disk takes nothing the shop refuses changes and answers, and then takes up again`(
        fault: String, error: String
    ) async throws {
        try await TestDatabase.sqlite.create { location in
            try await WitnessedShop.open(at: location, through: "faulty-sqlite") { shop in
                try await shop.run("migrate")
                try await shop.fill()
                try await shop.commandLine.serve { server in
                    func setDisk(_ state: String) async throws {
                        #expect(try await server.send("PUT", "/api/v1/store/disk", ["state": .string(state)]).status == 204)
                    }
                    try await shop.whilePeopleBuy(at: server.address, retrying: true) {
                        for _ in 1...Torture.rounds {
                            try await shop.sell(10)
                            try await setDisk(fault)
                            for _ in 1...5 {
                                let refused = try await server.send("POST", "/api/v1/store/carts", [:])
                                #expect(refused.status == 503)
                                #expect(refused["code"] == "unavailable")
                                #expect(refused.header("Retry-After") == "1")
                                #expect(try await server.send("GET", "/api/v1/store/products?q=socks").status == 200)
                                #expect(try await server.send("GET", "/health/ready").status == 200)
                            }
                            try await setDisk("sound")
                            try await shop.sell(10)
                        }
                    }
                    #expect(server.log.contains(error))
                    try await shop.settle(at: server.address)
                    #expect(try await server.stop() == 0)
                }
                try await shop.expectNothingLostOrDoubled()
            }
        }
    }
}
