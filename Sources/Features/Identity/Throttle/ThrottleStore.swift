import MartletDatabase
import MartletKernel

/// All SQL of counts of attempts.
enum ThrottleStore {
    /// Counts an attempt unless there is a pause, and returns how many there are now; `nil` in a pause. Whoever counts the same
    /// waits until the transaction ends. A pause that is longer than any was begun before the clock was set back: it is over.
    static func count(_ count: ThrottledAttempt.Count, at now: Timestamp, in transaction: WriteTransaction) throws -> Int? {
        try transaction.value(
            """
            INSERT INTO throttles (digest, attempts, paused_until, expires_at)
            VALUES (\(count.key), 1, \(now), \(now + count.rule.memory))
            ON CONFLICT (digest) DO UPDATE SET
                attempts = CASE WHEN throttles.expires_at <= \(now) THEN 1 ELSE throttles.attempts + 1 END,
                paused_until = excluded.paused_until, expires_at = excluded.expires_at
            WHERE throttles.paused_until <= \(now) OR throttles.paused_until > \(now + count.rule.longest)
            RETURNING attempts
            """, as: Int.self)
    }

    static func pause(_ key: [UInt8], until time: Timestamp, in transaction: WriteTransaction) throws {
        try transaction.execute("UPDATE throttles SET paused_until = \(time) WHERE digest = \(key)")
    }

    /// Until when nothing is tried; `nil` without a pause.
    static func paused(_ key: [UInt8], in transaction: ReadTransaction) throws -> Timestamp? {
        try transaction.value("SELECT paused_until FROM throttles WHERE digest = \(key)", as: Timestamp.self)
    }

    /// Takes one attempt back, with the pause that it has brought.
    static func takeBack(_ key: [UInt8], at now: Timestamp, in transaction: WriteTransaction) throws {
        try transaction.execute(
            "UPDATE throttles SET attempts = attempts - 1, paused_until = \(now) WHERE digest = \(key) AND attempts > 0")
    }

    static func forget(_ key: [UInt8], in transaction: WriteTransaction) throws {
        try transaction.execute("DELETE FROM throttles WHERE digest = \(key)")
    }

    /// Forgets some of the counts that do not count any more. Returns how many.
    static func purge(_ limit: Int, before time: Timestamp, in transaction: WriteTransaction) throws -> Int {
        try transaction.execute(
            "DELETE FROM throttles WHERE digest IN (SELECT digest FROM throttles WHERE expires_at <= \(time) LIMIT \(limit))")
    }

    /// Forgets some of the counts beyond a number, those first that would be forgotten first anyway. Returns how many.
    static func shrink(to size: Int, _ limit: Int, in transaction: WriteTransaction) throws -> Int {
        let surplus = try transaction.count("SELECT COUNT(*) FROM throttles") - size
        guard surplus > 0 else { return 0 }
        return try transaction.execute(
            "DELETE FROM throttles WHERE digest IN (SELECT digest FROM throttles ORDER BY expires_at LIMIT \(min(surplus, limit)))")
    }
}
