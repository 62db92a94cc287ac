import MartletDatabase
import MartletKernel

/// Keeps what a request with an `Idempotency-Key` was answered, so that the same request is answered the same and takes
/// effect once.
public enum IdempotencyKeys {
    /// What is known of a key.
    public enum State: Sendable, Equatable {
        /// Nothing: the request may run. Its fence says who holds it.
        case free(fence: Int)
        /// The same request runs now.
        case running
        /// The key was used with another request.
        case reused
        case answered(status: Int, body: [UInt8])
    }

    /// How long an answer is kept.
    public static let retention = Duration.seconds(86_400)

    /// Takes a key for a request, or says why not.
    ///
    /// - Parameters:
    ///   - digest: Of the key and of whom it belongs to.
    ///   - fingerprint: Of the request.
    ///   - lease: How long the request may run before a repetition takes it over.
    public static func claim(
        _ digest: [UInt8], fingerprint: [UInt8], lease: Duration, now: Timestamp, in transaction: WriteTransaction
    ) throws -> State {
        let inserted = try transaction.execute(
            """
            INSERT INTO idempotency_keys (digest, fingerprint, fence, leased_until, expires_at)
            VALUES (\(digest), \(fingerprint), 1, \(now + lease), \(now + retention)) ON CONFLICT (digest) DO NOTHING
            """)
        Failpoint.idempotencyKeyClaimed.pass()
        if inserted == 1 { return .free(fence: 1) }
        let row = try transaction.first(
            "SELECT fingerprint, fence, leased_until, status, body, expires_at FROM idempotency_keys WHERE digest = \(digest)\(transaction.dialect.forUpdate)"
        ) { row in
            (
                fingerprint: try row.next([UInt8].self), fence: try row.next(Int.self), leasedUntil: try row.next(Timestamp.self),
                status: try row.next(Int?.self), body: try row.next([UInt8]?.self), expiresAt: try row.next(Timestamp.self)
            )
        }
        // Inserted by a transaction that this one does not see: run again, it will.
        guard let row else { throw DatabaseError(.serializationFailure, "an idempotency key was taken meanwhile") }
        if row.expiresAt > now {
            guard row.fingerprint == fingerprint else { return .reused }
            if let status = row.status { return .answered(status: status, body: row.body ?? []) }
            guard row.leasedUntil <= now else { return .running }
        }
        try transaction.execute(
            """
            UPDATE idempotency_keys SET fingerprint = \(fingerprint), fence = \(row.fence + 1), leased_until = \(now + lease),
                status = NULL, body = NULL, expires_at = \(now + retention) WHERE digest = \(digest)
            """)
        return .free(fence: row.fence + 1)
    }

    /// Keeps the answer. False when a repetition has taken the key over meanwhile.
    @discardableResult
    public static func keep(_ digest: [UInt8], fence: Int, status: Int, body: [UInt8], in transaction: WriteTransaction) throws -> Bool {
        let kept = try transaction.execute(
            "UPDATE idempotency_keys SET status = \(status), body = \(body) WHERE digest = \(digest) AND fence = \(fence) AND status IS NULL"
        )
        Failpoint.idempotencyAnswerKept.pass()
        return kept == 1
    }

    /// Gives a key up whose request failed without an effect, so that it may be repeated at once.
    public static func release(_ digest: [UInt8], fence: Int, in transaction: WriteTransaction) throws {
        try transaction.execute("DELETE FROM idempotency_keys WHERE digest = \(digest) AND fence = \(fence) AND status IS NULL")
    }

    /// Forgets some of the keys that have expired. Returns how many.
    static func purge(_ limit: Int, before time: Timestamp, in transaction: WriteTransaction) throws -> Int {
        try transaction.execute(
            """
            DELETE FROM idempotency_keys WHERE digest IN (
                SELECT digest FROM idempotency_keys WHERE expires_at < \(time) LIMIT \(limit))
            """)
    }
}
