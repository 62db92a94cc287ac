/// Why there is no answer.
///
/// What matters to a sender is ``mayHaveArrived``: only a request that certainly did not arrive can be taken as not sent.
public struct HTTPTransportError: Error, Equatable, CustomStringConvertible {
    private enum Reason: Equatable {
        case invalidRequest(String)
        case unreachable(String)
        case timedOut
        case cancelled
        case broken(String)
        case tooLarge(limit: Int)
    }

    private let reason: Reason

    private init(_ reason: Reason) { self.reason = reason }

    /// The request is none that can be sent, such as one without a host.
    public static func invalidRequest(_ reason: String) -> Self { Self(.invalidRequest(reason)) }

    /// No connection came about: the name is unknown, nobody listens, the certificate is not the host's.
    public static func unreachable(_ reason: String) -> Self { Self(.unreachable(reason)) }

    /// The answer did not arrive in time.
    public static let timedOut = Self(.timedOut)

    /// Whoever sent it waits no more.
    public static let cancelled = Self(.cancelled)

    /// The connection ended, or what came over it is no HTTP.
    public static func broken(_ reason: String) -> Self { Self(.broken(reason)) }

    /// The answer's body has more bytes than it may.
    public static func tooLarge(limit: Int) -> Self { Self(.tooLarge(limit: limit)) }

    /// Whether the service may have got the request, and acted upon it.
    public var mayHaveArrived: Bool {
        switch reason {
        case .invalidRequest, .unreachable: false
        case .timedOut, .cancelled, .broken, .tooLarge: true
        }
    }

    public var description: String {
        switch reason {
        case .invalidRequest(let reason): "the request cannot be sent: \(reason)"
        case .unreachable(let reason): "the service cannot be reached: \(reason)"
        case .timedOut: "the service did not answer in time"
        case .cancelled: "nobody waited for the service's answer"
        case .broken(let reason): "the service's answer broke off: \(reason)"
        case .tooLarge(let limit): "the service's answer is larger than \(limit) bytes"
        }
    }
}
