import Foundation
import Logging
import MartletDatabase
import MartletJSON
import MartletTesting
import Synchronization
import TestSupport

@testable import MartletDurable
@testable import MartletKernel

/// One instance of the durable layer on a database, with subscribers, jobs and schedules of the test's own.
struct DurableBench: Sendable {
    let database: Database
    let environment: Environment
    let time: ManualTime
    let outbox: Outbox
    let dispatcher: OutboxDispatcher
    let queue: JobQueue
    let jobs: JobRunner
    let inbox: Inbox
    let scheduler: Scheduler

    /// What the instance does with what it gets.
    struct Parts: Sendable {
        var subscribers: [EventSubscriber] = []
        var jobHandlers: [JobHandler] = []
        var inboxes: [(source: String, handle: @Sendable (InboxMessage) async throws -> Void)] = []
        var schedules: [Schedule] = []
        var attempts = 3
        var timeout = Duration.seconds(300)
    }

    init(_ database: Database, _ environment: Environment, _ time: ManualTime, _ parts: Parts) {
        self.database = database
        self.environment = environment
        self.time = time
        let backoff = Backoff(attempts: parts.attempts)
        let (events, work) = (WakeUp(), WakeUp())
        outbox = Outbox(
            subscriptions: parts.subscribers.map { EventSubscription(subscriber: $0.name, event: $0.event) }, environment: environment,
            wake: events)
        dispatcher = OutboxDispatcher(
            database: database, environment: environment, subscribers: parts.subscribers, timings: PluginTimings(), backoff: backoff,
            timeout: parts.timeout, wake: events, interval: .seconds(1))
        queue = JobQueue(environment: environment, wake: work)
        let inboxes = parts.inboxes.map { inbox in
            Inbox.handler(for: inbox.source, database: database, environment: environment) { message in
                try await inbox.handle(message)
                return "handled"
            }
        }
        jobs = JobRunner(
            database: database, environment: environment, handlers: parts.jobHandlers + inboxes, backoff: backoff, wake: work,
            interval: .seconds(1))
        inbox = Inbox(environment: environment, jobs: queue)
        scheduler = Scheduler(database: database, environment: environment, schedules: parts.schedules)
    }

    /// Publishes facts about one thing in one transaction.
    func publish(_ numbers: [Int], about thing: String = "a") async throws {
        try await database.write { transaction in
            for number in numbers { try outbox.publish(Noted(thing: thing, number: number), in: transaction) }
        }
    }

    func count(_ sql: SQL) async throws -> Int { try await database.read { try $0.count(sql) } }

    func replay(_ event: EventID) async throws -> Int {
        let now = time.now
        return try await database.write { try EventDeliveries.replay(event, now: now, in: $0) }
    }

    func discard(subscriber: String? = nil) async throws -> Int {
        try await database.write { try EventDeliveries.discard(nil, subscriber: subscriber, in: $0) }
    }

    /// Forgets what is older than now.
    func purge(_ body: @escaping @Sendable (Timestamp, WriteTransaction) throws -> Int) async throws -> Int {
        let now = time.now + .seconds(1)
        return try await database.write { try body(now, $0) }
    }

    func deliveries(parkedOnly: Bool = false) async throws -> [EventDeliveries.Delivery] {
        try await database.read { try EventDeliveries.list(parkedOnly: parkedOnly, limit: 1_000, in: $0) }
    }
}

extension TestDatabase {
    /// Opens a database with the durable layer's tables, and one instance on it.
    func bench(_ parts: DurableBench.Parts = .init(), _ body: (DurableBench) async throws -> Void) async throws {
        try await benches([parts]) { try await body($0[0]) }
    }

    /// Opens several instances on one database, each with a driver of its own, as several processes have.
    func benches(_ parts: [DurableBench.Parts], _ body: ([DurableBench]) async throws -> Void) async throws {
        try await create { location in
            let time = ManualTime()
            let drivers = try parts.map { _ in try location.driver() }
            for driver in drivers { try await driver.open() }
            var quiet = Logger(label: "martlet.test") { _ in SwiftLogNoOpLogHandler() }
            quiet.logLevel = .critical
            let benches = zip(parts, drivers).enumerated().map { index, pair in
                let environment = Environment(time: time, random: SeededRandom(seed: UInt64(index + 1)), logger: quiet)
                return DurableBench(Database(driver: pair.1, environment: environment), environment, time, pair.0)
            }
            do {
                let migrations = Migration.durable.map { Contributed(plugin: "durable", value: $0) }
                try await Migrator(database: benches[0].database, environment: benches[0].environment, migrations: migrations).migrate()
                try await body(benches)
            } catch {
                for driver in drivers { await driver.close() }
                throw error
            }
            for driver in drivers { await driver.close() }
        }
    }
}

/// A fact that the tests make up.
struct Noted: Event, Equatable {
    static let name = "tests.noted"
    let thing: String
    let number: Int

    var aggregate: String { thing }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("thing", thing)
            json.field("number", number)
        }
    }
}

/// What subscribers got, in order.
final class Received: Sendable {
    private let numbers = Mutex<[Int]>([])

    var all: [Int] { numbers.withLock { $0 } }
    func add(_ number: Int) { numbers.withLock { $0.append(number) } }
}

extension EventSubscriber {
    static func test(_ name: String, _ handler: @escaping @Sendable (Noted, EventEnvelope) async throws -> Void) -> EventSubscriber {
        EventSubscriber(name: "tests/\(name)", plugin: "tests", event: Noted.name) { try await handler(try $0.decode(Noted.self), $0) }
    }

    /// Writes down what it gets.
    static func test(_ name: String, into received: Received) -> EventSubscriber {
        test(name) { event, _ in received.add(event.number) }
    }
}

struct Refused: Error {}

/// Off until it is turned on.
final class Switch: Sendable {
    private let state = Atomic(false)

    var isOn: Bool { state.load(ordering: .relaxed) }
    func turnOn() { state.store(true, ordering: .relaxed) }
}
