import Logging
import MartletDatabase
import MartletKernel
import ServiceLifecycle

/// Delivers published events to their subscribers.
///
/// Several instances may run on one database: each delivery is leased to one of them, and a lease that ends before the
/// delivery is acknowledged, since its instance died, lets another take it over. Subscribers do not wait for each other.
public struct OutboxDispatcher: Service {
    private let database: Database
    private let environment: Environment
    private let subscribers: [String: EventSubscriber]
    private let timings: PluginTimings
    private let backoff: Backoff
    /// How long a subscriber may take over one event.
    private let timeout: Duration
    private let wake: WakeUp
    private let interval: Duration

    init(
        database: Database, environment: Environment, subscribers: [EventSubscriber], timings: PluginTimings, backoff: Backoff,
        timeout: Duration, wake: WakeUp, interval: Duration
    ) {
        self.database = database
        self.environment = environment
        self.subscribers = Dictionary(subscribers.map { ($0.name, $0) }) { first, _ in first }
        self.timings = timings
        self.backoff = backoff
        self.timeout = timeout
        self.wake = wake
        self.interval = interval
    }

    public func run() async throws { await loop.run() }

    /// Delivers what is due now, once each, and returns how many deliveries were tried.
    @discardableResult
    public func deliverDue() async throws -> Int { try await loop.runDue() }

    /// Delivers until nothing is due. For tests and commands.
    public func drain() async throws {
        while try await deliverDue() > 0 {}
    }

    private var loop: WorkLoop<OutboxStore.Claim> {
        WorkLoop(
            environment: environment, wake: wake, interval: interval,
            due: {
                let now = environment.time.now
                return try await database.read { try OutboxStore.dueSubscribers(now: now, in: $0) }
            },
            claim: { subscriber, limit in
                let now = environment.time.now
                return try await database.write { try OutboxStore.claim(limit, of: subscriber, now: now, in: $0) }
            },
            perform: deliver)
    }

    private func deliver(_ claim: OutboxStore.Claim) async {
        do {
            do {
                guard let subscriber = subscribers[claim.subscriber] else { throw UnknownSubscriber(name: claim.subscriber) }
                try await timings.measure(subscriber.plugin, subscriber.name) {
                    try await Lease(time: environment.time).hold(
                        atMost: timeout, renew: { until in try await database.write { try OutboxStore.renew(claim, until: until, in: $0) } }
                    ) {
                        Failpoint.deliveryClaimed.pass()
                        try await subscriber.deliver(claim.envelope)
                    }
                }
            } catch {
                return try await note(error, of: claim)
            }
            Failpoint.deliveryMade.pass()
            try await database.write { _ = try OutboxStore.acknowledge(claim, in: $0) }
            Failpoint.deliveryAcknowledged.pass()
        } catch {
            // The delivery stays leased, and is tried again when the lease ends.
            environment.logger.warning("a delivery cannot be noted", metadata: ["event": "\(claim.event)", "error": "\(error)"])
        }
    }

    private func note(_ error: any Error, of claim: OutboxStore.Claim) async throws {
        let attempt = claim.envelope.attempt
        let retryAt =
            attempt < backoff.attempts
            ? environment.time.now + backoff.pause(after: attempt, of: error, random: environment.random) : nil
        environment.logger.warning(
            retryAt == nil ? "an event is parked" : "a subscriber failed",
            metadata: [
                "subscriber": "\(claim.subscriber)", "event": "\(claim.event)", "attempt": "\(attempt)", "error": "\(error)",
            ])
        try await database.write { try OutboxStore.fail(claim, error: "\(error)", retryAt: retryAt, in: $0) }
    }
}

/// A delivery to a subscriber that this executable does not have, since its plugin was taken out.
struct UnknownSubscriber: Error, CustomStringConvertible {
    let name: String
    var description: String { "nobody subscribes as '\(name)' any more: enable its plugin, or discard the delivery" }
}

extension SingleExtensionPoint where Value == OutboxDispatcher {
    public static var outboxDispatcher: Self { Self("outbox-dispatcher", "the durable: section") }
}
