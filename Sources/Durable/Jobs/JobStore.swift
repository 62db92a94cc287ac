import MartletDatabase
import MartletKernel

/// All SQL of jobs but for enqueueing.
enum JobStore {
    /// The kinds of which something is due.
    static func dueKinds(now: Timestamp, in transaction: ReadTransaction) throws -> [String] {
        try transaction.dueLanes(of: "jobs", by: "kind", now: now)
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
        try transaction.executeLater(
            jobs.map {
                "UPDATE jobs SET due_at = \(now + Lease.duration), attempts = attempts + 1, fence = fence + 1 WHERE id = \($0.id)"
            })
        return jobs
    }

    /// Makes the lease on a job last until a time. False when somebody else has taken it over.
    static func renew(_ job: Job, until: Timestamp, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute("UPDATE jobs SET due_at = \(until) WHERE \(isClaimed(job))") == 1
    }

    /// False when somebody else has taken the job over, who will end it.
    static func finish(_ job: Job, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute("DELETE FROM jobs WHERE \(isClaimed(job))") == 1
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
