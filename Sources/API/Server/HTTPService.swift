import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import MartletKernel
import NIOCore
import ServiceLifecycle

/// Serves the API over HTTP/1.1.
///
/// On a graceful shutdown it takes no new connections and finishes the requests in flight.
struct HTTPService: Service {
    let responder: Responder
    let settings: ServerSection.Settings
    let logger: Logger
    /// Called once the port is open.
    let onRunning: @Sendable (SocketAddress?) -> Void

    func run() async throws {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .notice)
        let slowClients = SlowClientGuard.Limits(
            head: .nanoseconds(settings.idleTimeout.duration.nanoseconds), body: .nanoseconds(settings.bodyTimeout.duration.nanoseconds))
        let application = Application(
            responder: HTTPAdapter(responder: responder),
            server: .http1(
                configuration: HTTP1Channel.Configuration(
                    additionalChannelHandlers: [SlowClientGuard(limits: slowClients)],
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: settings.maxHeaderBytes, maxHeaderListSize: settings.maxHeaderBytes, maxHeaderFieldCount: 100))),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), serverName: nil, backlog: 1_024,
                availableConnectionsDelegate: MaximumAvailableConnections(settings.maxConnections)),
            onServerRunning: { channel in onRunning(channel.localAddress) },
            logger: quiet)
        do { try await application.run() } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw AddressInUse(host: settings.host, port: settings.port)
        }
    }
}

/// Somebody else listens where the shop should.
struct AddressInUse: Error, CustomStringConvertible {
    let host: String
    let port: Int
    var description: String { "port \(port) of \(host) is in use: stop what listens there, or choose another port" }
}

/// Hummingbird's requests as ours, and our answers as Hummingbird's.
private struct HTTPAdapter: HTTPResponder {
    typealias Context = BasicRequestContext
    let responder: Responder

    func respond(to request: Hummingbird.Request, context: Context) async throws -> Response {
        let answer = await responder.respond(request.method, request.uri.string, headers: request.headers) { limit in
            if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw HTTPAdapter.tooLarge(limit) }
            var bytes: [UInt8] = []
            for try await buffer in request.body {
                guard bytes.count + buffer.readableBytes <= limit else { throw HTTPAdapter.tooLarge(limit) }
                bytes.append(contentsOf: buffer.readableBytesView)
            }
            return bytes
        }
        var headers = answer.headers
        headers[.xContentTypeOptions] = "nosniff"
        if answer.status.code == 413 { headers[.connection] = "close" }
        if request.method == .head {
            headers[.contentLength] = String(answer.body.count)
            return Response(status: answer.status, headers: headers)
        }
        return Response(status: answer.status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }

    private static func tooLarge(_ limit: Int) -> Problem {
        Problem(.bodyTooLarge, "A body may have \(limit) bytes at most.")
    }

    typealias ResponseBody = Hummingbird.ResponseBody
}

extension Duration {
    fileprivate var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
