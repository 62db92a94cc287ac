import MartletKernel

/// The way out to services over HTTP: a provider sends each request through it, and a test puts a service of its own there.
///
/// It follows no redirect, repeats nothing and keeps no cookies: what a request means is its sender's to know. It may be called by
/// several tasks at once. Never call it inside a transaction; bodies of transactions are synchronous, so nobody can.
public protocol HTTPTransport: Sendable {
    /// Sends a request and returns the whole answer, whatever its status.
    ///
    /// When the task is cancelled, the request is given up, and the error says that it may have arrived.
    func send(_ request: HTTPTransportRequest) async throws(HTTPTransportError) -> HTTPTransportAnswer
}

extension SingleExtensionPoint where Value == any HTTPTransport {
    /// What sends requests to other machines.
    public static var httpTransport: Self { Self("http-transport", "the network: section") }
}
