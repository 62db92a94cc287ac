import MartletDatabase
import MartletKernel

/// All SQL of jobs but for enqueueing.
enum JobStore {
    /// The kinds of which something is due. Steps from kind to kind, so it costs the same however much waits.
    static func dueKinds(now: Timestamp, in transaction: ReadTransaction) throws -> [String] {
        try transaction.all(
            """
            WITH RECURSIVE lane (name) AS (
                SELECT MIN(kind) FROM jobs WHERE state = 'pending'
                UNION ALL SELECT (SELECT MIN(j.kind) FROM jobs j WHERE j.state = 'pending' AND j.kind > lane.name)
                FROM lane WHERE lane.name IS NOT NULL)
            SELECT name FROM lane WHERE name IS NOT NULL AND EXISTS (
                SELECT 1 FROM jobs j WHERE j.state = 'pending' AND j.kind = lane.name AND j.due_at <= \(now))
            """
        ) { try $0.next(String.self) }
    }

    static func claim(_ limit: Int, of kind: String, now: Timestamp, in transaction: WriteTransaction) throws -> [Job] {
        let jobs = try transaction.all(
            """
            SELECT id, payload, attempts, fence FROM jobs WHERE state = 'pending' AND kind = \(kind) AND due_at <= \(now)
            ORDER BY due_at, id LIMIT \(limit)\(transaction.dialect.forUpdateSkipLocked)
            """
        ) { row in
            Job(
                id: try row.next(), kind: kind, payload: try row.next(), attempt: try row.next(Int.self) + 1,
                fence: try row.next(Int.self) + 1)
        }
        try transaction.executeAll(
            jobs.map {
                "UPDATE jobs SET due_at = \(now + Lease.duration), attempts = attempts + 1, fence = fence + 1 WHERE id = \($0.id)"
            })
        return jobs
    }

    /// Makes the lease on a job last until a time. False when somebody else has taken it over.
    static func renew(_ job: Job, until: Timestamp, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute("UPDATE jobs SET due_at = \(until) WHERE \(isClaimed(job))") == 1
    }

    static func finish(_ job: Job, in transaction: WriteTransaction) throws {
        try transaction.execute("DELETE FROM jobs WHERE \(isClaimed(job))")
    }

    static func fail(_ job: Job, error: String, retryAt: Timestamp?, in transaction: WriteTransaction) throws {
        try transaction.execute(
            """
            UPDATE jobs SET state = \(retryAt == nil ? "parked" : "pending"), due_at = \(retryAt ?? Timestamp(milliseconds: 0)),
                error = \(String(error.prefix(1_000)))
            WHERE \(isClaimed(job))
            """)
    }

    private static func isClaimed(_ job: Job) -> SQL { "id = \(job.id) AND fence = \(job.fence)" }

    static func parkedCount(in transaction: ReadTransaction) throws -> Int {
        try transaction.count("SELECT COUNT(*) FROM jobs WHERE state = 'parked'")
    }
}
