import MartletTesting
import TestSupport
import Testing

/// A shop that is open while somebody sets its clock.
@Suite(.timeLimit(.minutes(Torture.isOn ? 60 : 5)))
struct ClockTests {
    @Test(arguments: TestDatabase.available)
    func `a clock that is set an hour back or forward stops nothing, and nothing happens twice`(database: TestDatabase) async throws {
        try await WitnessedShop.open(on: database) { shop in
            try await shop.run("migrate")
            try await shop.fill()
            try await shop.commandLine.serve { server in
                try await shop.whilePeopleBuy(at: server.address, retrying: true) {
                    for _ in 1...Torture.rounds {
                        for ahead: Int64 in [-3_600, 0, 3_600] {
                            let set = try await server.send("PUT", "/api/v1/store/clock", ["ahead": .integer(ahead)])
                            #expect(set.status == 204)
                            let ticks = try await shop.ticks().count
                            // What is under way while the clock is set back waits for the time to come again.
                            try await shop.sell(20)
                            let before = Set(shop.purchases.orders)
                            try await shop.sell(10)
                            let new = Set(shop.purchases.orders).subtracting(before)
                            try await eventually("events and jobs are handled \(ahead) s ahead") {
                                try await shop.finished().isSuperset(of: new)
                            }
                            try await eventually("schedules run \(ahead) s ahead") { try await shop.ticks().count > ticks + 1 }
                        }
                    }
                }
                try await shop.settle(at: server.address)
                #expect(try await server.stop() == 0)
            }
            try await shop.expectNothingLostOrDoubled()
        }
    }
}
