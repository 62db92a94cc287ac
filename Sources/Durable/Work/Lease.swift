import MartletDatabase
import MartletKernel

/// A claim on some work by one instance. It is renewed while the work goes on, so it lasts for as long as its holder lives,
/// and little longer: then another instance takes the work over.
struct Lease: Sendable {
    /// How long a claim lasts that nobody renews.
    static let duration = Duration.seconds(60)

    let time: any TimeSource

    /// Does the work for so long at most, renewing the lease meanwhile.
    ///
    /// - Parameter renew: Makes the lease last until a time; false when somebody else has it by now.
    /// - Throws: What the work throws, `TimedOut`, or ``LeaseLost``.
    func hold<T: Sendable>(
        atMost limit: Duration, renew: @escaping @Sendable (Timestamp) async throws -> Bool,
        while work: @escaping @Sendable () async throws -> T
    ) async throws -> T {
        try await time.limit(limit) {
            try await firstToEnd(of: work, { try await keep(renew) })
        }
    }

    /// Returns never, and throws when the lease is lost.
    private func keep<T>(_ renew: @Sendable (Timestamp) async throws -> Bool) async throws -> T {
        var heldUntil = time.now + Lease.duration
        while true {
            try await time.sleep(for: Lease.duration / 3)
            let until = time.now + Lease.duration
            do {
                guard try await renew(until) else { throw LeaseLost() }
                heldUntil = until
            } catch is DatabaseError {
                // The database may come back before the lease ends.
                guard time.now < heldUntil else { throw LeaseLost() }
            }
        }
    }
}

/// Somebody else has taken the work over.
struct LeaseLost: Error, CustomStringConvertible {
    var description: String { "the lease was lost: another instance has taken over" }
}
