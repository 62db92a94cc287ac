import MartletDatabase
import MartletKernel

/// All SQL of the outbox but for publishing.
enum OutboxStore {
    /// A delivery that this instance has taken on until its lease ends.
    struct Claim: Sendable {
        let event: EventID
        let subscriber: String
        let fence: Int
        let envelope: EventEnvelope
    }

    /// The subscribers for whom something is due.
    static func dueSubscribers(now: Timestamp, in transaction: ReadTransaction) throws -> [String] {
        try transaction.dueLanes(of: "outbox_deliveries", by: "subscriber", now: now)
    }

    /// Takes on what is due for a subscriber. Of one aggregate's events it gets the oldest only, so that they arrive in order.
    static func claim(_ limit: Int, of subscriber: String, now: Timestamp, in transaction: WriteTransaction) throws -> [Claim] {
        let lock: SQL = transaction.dialect.forUpdateSkipLocked.isEmpty ? "" : " FOR UPDATE OF d SKIP LOCKED"
        let claims = try transaction.all(
            """
            SELECT d.event_id, d.fence, d.attempts, e.name, e.version, e.aggregate, e.published_at, e.payload
            FROM outbox_deliveries d JOIN outbox_events e ON e.id = d.event_id
            WHERE d.state = 'pending' AND d.subscriber = \(subscriber) AND d.due_at <= \(now) AND NOT EXISTS (
                SELECT 1 FROM outbox_deliveries earlier
                WHERE earlier.subscriber = d.subscriber AND earlier.aggregate = d.aggregate AND earlier.position < d.position)
            ORDER BY d.due_at, d.position LIMIT \(limit)\(lock)
            """
        ) { row in
            let event: EventID = try row.next()
            let fence = try row.next(Int.self) + 1
            let attempt = try row.next(Int.self) + 1
            let envelope = EventEnvelope(
                id: event.description, name: try row.next(), version: try row.next(), aggregate: try row.next(),
                publishedAt: try row.next(), payload: try row.next(), attempt: attempt)
            return Claim(event: event, subscriber: subscriber, fence: fence, envelope: envelope)
        }
        try transaction.executeLater(
            claims.map { claim in
                """
                UPDATE outbox_deliveries SET due_at = \(now + Lease.duration), attempts = attempts + 1, fence = fence + 1
                WHERE \(isDelivery(claim))
                """
            })
        return claims
    }

    /// Makes the lease on a delivery last until a time. False when somebody else has taken it over.
    static func renew(_ claim: Claim, until: Timestamp, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute("UPDATE outbox_deliveries SET due_at = \(until) WHERE \(isClaimed(claim))") == 1
    }

    /// Notes that a delivery arrived. False when somebody else has taken it over.
    @discardableResult
    static func acknowledge(_ claim: Claim, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute("DELETE FROM outbox_deliveries WHERE \(isClaimed(claim))") == 1
    }

    /// Notes that a delivery failed: it is due again at a time, or parked without one.
    static func fail(_ claim: Claim, error: String, retryAt: Timestamp?, in transaction: WriteTransaction) throws {
        try transaction.execute(
            """
            UPDATE outbox_deliveries SET state = \(retryAt == nil ? "parked" : "pending"),
                due_at = \(retryAt ?? Timestamp(milliseconds: 0)), error = \(String(error.prefix(1_000)))
            WHERE \(isClaimed(claim))
            """)
    }

    private static func isDelivery(_ claim: Claim) -> SQL { "event_id = \(claim.event) AND subscriber = \(claim.subscriber)" }

    private static func isClaimed(_ claim: Claim) -> SQL { "\(isDelivery(claim)) AND fence = \(claim.fence)" }

    static func parkedCount(in transaction: ReadTransaction) throws -> Int {
        try transaction.count("SELECT COUNT(*) FROM outbox_deliveries WHERE state = 'parked'")
    }

    /// Forgets some of the events that everybody has acknowledged and that are old. Returns how many.
    static func purge(_ limit: Int, before time: Timestamp, in transaction: WriteTransaction) throws -> Int {
        try transaction.execute(
            """
            DELETE FROM outbox_events WHERE id IN (
                SELECT e.id FROM outbox_events e WHERE e.published_at < \(time)
                AND NOT EXISTS (SELECT 1 FROM outbox_deliveries d WHERE d.event_id = e.id) LIMIT \(limit))
            """)
    }
}
