import MartletDatabase
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@testable import MartletDurable

/// Several instances on one database: each with a driver of its own, on PostgreSQL and on one SQLite file alike.
@Suite(.timeLimit(.minutes(2)))
struct InstancesTests {
    @Test(arguments: TestDatabase.available)
    func `they share events and jobs, and nothing is done twice`(database: TestDatabase) async throws {
        let (received, done) = (Received(), Received())
        let parts = DurableBench.Parts(
            subscribers: [.test("all", into: received)],
            jobHandlers: [JobHandler("count") { done.add(Int(String(decoding: $0.payload, as: UTF8.self)) ?? -1) }])
        try await database.benches([parts, parts, parts]) { benches in
            for number in 0..<120 {
                try await benches[number % 3].publish([number], about: "thing \(number % 40)")
                try await benches[number % 3].database.write {
                    try benches[number % 3].queue.enqueue("count", payload: Array("\(number)".utf8), in: $0)
                }
            }
            try await withThrowingDiscardingTaskGroup { group in
                for bench in benches {
                    group.addTask { try await bench.dispatcher.drain() }
                    group.addTask { while try await bench.jobs.runDue() > 0 {} }
                }
            }
            // One may have found the rest leased by another that was about to acknowledge it.
            try await benches[0].dispatcher.drain()
            #expect(received.all.sorted() == Array(0..<120))
            #expect(done.all.sorted() == Array(0..<120))
            for thing in 0..<40 { #expect(received.all.filter { $0 % 40 == thing } == [thing, thing + 40, thing + 80]) }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what an instance left behind is taken over when its lease ends, and its late words do not count`(
        database: TestDatabase
    ) async throws {
        let received = Received()
        let parts = DurableBench.Parts(subscribers: [.test("all", into: received)])
        try await database.benches([parts, parts]) { benches in
            try await benches[0].publish([1])
            let now = benches[0].time.now
            // The first one dies with this in hand.
            let claims = try await benches[0].database.write { try OutboxStore.claim(8, of: "tests/all", now: now, in: $0) }
            #expect(claims.count == 1)
            benches[1].time.advance(by: Lease.duration - .seconds(1))
            #expect(try await benches[1].dispatcher.deliverDue() == 0)
            benches[1].time.advance(by: .seconds(1))
            let taken = try await benches[1].database.write {
                try OutboxStore.claim(8, of: "tests/all", now: now + Lease.duration, in: $0)
            }
            #expect(taken.map(\.envelope.attempt) == [2])
            let lateWords = try await benches[0].database.write {
                [try OutboxStore.renew(claims[0], until: now, in: $0), try OutboxStore.acknowledge(claims[0], in: $0)]
            }
            #expect(lateWords == [false, false])
            let words = try await benches[1].database.write { try OutboxStore.acknowledge(taken[0], in: $0) }
            #expect(words)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a lease is renewed for as long as its holder works`(database: TestDatabase) async throws {
        let gate = Gate()
        let parts = DurableBench.Parts(subscribers: [.test("slow") { _, _ in await gate.pass() }], timeout: .seconds(3_600))
        try await database.benches([parts, parts]) { benches in
            try await benches[0].publish([1])
            async let delivery = benches[0].dispatcher.deliverDue()
            for _ in 1...9 {
                // The alarm, and the renewal that is due after a third of the lease.
                try await eventually("the alarm and the renewal wait") { benches[0].time.sleeping == 2 }
                let before = try await benches[0].deliveries()[0].dueAt
                benches[0].time.advance(by: .seconds(21))
                try await eventually("the lease is renewed") { try await benches[0].deliveries()[0].dueAt > before }
                #expect(try await benches[1].dispatcher.deliverDue() == 0)
            }
            gate.open()
            #expect(try await delivery == 1)
            #expect(try await benches[0].deliveries().isEmpty)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a schedule runs on one instance at a time, and again after its interval`(database: TestDatabase) async throws {
        let runs = Received()
        let parts = DurableBench.Parts(schedules: [Schedule("tests.tick", every: .seconds(60)) { runs.add(1) }])
        try await database.benches([parts, parts, parts]) { benches in
            await withDiscardingTaskGroup { group in
                for bench in benches + benches { group.addTask { await bench.scheduler.runDue() } }
            }
            #expect(runs.all.count == 1)
            benches[0].time.advance(by: .seconds(59))
            await benches[1].scheduler.runDue()
            #expect(runs.all.count == 1)
            benches[0].time.advance(by: .seconds(1))
            await benches[2].scheduler.runDue()
            #expect(runs.all.count == 2)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a schedule goes on when the clock is set back an hour, and forward again`(database: TestDatabase) async throws {
        let runs = Received()
        let parts = DurableBench.Parts(schedules: [Schedule("tests.tick", every: .seconds(60)) { runs.add(1) }])
        try await database.benches([parts, parts]) { benches in
            await benches[0].scheduler.runDue()
            benches[0].time.advance(by: .seconds(-3_600))
            await benches[1].scheduler.runDue()
            #expect(runs.all.count == 2)
            await benches[0].scheduler.runDue()
            #expect(runs.all.count == 2)
            benches[0].time.advance(by: .seconds(3_600))
            await benches[0].scheduler.runDue()
            #expect(runs.all.count == 3)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a schedule whose holder died is taken over, and one whose lease is lost is stopped`(database: TestDatabase) async throws {
        let (runs, gate) = (Received(), Gate())
        let first = DurableBench.Parts(schedules: [
            Schedule("tests.tick", every: .seconds(60)) {
                await gate.pass()
                try Task.checkCancellation()
                runs.add(1)
            }
        ])
        let second = DurableBench.Parts(schedules: [Schedule("tests.tick", every: .seconds(60)) { runs.add(2) }])
        try await database.benches([first, second]) { benches in
            async let run: Void = benches[0].scheduler.runDue()
            try await eventually("the run has begun") { gate.waiting == 1 }
            // The first one's machine stands still for longer than its lease, and the second one takes over.
            let now = benches[0].time.now + Lease.duration
            let fence = try await benches[1].database.write { try ScheduleStore.claim("tests.tick", every: .seconds(60), now: now, in: $0) }
            #expect(fence == 2)
            try await eventually("the alarm and the renewal wait") { benches[0].time.sleeping == 2 }
            benches[0].time.advance(by: .seconds(21))
            // The renewal finds the lease gone and cancels the run, which nobody waits for.
            try await eventually("the run was given up") { benches[0].time.sleeping == 0 }
            gate.open()
            await run
            #expect(runs.all.isEmpty)
        }
    }
}
