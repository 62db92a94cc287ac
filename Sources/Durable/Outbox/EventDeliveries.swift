import MartletDatabase
import MartletJSON
import MartletKernel

/// What operators see of deliveries and can do about them.
public enum EventDeliveries {
    /// A delivery that has not arrived yet.
    public struct Delivery: Sendable, Equatable {
        public let event: EventID
        public let name: String
        public let aggregate: String
        public let subscriber: String
        /// Whether it failed too often and waits for an operator.
        public let isParked: Bool
        public let attempts: Int
        public let publishedAt: Timestamp
        public let dueAt: Timestamp
        public let error: String?
        public let payload: [UInt8]
    }

    /// Deliveries that wait, oldest first.
    public static func list(parkedOnly: Bool, limit: Int, in transaction: ReadTransaction) throws -> [Delivery] {
        let filter: SQL = parkedOnly ? "WHERE d.state = 'parked'" : ""
        return try transaction.all(
            """
            SELECT d.event_id, e.name, d.aggregate, d.subscriber, d.state, d.attempts, e.published_at, d.due_at, d.error, e.payload
            FROM outbox_deliveries d JOIN outbox_events e ON e.id = d.event_id \(filter)
            ORDER BY d.event_id, d.subscriber LIMIT \(limit)
            """
        ) { try Delivery(from: &$0) }
    }

    /// The order of ``page(_:isParked:in:)``: oldest first.
    public static let order = [Keyset.Term("d.event_id"), Keyset.Term("d.subscriber", .text)]

    /// A page of the deliveries that wait, one more than its limit when there are further ones.
    ///
    /// - Parameters:
    ///   - keyset: In ``order``.
    ///   - isParked: Only parked deliveries, or only those that are tried by themselves; all unless given.
    public static func page(_ keyset: Keyset, isParked: Bool?, in transaction: ReadTransaction) throws -> [Delivery] {
        var conditions: [SQL] = keyset.condition.map { ["(\($0))"] } ?? []
        if let isParked { conditions.append("d.state = \(isParked ? "parked" : "pending")") }
        let filter: SQL = conditions.isEmpty ? "" : "WHERE \(conditions.joined(" AND "))"
        return try transaction.all(
            """
            SELECT d.event_id, e.name, d.aggregate, d.subscriber, d.state, d.attempts, e.published_at, d.due_at, d.error, e.payload
            FROM outbox_deliveries d JOIN outbox_events e ON e.id = d.event_id \(filter)
            ORDER BY \(keyset.order) LIMIT \(keyset.limit + 1)
            """
        ) { try Delivery(from: &$0) }
    }

    /// Makes parked deliveries due again; of one event, or all. Returns how many.
    public static func replay(_ event: EventID?, subscriber: String? = nil, now: Timestamp, in transaction: WriteTransaction) throws -> Int
    {
        try transaction.execute(
            "UPDATE outbox_deliveries SET state = 'pending', attempts = 0, due_at = \(now) WHERE state = 'parked'\(narrowed(event, subscriber))"
        )
    }

    /// Gives parked deliveries up; of one event, or all. Returns how many.
    public static func discard(_ event: EventID?, subscriber: String? = nil, in transaction: WriteTransaction) throws -> Int {
        try transaction.execute("DELETE FROM outbox_deliveries WHERE state = 'parked'\(narrowed(event, subscriber))")
    }

    private static func narrowed(_ event: EventID?, _ subscriber: String?) -> SQL {
        var sql = SQL.empty
        if let event { sql += " AND event_id = \(event)" }
        if let subscriber { sql += " AND subscriber = \(subscriber)" }
        return sql
    }
}

extension EventDeliveries.Delivery {
    fileprivate init(from row: inout Row) throws {
        self.init(
            event: try row.next(), name: try row.next(), aggregate: try row.next(), subscriber: try row.next(),
            isParked: try row.next(String.self) == "parked", attempts: try row.next(), publishedAt: try row.next(),
            dueAt: try row.next(), error: try row.next(), payload: try row.next())
    }
}

extension EventDeliveries.Delivery: JSONWritable {
    /// What operators see: everything but the payload, which may hold what is not theirs to read.
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("event", event)
            json.field("name", name)
            json.field("aggregate", aggregate)
            json.field("subscriber", subscriber)
            json.field("parked", isParked)
            json.field("attempts", attempts)
            json.field("published_at", publishedAt)
            json.field("error", error)
        }
    }
}
