import MartletDatabase
import MartletJSON
import MartletKernel

/// Publishes events inside the transactions that make them true.
///
/// An event and one delivery for each of its subscribers are rows of the same transaction, so they commit or vanish with
/// the change. An event without subscribers is kept too, for as long as others are.
///
/// Events are numbered by the database, whose clock nobody sets back: a transaction that holds its aggregate's row publishes
/// after whoever held it before.
public struct Outbox: Sendable {
    /// The names of the subscribers of each event.
    private let subscribers: [String: [String]]
    private let environment: Environment
    private let wake: WakeUp

    init(subscriptions: [EventSubscription], environment: Environment, wake: WakeUp) {
        subscribers = Dictionary(grouping: subscriptions, by: \.event).mapValues { $0.map(\.subscriber) }
        self.environment = environment
        self.wake = wake
    }

    /// Publishes an event with the transaction.
    public func publish<E: Event>(_ event: E, in transaction: WriteTransaction) throws {
        try publish([event], in: transaction)
    }

    /// Publishes events of one kind, in their order, with the transaction.
    public func publish<E: Event>(_ events: [E], in transaction: WriteTransaction) throws {
        guard !events.isEmpty else { return }
        let now = environment.time.now
        let listeners = subscribers[E.name] ?? []
        var rows = RowBatch("outbox_events", ["id", "name", "version", "aggregate", "payload", "published_at"])
        let ids = events.map { event in
            let id = environment.identifiers.next(EventID.self)
            rows.append([
                id.sqlValue, E.name.sqlValue, E.version.sqlValue, event.aggregate.sqlValue, event.jsonBytes.sqlValue, now.sqlValue,
            ])
            return id
        }
        let deliveries: [SQL] = listeners.map { listener in
            """
            INSERT INTO outbox_deliveries (event_id, subscriber, position, aggregate, state, attempts, due_at, fence)
            SELECT id, \(listener), position, aggregate, 'pending', 0, published_at, 0 FROM outbox_events WHERE id IN (\(list: ids))
            """
        }
        try transaction.executeLater(rows.insertions() + deliveries)
        Failpoint.eventPublished.pass()
        if !listeners.isEmpty { transaction.onCommit { [wake] in wake.signal() } }
    }
}

public enum EventTag: IDTag { public static let prefix = "evt" }
public typealias EventID = ID<EventTag>

extension SingleExtensionPoint where Value == Outbox {
    public static var outbox: Self { Self("outbox", "the durable: section") }
}
