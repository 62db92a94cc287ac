import MartletAPI
import MartletCommerce
import MartletKernel
import Synchronization

/// What the requests of a ``TestShop`` to other machines reach: nobody, until the test says what answers.
///
/// ```swift
/// shop.network.answer { request in HTTPTransportAnswer(status: 200, body: Array(#"{"id": "pi_1"}"#.utf8)) }
/// ```
public final class TestNetwork: HTTPTransport {
    public typealias Handler = @Sendable (HTTPTransportRequest) async throws(HTTPTransportError) -> HTTPTransportAnswer

    private struct State {
        var requests: [HTTPTransportRequest] = []
        var handler: Handler?
    }

    private let state = Mutex(State())

    public init() {}

    /// What was sent, in order.
    public var requests: [HTTPTransportRequest] { state.withLock { $0.requests } }

    /// Lets a handler answer from now on.
    public func answer(_ handler: @escaping Handler) { state.withLock { $0.handler = handler } }

    /// Lets requests go on to another transport from now on.
    public func pass(to transport: some HTTPTransport) {
        answer { request async throws(HTTPTransportError) in try await transport.send(request) }
    }

    public func send(_ request: HTTPTransportRequest) async throws(HTTPTransportError) -> HTTPTransportAnswer {
        let handler = state.withLock { state in
            state.requests.append(request)
            return state.handler
        }
        guard let handler else { throw .unreachable("the test has said nothing that answers") }
        return try await handler(request)
    }
}

/// Puts a ``TestNetwork`` in the network's place.
struct TestNetworkPlugin: Plugin {
    static let id: PluginID = "test-network"
    static let summary = "Answers what a test shop asks of other machines."

    init(settings: NoSettings) {}

    func register(in registrar: inout Registrar) {
        registrar.provide(.testNetwork) { _ in TestNetwork() }
        registrar.provide(.httpTransportStandIn) { try $0(.testNetwork) }
    }
}

extension SingleExtensionPoint where Value == TestNetwork {
    static var testNetwork: Self { Self("test-network", "the test shop") }
}
