import MartletCommerce
import MartletKernel
import Synchronization

/// Leaves a provider alone that keeps failing, so that buyers are told at once instead of after its time-out, and the provider is not
/// asked more than it can bear. After a pause one call at a time finds out whether it is back.
final class CircuitBreaker: Sendable {
    private struct State {
        var failures = 0
        var closedUntil: Timestamp?
    }

    /// How many calls in a row fail before there is a pause.
    static let patience = 8
    static let pause: Duration = .seconds(15)

    private let state = Mutex(State())
    private let time: any TimeSource

    init(time: any TimeSource) { self.time = time }

    /// Whether a call may be made now.
    func lets() -> Bool {
        let now = time.now
        return state.withLock { state in
            guard let until = state.closedUntil else { return true }
            // A clock that was set back must not close it for longer than a pause.
            guard now >= until || until > now + CircuitBreaker.pause else { return false }
            // Whoever comes next tries; others wait for another pause, or until that one has succeeded.
            state.closedUntil = now + CircuitBreaker.pause
            return true
        }
    }

    /// Notes how a call went: whatever the provider has answered, it has answered.
    func note(_ outcome: PaymentOutcome) {
        let now = time.now
        state.withLock { state in
            guard outcome.isFailure else { return state = State() }
            state.failures += 1
            if state.failures >= CircuitBreaker.patience { state.closedUntil = now + CircuitBreaker.pause }
        }
    }
}

extension PaymentOutcome {
    /// Whether the provider has not answered.
    fileprivate var isFailure: Bool {
        switch self {
        case .unknown: true
        case .declined(let decline): decline.reason == .unavailable
        case .succeeded, .requiresAction, .processing: false
        }
    }
}
