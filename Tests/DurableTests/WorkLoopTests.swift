import MartletDatabase
import MartletKernel
import MartletTesting
import ServiceLifecycle
import TestSupport
import Testing

@testable import MartletDurable

@Suite(.timeLimit(.minutes(2)))
struct WorkLoopTests {
    @Test(arguments: TestDatabase.available)
    func `a subscriber that hangs holds up no other, and is failed after its time`(database: TestDatabase) async throws {
        let (received, gate) = (Received(), Gate())
        let subscribers: [EventSubscriber] = [.test("hanging") { _, _ in await gate.pass() }, .test("quick", into: received)]
        try await database.bench(.init(subscribers: subscribers, timeout: .seconds(30))) { bench in
            try await running(bench.dispatcher) {
                for number in 0..<40 { try await bench.publish([number], about: "thing \(number)") }
                try await eventually("the quick one has everything") { received.all.count == 40 }
                try await eventually("every place of the lane is taken") { gate.waiting == 8 }
                // Alarms and renewals of eight, and the loop's own wait.
                try await eventually("only they and the loop wait") { bench.time.sleeping == 17 }
                bench.time.advance(by: .seconds(31))
                try await eventually("they have failed") {
                    try await bench.deliveries().contains { $0.error?.contains("took longer") == true }
                }
                gate.open()
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `work that was begun is finished when the shop closes, and no more is begun`(database: TestDatabase) async throws {
        let (received, gate) = (Received(), Gate())
        let subscriber = EventSubscriber.test("slow") { event, _ in
            await gate.pass()
            received.add(event.number)
        }
        try await database.bench(.init(subscribers: [subscriber])) { bench in
            let group = ServiceGroup(services: [bench.dispatcher], logger: bench.environment.logger)
            try await bench.publish([1, 2])
            try await withThrowingTaskGroup { tasks in
                tasks.addTask { try await group.run() }
                // The loop, and an alarm and a renewal for the first delivery.
                try await eventually("the first delivery has begun") { bench.time.sleeping == 3 }
                await group.triggerGracefulShutdown()
                try await eventually("the loop has ended") { bench.time.sleeping == 2 }
                gate.open()
                try await tasks.waitForAll()
            }
            #expect(received.all == [1])
            #expect(try await bench.deliveries().count == 1)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `an instance that is idle hears of new work at once, and of others' work after a while`(database: TestDatabase) async throws {
        let received = Received()
        let parts = DurableBench.Parts(subscribers: [.test("all", into: received)])
        try await database.benches([parts, parts]) { benches in
            try await running(benches[0].dispatcher) {
                try await eventually("the loop waits") { benches[0].time.sleeping == 1 }
                try await benches[0].publish([1])
                try await eventually("its own event arrives") { received.all == [1] }
                try await eventually("it is acknowledged") { try await benches[0].deliveries().isEmpty }
                try await benches[1].publish([2])
                try await eventually("the loop waits") { benches[0].time.sleeping == 1 }
                benches[0].time.advance(by: .seconds(1))
                try await eventually("the other's event arrives") { received.all == [1, 2] }
            }
        }
    }

    /// Runs a service while the body runs.
    private func running(_ service: any Service, _ body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await service.run() }
            do { try await body() } catch {
                tasks.cancelAll()
                throw error
            }
            tasks.cancelAll()
        }
    }
}
