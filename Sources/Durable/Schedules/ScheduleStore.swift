import MartletDatabase
import MartletKernel

/// All SQL of schedules.
enum ScheduleStore {
    /// Takes a schedule on if it is due and nobody has it. Returns the fence that its holder writes with.
    static func claim(_ name: String, every interval: Duration, now: Timestamp, in transaction: WriteTransaction) throws -> Int? {
        try transaction.value(
            """
            INSERT INTO schedules (name, due_at, leased_until, fence) VALUES (\(name), \(now), \(now + Lease.duration), 1)
            ON CONFLICT (name) DO UPDATE SET leased_until = excluded.leased_until, fence = schedules.fence + 1
            WHERE \(isFree(every: interval, now: now))
            RETURNING fence
            """, as: Int.self)
    }

    /// Makes the lease last until a time. False when somebody else has taken it over.
    static func renew(_ name: String, fence: Int, until: Timestamp, in transaction: WriteTransaction) throws -> Bool {
        try transaction.execute("UPDATE schedules SET leased_until = \(until) WHERE name = \(name) AND fence = \(fence)") == 1
    }

    /// Gives a schedule back until it is due again.
    static func finish(_ name: String, fence: Int, dueAt: Timestamp, in transaction: WriteTransaction) throws {
        try transaction.execute("UPDATE schedules SET due_at = \(dueAt), leased_until = 0 WHERE name = \(name) AND fence = \(fence)")
    }

    /// Whether a schedule is due and free, without taking it.
    static func isDue(_ name: String, every interval: Duration, now: Timestamp, in transaction: ReadTransaction) throws -> Bool {
        try transaction.count("SELECT COUNT(*) FROM schedules WHERE name = \(name) AND NOT (\(isFree(every: interval, now: now)))") == 0
    }

    /// A time so far ahead that nobody can have meant it was written before the clock was set back: it has come. Clocks of
    /// instances may differ by the length of a lease.
    private static func isFree(every interval: Duration, now: Timestamp) -> SQL {
        let (lastDue, lastLease) = (now + interval + Lease.duration, now + Lease.duration * 2)
        return """
            (schedules.due_at <= \(now) OR schedules.due_at > \(lastDue))
            AND (schedules.leased_until <= \(now) OR schedules.leased_until > \(lastLease))
            """
    }
}
