import MartletDatabase
import MartletKernel

/// All SQL of jobs but for enqueueing.
enum JobStore {
    static func claim(_ limit: Int, now: Timestamp, lease: Duration, in transaction: WriteTransaction) throws -> [Job] {
        let jobs = try transaction.all(
            """
            SELECT id, kind, payload, attempts, fence FROM jobs WHERE state = 'pending' AND due_at <= \(now)
            ORDER BY due_at, id LIMIT \(limit)\(transaction.dialect.forUpdateSkipLocked)
            """
        ) { row in
            Job(
                id: try row.next(), kind: try row.next(), payload: try row.next(), attempt: try row.next(Int.self) + 1,
                fence: try row.next(Int.self) + 1)
        }
        try transaction.executeAll(
            jobs.map { "UPDATE jobs SET due_at = \(now + lease), attempts = attempts + 1, fence = fence + 1 WHERE id = \($0.id)" })
        return jobs
    }

    static func finish(_ job: Job, in transaction: WriteTransaction) throws {
        try transaction.execute("DELETE FROM jobs WHERE id = \(job.id) AND fence = \(job.fence)")
    }

    static func fail(_ job: Job, error: String, retryAt: Timestamp?, in transaction: WriteTransaction) throws {
        try transaction.execute(
            """
            UPDATE jobs SET state = \(retryAt == nil ? "parked" : "pending"), due_at = \(retryAt ?? Timestamp(milliseconds: 0)),
                error = \(String(error.prefix(1_000)))
            WHERE id = \(job.id) AND fence = \(job.fence)
            """)
    }

    static func parkedCount(in transaction: ReadTransaction) throws -> Int {
        try transaction.count("SELECT COUNT(*) FROM jobs WHERE state = 'parked'")
    }
}
