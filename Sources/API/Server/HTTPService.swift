import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import MartletKernel
import NIOCore
import NIOHTTP1
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
        let quiet = Logger(label: logger.label) { [logger] _ in ServerLog(shop: logger) }
        let (maxHeaderBytes, responder) = (settings.maxHeaderBytes, responder)
        let limit = connectionLimit
        let ledger = ConnectionLedger(limit: limit, perAddress: settings.maxConnectionsPerAddress)
        let slowClients = SlowClientGuard.Limits(
            head: .nanoseconds(settings.idleTimeout.duration.nanoseconds), body: .nanoseconds(settings.bodyTimeout.duration.nanoseconds))
        let application = Application(
            responder: HTTPAdapter(responder: responder),
            server: HTTPServerBuilder { respond in
                HTTPConnection(
                    responder: respond, maxHeaderBytes: maxHeaderBytes, slowClients: slowClients, shop: responder, ledger: ledger)
            },
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), serverName: nil, backlog: 1_024,
                // One more is taken in, for which the ledger makes room.
                availableConnectionsDelegate: MaximumAvailableConnections(limit + 1)),
            onServerRunning: { channel in onRunning(channel.localAddress) },
            logger: quiet)
        do { try await application.run() } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw AddressInUse(host: settings.host, port: settings.port)
        }
    }

    /// How many connections are served at once: no more than there are file descriptors for.
    private var connectionLimit: Int {
        let descriptors = DescriptorLimit.raise() - DescriptorLimit.reserve
        guard descriptors < settings.maxConnections else { return settings.maxConnections }
        logger.warning(
            "fewer connections than max_connections",
            metadata: ["max_connections": "\(settings.maxConnections)", "served": "\(max(descriptors, 1))"])
        return max(descriptors, 1)
    }
}

/// Somebody else listens where the shop should.
struct AddressInUse: Error, CustomStringConvertible {
    let host: String
    let port: Int
    var description: String { "port \(port) of \(host) is in use: stop what listens there, or choose another port" }
}

/// The connection that a request came over.
private struct ConnectionContext: InitializableFromSource {
    let channel: any Channel

    init(source: ApplicationRequestContextSource) { channel = source.channel }
}

/// Hummingbird's requests as ours, and our answers as Hummingbird's.
private struct HTTPAdapter: HTTPResponder {
    let responder: Responder

    func respond(to request: Hummingbird.Request, context: ConnectionContext) async throws -> Response {
        let answer = await responder.respond(
            request.method, request.uri.string, headers: request.headers, host: request.head.authority,
            from: ClientAddress(context.channel.remoteAddress)
        ) { limit in
            try await body(of: request, atMost: limit, context.channel)
        }
        var headers = answer.headers
        headers[.xContentTypeOptions] = "nosniff"
        if request.method == .head {
            headers[.contentLength] = String(answer.body.count)
            return Response(status: answer.status, headers: headers)
        }
        return Response(status: answer.status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }

    /// The whole body. One that breaks off, or is not framed as HTTP/1.1 has it, is a problem: half of it is never used.
    private func body(of request: Hummingbird.Request, atMost limit: Int, _ channel: any Channel) async throws -> [UInt8] {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw Problem(tooLarge: limit) }
        channel.triggerUserOutboundEvent(HTTPManners.BodyIsWelcome(), promise: nil)
        var bytes: [UInt8] = []
        do {
            for try await buffer in request.body {
                guard bytes.count + buffer.readableBytes <= limit else { throw Problem(tooLarge: limit) }
                bytes.append(contentsOf: buffer.readableBytesView)
            }
        } catch let problem as Problem {
            throw problem
        } catch is SlowClientGuard.LateBody {
            throw Problem.late
        } catch {
            throw Problem(unreadable: error as? HTTPParserError)
        }
        // A cancelled reader sees an end where there is none.
        try Task.checkCancellation()
        return bytes
    }

    typealias ResponseBody = Hummingbird.ResponseBody
}

extension Problem {
    /// After such an answer the connection is closed: where the next request begins is not known.
    fileprivate init(tooLarge limit: Int) {
        self.init(.bodyTooLarge, "A body may have \(limit) bytes at most.", headers: [.connection: "close"])
    }

    fileprivate static let late = Problem(
        .requestTimeout, "The request did not come whole in the time that this shop waits.", headers: [.connection: "close"])

    init(refusal: HTTPManners.Refusal) {
        switch refusal {
        case .unreadable(let error): self.init(unreadable: error)
        case .late: self = .late
        }
    }

    fileprivate init(unreadable error: HTTPParserError?) {
        if error == .headerOverflow {
            self.init(.headersTooLarge, "The target, a header, or all of them together are too large.", headers: [.connection: "close"])
        } else {
            self.init(.badRequest, "The request is not sent as HTTP/1.1 has it, or broke off.", headers: [.connection: "close"])
        }
    }
}

extension Duration {
    fileprivate var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
