import MartletDatabase
import MartletKernel
import Synchronization

/// What has changed of things that instances keep copies of in memory.
///
/// Who changes such a thing appends that in the same transaction. Who keeps a copy reads what is new, at once when
/// ``localCommits`` has grown, and from time to time for what other instances have written.
public final class ChangeLog: Sendable {
    /// How many changes a reader catches up with at most; who has missed more makes his copy anew.
    private static let limit = 10_000
    /// How many changes are kept: readers who are behind by more have missed more than they catch up with.
    private static let kept = 10 * limit

    private let commits = Atomic(0)

    init() {}

    /// How many transactions with changes this process has committed. A read that begins afterwards sees them.
    public var localCommits: Int { commits.load(ordering: .acquiring) }

    /// Adds changes, which are there for everybody once the transaction has committed.
    public func append(_ changes: [LoggedChange], in transaction: WriteTransaction) throws {
        guard !changes.isEmpty else { return }
        var rows = RowBatch("changes", ["topic", "first_id", "last_id"])
        for change in changes {
            rows.append([change.topic.rawValue.sqlValue, ChangeLog.value(of: change.first), ChangeLog.value(of: change.last)])
        }
        try transaction.insert(rows)
        transaction.onCommit { [self] in commits.add(1, ordering: .releasing) }
    }

    /// The place from which somebody reads who makes a copy of what this transaction, or a later one, sees.
    public func place(in transaction: ReadTransaction) throws -> ChangeLogPlace {
        let last = try transaction.count("SELECT MAX(position) FROM changes")
        let start = max(0, last - ChangeLogPlace.overlap)
        let positions = try transaction.all("SELECT position FROM changes WHERE position > \(start)") { try $0.next(Int.self) }
        return ChangeLogPlace(after: start, seen: positions, at: .now)
    }

    /// The changes that nobody has read from this place; `nil` when those are too many. The place moves on.
    public func next(after place: inout ChangeLogPlace, in transaction: ReadTransaction) throws -> [LoggedChange]? {
        let rows = try transaction.all(
            """
            SELECT position, topic, first_id, last_id FROM changes WHERE position > \(place.floor)
            ORDER BY position LIMIT \(ChangeLog.limit + 1)
            """
        ) { row in
            (
                position: try row.next(Int.self),
                change: LoggedChange(
                    topic: ChangeTopic(rawValue: try row.next()), first: try ChangeLog.id(&row), last: try ChangeLog.id(&row))
            )
        }
        guard rows.count <= ChangeLog.limit else { return nil }
        let new = place.take(rows.map(\.position), at: .now)
        return rows.filter { new.contains($0.position) }.map(\.change)
    }

    /// Forgets some of the oldest changes. Returns how many.
    static func purge(_ limit: Int, in transaction: WriteTransaction) throws -> Int {
        try transaction.execute(
            """
            DELETE FROM changes WHERE position IN (
                SELECT position FROM changes WHERE position <= (SELECT MAX(position) FROM changes) - \(kept)
                ORDER BY position LIMIT \(limit))
            """)
    }

    private static func value(of id: UUIDv7) -> SQLValue { .identifier(high: id.high, low: id.low) }
    private static func id(_ row: inout Row) throws -> UUIDv7 { try row.next(ID<AnyTag>.self).uuid }

    private enum AnyTag: IDTag { static let prefix = "any" }
}

extension SingleExtensionPoint where Value == ChangeLog {
    public static var changeLog: Self { Self("change-log", "the durable: section") }
}
