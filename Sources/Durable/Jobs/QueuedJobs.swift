import MartletDatabase
import MartletJSON
import MartletKernel

/// What operators see of jobs and can do about them.
public enum QueuedJobs {
    /// A job that is not done yet.
    public struct QueuedJob: Sendable, Equatable {
        public let id: JobID
        public let kind: String
        /// Whether it failed too often and waits for an operator.
        public let isParked: Bool
        public let attempts: Int
        public let dueAt: Timestamp
        public let error: String?
    }

    /// Jobs that wait, oldest first.
    public static func list(parkedOnly: Bool, limit: Int, in transaction: ReadTransaction) throws -> [QueuedJob] {
        let filter: SQL = parkedOnly ? "WHERE state = 'parked'" : ""
        return try transaction.all("SELECT id, kind, state, attempts, due_at, error FROM jobs \(filter) ORDER BY id LIMIT \(limit)") {
            row in
            QueuedJob(
                id: try row.next(), kind: try row.next(), isParked: try row.next(String.self) == "parked", attempts: try row.next(),
                dueAt: try row.next(), error: try row.next())
        }
    }

    /// Makes parked jobs due again; one, or all. Returns how many.
    public static func replay(_ job: JobID?, now: Timestamp, in transaction: WriteTransaction) throws -> Int {
        try transaction.execute("UPDATE jobs SET state = 'pending', attempts = 0, due_at = \(now) WHERE state = 'parked'\(narrowed(job))")
    }

    /// Gives parked jobs up; one, or all. Returns how many.
    public static func discard(_ job: JobID?, in transaction: WriteTransaction) throws -> Int {
        try transaction.execute("DELETE FROM jobs WHERE state = 'parked'\(narrowed(job))")
    }

    /// Removes the jobs of a kind whose payload is about something that nobody may keep. Returns how many.
    @discardableResult
    public static func forget(_ kind: String, in transaction: WriteTransaction, where isMeant: ([UInt8]) -> Bool) throws -> Int {
        let jobs = try transaction.all("SELECT id, payload FROM jobs WHERE (state = 'pending' OR state = 'parked') AND kind = \(kind)") {
            (id: try $0.next(JobID.self), payload: try $0.next([UInt8].self))
        }
        let removals = jobs.filter { isMeant($0.payload) }.map { "DELETE FROM jobs WHERE id = \($0.id)" as SQL }
        return try transaction.executeAll(removals).reduce(0, +)
    }

    private static func narrowed(_ job: JobID?) -> SQL { job.map { " AND id = \($0)" } ?? "" }
}

extension QueuedJobs.QueuedJob: JSONWritable {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("job", id)
            json.field("kind", kind)
            json.field("parked", isParked)
            json.field("attempts", attempts)
            json.field("due_at", dueAt)
            json.field("error", error)
        }
    }
}
