import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletKernel

/// Slows down who keeps trying. The counts are in the database, so that all instances agree.
///
/// An attempt is counted before it is made, and taken back when it succeeds: so no number of attempts at the same time gets past
/// the count.
package struct Throttle: Sendable {
    let database: Database
    let environment: Environment

    /// How many counts are kept: more are forgotten, the oldest first.
    static let size = 200_000

    /// Makes an attempt, and counts it if it fails.
    ///
    /// Only what the body refuses with an ``IdentityError`` of a wrong secret counts: that the shop was busy, or broken, is nobody's
    /// guess.
    ///
    /// - Throws: ``IdentityError/throttled(_:)`` during a pause, without the body being run, and what the body throws.
    package func attempt<T: Sendable>(_ attempt: ThrottledAttempt, _ body: () async throws -> T) async throws -> T {
        try await begin(attempt)
        do {
            let value = try await body()
            try await succeed(attempt)
            return value
        } catch {
            if (error as? IdentityError)?.isGuess != true { try? await withdraw(attempt) }
            throw error
        }
    }

    /// Counts an attempt that is about to be made.
    ///
    /// - Throws: ``IdentityError/throttled(_:)`` during a pause; then nothing is counted.
    package func begin(_ attempt: ThrottledAttempt) async throws {
        let counts = attempt.counts
        try await database.write { [environment] transaction in
            let now = environment.time.now
            var pauses: [(key: [UInt8], pause: Duration)] = []
            for count in counts {
                guard let attempts = try ThrottleStore.count(count, at: now, in: transaction) else {
                    throw IdentityError.throttled(try Throttle.wait(counts, at: now, in: transaction))
                }
                let pause = count.rule.pause(after: attempts)
                if pause > .zero { pauses.append((count.key, pause)) }
            }
            for (key, pause) in pauses { try ThrottleStore.pause(key, until: now + pause, in: transaction) }
        }
    }

    /// Takes an attempt back that has succeeded. The client's failures with this account are forgiven; those of others stay.
    package func succeed(_ attempt: ThrottledAttempt) async throws {
        let counts = attempt.counts
        try await database.write { [environment] transaction in
            let now = environment.time.now
            for count in counts {
                if count.endsWithSuccess {
                    try ThrottleStore.forget(count.key, in: transaction)
                } else {
                    try ThrottleStore.takeBack(count.key, at: now, in: transaction)
                }
            }
        }
    }

    /// Takes an attempt back that came to nothing either way.
    package func withdraw(_ attempt: ThrottledAttempt) async throws {
        let counts = attempt.counts
        try await database.write { [environment] transaction in
            let now = environment.time.now
            for count in counts { try ThrottleStore.takeBack(count.key, at: now, in: transaction) }
        }
    }

    /// How long until none of the counts is in a pause.
    private static func wait(_ counts: [ThrottledAttempt.Count], at now: Timestamp, in transaction: ReadTransaction) throws -> Duration {
        let until = try counts.compactMap { try ThrottleStore.paused($0.key, in: transaction) }.max()
        return max(until.map { $0 - now } ?? .zero, .seconds(1))
    }
}

extension SingleExtensionPoint where Value == Throttle {
    package static var throttle: Self { Self("throttle", "the identity feature") }
}
