import HTTPTypes
import MartletDatabase
import MartletKernel

extension Problem {
    /// The form of any error for clients. What clients must not see is left out unless `development` is set.
    init(_ error: any Error, development: Bool) {
        switch error {
        case let error as any ProblemConvertible:
            self = error.problem
        case let refusal as Refusal:
            self.init(ProblemType(422, refusal.code, ProblemType.refused.title), refusal.reason)
        case let error as DatabaseError where error.isUnavailable || error.isRetryable:
            self.init(
                .unavailable, "The database cannot be used at the moment; try again shortly." + (development ? " \(error)" : ""),
                headers: [.retryAfter: "1"])
        case is CancellationError:
            self.init(.unavailable, "The server is shutting down; try again shortly.", headers: [.retryAfter: "1"])
        default:
            self.init(
                .internalError,
                development ? String(reflecting: error) : "The request failed. Its request_id is in the shop's log.")
        }
    }
}
