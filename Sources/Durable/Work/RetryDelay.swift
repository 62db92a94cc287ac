import MartletKernel

/// An error that says when to try again at the earliest: a service's `Retry-After`.
///
/// Work that ends with it is not tried before so long, an hour at most, or the usual pause where that is longer.
public protocol RetryDelay: Error {
    /// From now; `nil` where nobody said.
    var retryAfter: Duration? { get }
}

extension Backoff {
    /// The pause after an attempt that ended with an error.
    func pause(after attempt: Int, of error: any Error, random: any RandomSource) -> Duration {
        let asked = min((error as? any RetryDelay)?.retryAfter ?? .zero, .seconds(3_600))
        return max(asked, pause(after: attempt, random: random))
    }
}
