import MartletDatabase
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@testable import MartletDurable

@Suite(.timeLimit(.minutes(2)))
struct OutboxTests {
    @Test(arguments: TestDatabase.available)
    func `a committed event arrives once, and one that was rolled back never does`(database: TestDatabase) async throws {
        let received = Received()
        try await database.bench(.init(subscribers: [.test("all", into: received)])) { bench in
            try await bench.publish([1])
            await #expect(throws: Refused.self) {
                try await bench.database.write { transaction in
                    try bench.outbox.publish(Noted(thing: "a", number: 2), in: transaction)
                    throw Refused()
                }
            }
            try await bench.dispatcher.drain()
            try await bench.dispatcher.drain()
            #expect(received.all == [1])
            #expect(try await bench.count("SELECT COUNT(*) FROM outbox_events") == 1)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `each subscriber acknowledges for itself`(database: TestDatabase) async throws {
        let (steady, shaky) = (Received(), Received())
        let subscribers: [EventSubscriber] = [
            .test("steady", into: steady),
            .test("shaky") { event, envelope in
                shaky.add(event.number)
                if envelope.attempt == 1 { throw Refused() }
            },
        ]
        try await database.bench(.init(subscribers: subscribers)) { bench in
            try await bench.publish([1])
            try await bench.dispatcher.drain()
            bench.time.advance(by: .seconds(2))
            try await bench.dispatcher.drain()
            #expect(steady.all == [1])
            #expect(shaky.all == [1, 1])
            #expect(try await bench.deliveries().isEmpty)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `events about one thing arrive in order, and hold up no others`(database: TestDatabase) async throws {
        let received = Received()
        let subscriber = EventSubscriber.test("ordered") { event, envelope in
            if event.number == 1, envelope.attempt == 1 { throw Refused() }
            received.add(event.number)
        }
        try await database.bench(.init(subscribers: [subscriber])) { bench in
            try await bench.publish([1, 2, 3])
            try await bench.publish([11, 12], about: "b")
            try await bench.dispatcher.drain()
            #expect(received.all == [11, 12])
            bench.time.advance(by: .seconds(2))
            try await bench.dispatcher.drain()
            #expect(received.all == [11, 12, 1, 2, 3])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `the order holds when the clock is set back between two events`(database: TestDatabase) async throws {
        let received = Received()
        let parts = DurableBench.Parts(subscribers: [.test("ordered", into: received)])
        try await database.benches([parts, parts]) { benches in
            try await benches[0].publish([1])
            benches[0].time.advance(by: .seconds(-3_600))
            // The second instance's identifiers are an hour younger than the first one's.
            try await benches[1].publish([2])
            benches[0].time.advance(by: .seconds(3_600))
            try await benches[1].dispatcher.drain()
            #expect(received.all == [1, 2])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a failing delivery is tried with growing pauses, then parked, and replayed or discarded`(database: TestDatabase) async throws {
        let received = Received()
        let mended = Switch()
        let broken = EventSubscriber.test("broken") { event, _ in
            guard mended.isOn else { throw Refused() }
            received.add(event.number)
        }
        try await database.bench(.init(subscribers: [broken])) { bench in
            try await bench.publish([1, 2])
            try await bench.dispatcher.drain()
            #expect(try await bench.dispatcher.deliverDue() == 0, "it is tried again only after a pause")
            for pause in [2, 3] {
                bench.time.advance(by: .seconds(pause))
                #expect(try await bench.dispatcher.deliverDue() == 1)
            }
            let parked = try await bench.deliveries(parkedOnly: true)
            #expect(parked.map(\.attempts) == [3])
            #expect(parked[0].error?.contains("Refused") == true)
            let count = try await bench.database.read { try OutboxStore.parkedCount(in: $0) }
            #expect(count == 1)

            bench.time.advance(by: .seconds(3_600))
            #expect(try await bench.dispatcher.deliverDue() == 0, "what is parked is left alone, and what comes after it waits")
            mended.turnOn()
            #expect(try await bench.replay(parked[0].event) == 1)
            try await bench.dispatcher.drain()
            #expect(received.all == [1, 2])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what is discarded lets the next event through`(database: TestDatabase) async throws {
        let received = Received()
        let subscriber = EventSubscriber.test("picky") { event, _ in
            if event.number == 1 { throw Refused() }
            received.add(event.number)
        }
        try await database.bench(.init(subscribers: [subscriber], attempts: 1)) { bench in
            try await bench.publish([1, 2])
            try await bench.dispatcher.drain()
            #expect(received.all.isEmpty)
            #expect(try await bench.discard(subscriber: "tests/other") == 0)
            #expect(try await bench.discard() == 1)
            try await bench.dispatcher.drain()
            #expect(received.all == [2])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a delivery to a subscriber that is gone, or of an unreadable event, is parked with its reason`(database: TestDatabase)
        async throws
    {
        let gone = DurableBench.Parts(subscribers: [.test("gone", into: Received())], attempts: 1)
        try await database.benches([gone, .init(attempts: 1)]) { benches in
            try await benches[0].publish([1])
            try await benches[1].dispatcher.drain()
            #expect(try await benches[1].deliveries(parkedOnly: true)[0].error?.contains("nobody subscribes as 'tests/gone'") == true)
            try await benches[0].publish([2], about: "b")
            try await benches[0].database.write { _ = try $0.execute("UPDATE outbox_events SET payload = \([UInt8]("{}".utf8))") }
            try await benches[0].dispatcher.drain()
            #expect(try await benches[0].deliveries(parkedOnly: true).count == 2)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `old events are forgotten once everybody has them`(database: TestDatabase) async throws {
        let subscriber = EventSubscriber.test("picky") { event, _ in if event.number == 1 { throw Refused() } }
        try await database.bench(.init(subscribers: [subscriber], attempts: 1)) { bench in
            try await bench.publish([1])
            try await bench.publish([2], about: "b")
            try await bench.dispatcher.drain()
            let forgotten = try await bench.purge { try OutboxStore.purge(10, before: $0, in: $1) }
            let forgottenAgain = try await bench.purge { try OutboxStore.purge(10, before: $0, in: $1) }
            #expect(forgotten == 1)
            #expect(forgottenAgain == 0)
            #expect(try await bench.deliveries().count == 1)
        }
    }
}
