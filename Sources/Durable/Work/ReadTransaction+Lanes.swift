import MartletDatabase
import MartletKernel

extension ReadTransaction {
    /// The lanes of a table of work in which something is due. Steps from lane to lane along the index on
    /// `(state, lane, due_at)`, so it costs the same however much waits.
    func dueLanes(of table: Table, by lane: Column, now: Timestamp) throws -> [String] {
        try all(
            """
            WITH RECURSIVE lanes (name) AS (
                SELECT MIN(\(lane)) FROM \(table) WHERE state = 'pending'
                UNION ALL SELECT (SELECT MIN(\(lane)) FROM \(table) WHERE state = 'pending' AND \(lane) > lanes.name)
                FROM lanes WHERE lanes.name IS NOT NULL)
            SELECT name FROM lanes WHERE name IS NOT NULL AND EXISTS (
                SELECT 1 FROM \(table) WHERE state = 'pending' AND \(lane) = lanes.name AND due_at <= \(now))
            """
        ) { try $0.next(String.self) }
    }
}
