import MartletCommerce
import MartletKernel
import Synchronization

/// Something that a payment service does to a shop, or that a network does to both.
public enum PaymentFault: String, Sendable, Hashable, CaseIterable {
    /// The request never arrives.
    case unreachable
    /// It does what it was asked, and the answer is lost.
    case silenceAfter = "silence_after"
    /// It answers with an error of its own, and has done nothing.
    case errorBefore = "error_before"
    /// It does what it was asked, and answers with an error of its own.
    case errorAfter = "error_after"
    /// It does what it was asked, and answers what makes no sense.
    case garbage
    /// It has had too much of the shop, and does nothing.
    case limit
}

/// The faults that wait for a fake payment service, and what has come to it.
final class FaultQueue: Sendable {
    private struct State {
        var next: [PaymentFault?] = []
        var always: PaymentFault?
    }

    private let state = Mutex(State())

    /// What befalls the next request; `nil` for nothing.
    func take() -> PaymentFault? {
        state.withLock { state in state.next.isEmpty ? state.always : state.next.removeFirst() }
    }

    func expect(_ faults: [PaymentFault?]) { state.withLock { $0.next += faults } }

    func always(_ fault: PaymentFault?) {
        state.withLock { state in
            state.always = fault
            state.next = []
        }
    }
}

extension FaultQueue {
    /// Answers a request, unless the next fault sees to it.
    func answer(
        _ request: HTTPTransportRequest, _ body: (HTTPTransportRequest) -> HTTPTransportAnswer
    ) throws(HTTPTransportError) -> HTTPTransportAnswer {
        switch take() {
        case nil: return body(request)
        case .unreachable: throw .unreachable("the fake is told not to be there")
        case .silenceAfter:
            _ = body(request)
            throw .timedOut
        case .errorBefore: return HTTPTransportAnswer(status: 500, body: Array(#"{"error": {"type": "api_error"}}"#.utf8))
        case .errorAfter:
            _ = body(request)
            return HTTPTransportAnswer(status: 502, body: Array("<html>Bad gateway</html>".utf8))
        case .garbage:
            _ = body(request)
            return HTTPTransportAnswer(status: 200, body: Array("}{ no".utf8))
        case .limit: return HTTPTransportAnswer(status: 429, body: Array(#"{"error": {"type": "rate_limit_error"}}"#.utf8))
        }
    }
}
