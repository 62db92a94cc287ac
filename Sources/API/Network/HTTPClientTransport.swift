import AsyncHTTPClient
import MartletCommerce
import MartletKernel
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Sends requests with AsyncHTTPClient. It works between ``open()`` and ``close()``.
final class HTTPClientTransport: HTTPTransport {
    private let settings: NetworkSection.Settings
    private let time: any TimeSource
    private let client = Mutex<HTTPClient?>(nil)

    init(settings: NetworkSection.Settings, time: any TimeSource) {
        self.settings = settings
        self.time = time
    }

    // MARK: Opening and closing

    func open() throws {
        let configuration = try configuration()
        client.withLock { client in
            client = client ?? HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
        }
    }

    func close() async {
        let open = client.withLock { client in
            defer { client = nil }
            return client
        }
        // It fails when somebody else has closed it, which nobody can.
        try? await open?.shutdown()
    }

    private func configuration() throws -> HTTPClient.Configuration {
        var tls = TLSConfiguration.makeClientConfiguration()
        if let file = settings.caFile {
            do {
                tls.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(file))]
            } catch {
                throw SettingsError("ca_file", "\(file) is no file of certificates in PEM that can be read")
            }
        }
        // A redirect would take credentials to another place, and a repeated attempt belongs to whoever knows what it would mean.
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls, redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(connect: .init(settings.connectTimeout.duration)))
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = settings.connectionsPerHost
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }

    // MARK: Sending

    func send(_ request: HTTPTransportRequest) async throws(HTTPTransportError) -> HTTPTransportAnswer {
        guard let client = client.withLock({ $0 }) else { throw .unreachable("the shop is not open") }
        let outgoing = try HTTPClientTransport.outgoing(request)
        do {
            // The client's own deadline ends with the answer's head; a body may drip for ever. Time is the machine's here, whatever
            // the shop's clock says.
            return try await firstToEnd(
                of: {
                    let answer = try await client.execute(outgoing, timeout: .init(request.timeout))
                    let body = try await answer.body.collect(upTo: request.largestAnswer)
                    return HTTPTransportAnswer(
                        status: Int(answer.status.code),
                        headers: HTTPTransportHeaders(answer.headers.map { HTTPTransportHeaders.Field($0.name, $0.value) }),
                        body: Array(buffer: body))
                },
                { [time] in
                    try await time.pause(for: request.timeout)
                    throw HTTPTransportError.timedOut
                })
        } catch {
            throw HTTPClientTransport.reason(error, request)
        }
    }

    private static func outgoing(_ request: HTTPTransportRequest) throws(HTTPTransportError) -> HTTPClientRequest {
        // Anything else than a network's scheme would reach into the machine.
        guard request.url.hasPrefix("https://") || request.url.hasPrefix("http://") else {
            throw .invalidRequest("its address begins with neither https:// nor http://")
        }
        var outgoing = HTTPClientRequest(url: request.url)
        outgoing.method = HTTPMethod(rawValue: request.method.rawValue)
        for field in request.headers.fields { outgoing.headers.add(name: field.name, value: field.value) }
        if !request.body.isEmpty || [.post, .put, .patch].contains(request.method) { outgoing.body = .bytes(request.body) }
        return outgoing
    }

    /// What an error of the client means. Whatever is not known to have kept the request here may have let it through.
    private static func reason(_ error: any Error, _ request: HTTPTransportRequest) -> HTTPTransportError {
        switch error {
        case let error as HTTPTransportError: return error
        case is CancellationError: return .cancelled
        case is NIOTooManyBytesError: return .tooLarge(limit: request.largestAnswer)
        case let error as IOError where [ECONNREFUSED, ENETUNREACH, EHOSTUNREACH, EADDRNOTAVAIL].contains(error.errnoCode):
            return .unreachable("nobody there accepts a connection")
        case ChannelError.connectTimeout: return .unreachable("no connection came about in time")
        case let error as NIOConnectionError: return .unreachable("nobody at \(error.host) accepts a connection")
        case NIOSSLError.handshakeFailed, is NIOSSLExtraError: return .unreachable("no encrypted connection came about: \(error)")
        case let error as HTTPClientError: return reason(error)
        default: return .broken("\(error)")
        }
    }

    private static func reason(_ error: HTTPClientError) -> HTTPTransportError {
        switch error {
        case .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout:
            .unreachable("no connection came about in time")
        case .alreadyShutdown: .unreachable("the shop closes")
        case .invalidURL, .emptyHost, .emptyScheme, .traceRequestWithBody, .bodyLengthMismatch,
            .contentLengthMissing:
            .invalidRequest(error.shortDescription)
        case .deadlineExceeded, .readTimeout, .writeTimeout: .timedOut
        case .cancelled, .requestStreamCancelled: .cancelled
        default:
            // Errors about headers carry which ones, so there is no value to compare them with.
            error.shortDescription.hasPrefix("Invalid header field")
                ? .invalidRequest("a header cannot be sent") : .broken(error.shortDescription)
        }
    }
}
