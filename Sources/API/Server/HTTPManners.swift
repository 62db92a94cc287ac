import NIOCore
import NIOHTTP1

/// What HTTP/1.1 expects of a server besides answers (RFC 9112): connections that end when client or answer say so,
/// `100 Continue` for who waits for it, HTTP/1.0, and a problem as the answer to bytes that cannot be read.
final class HTTPManners: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Triggered outbound when somebody is about to read the body of the request that is being answered.
    struct BodyIsWelcome: Sendable {}

    /// A request whose answer has not gone out yet.
    private struct Exchange {
        let version: HTTPVersion
        let isKeepAlive: Bool
        var awaitsContinue: Bool
    }

    /// How long a client may go on sending after the last answer. Closed at once, the answer could get lost: whoever still
    /// sends is told of a broken connection first.
    private static let lingering = TimeAmount.seconds(1)

    private let refuse: (HTTPParserError) -> Answer
    private var exchanges: [Exchange] = []
    private var parserError: HTTPParserError?
    /// Whether the answer that is being written is the last one.
    private var isLast = false
    private var isFinished = false
    /// Whether nothing more is read, since a request was no good.
    private var isDeaf = false
    /// The answer of ours that takes the place of the server's own to unreadable bytes, until that has ended.
    private var replacesAnswer = false

    init(refuse: @escaping (HTTPParserError) -> Answer) { self.refuse = refuse }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isFinished, !isDeaf else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            // A request of HTTP/1.1 names one host (RFC 9112, section 3.2).
            let hosts = head.headers["host"].count
            guard hosts == 1 || hosts == 0 && head.version != .http1_1 else {
                isDeaf = true
                return errorCaught(context: context, error: HTTPParserError.unknown)
            }
            let expectations = head.headers[canonicalForm: "expect"]
            let awaitsContinue = head.version == .http1_1 && expectations.contains { $0.lowercased() == "100-continue" }
            exchanges.append(Exchange(version: head.version, isKeepAlive: head.isKeepAlive, awaitsContinue: awaitsContinue))
        case .body, .end:
            if let last = exchanges.indices.last { exchanges[last].awaitsContinue = false }
        }
        context.fireChannelRead(data)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        parserError = parserError ?? error as? HTTPParserError
        context.fireErrorCaught(error)
    }

    // MARK: Answers

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is BodyIsWelcome else { return context.triggerUserOutboundEvent(event, promise: promise) }
        if exchanges.first?.awaitsContinue == true {
            exchanges[0].awaitsContinue = false
            let head = HTTPResponseHead(version: .http1_1, status: .continue)
            context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
        }
        promise?.succeed()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isFinished else {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(let head):
            // The server's own answer to unreadable bytes is the only one without an identity.
            if let parserError, head.status == .badRequest, !head.headers.contains(name: "X-Request-Id") {
                replacesAnswer = true
                writeRefusal(of: parserError, context)
                promise?.succeed()
            } else {
                context.write(wrapOutboundOut(.head(finished(head))), promise: promise)
            }
        case .body:
            if replacesAnswer { promise?.succeed() } else { context.write(data, promise: promise) }
        case .end:
            if !exchanges.isEmpty { exchanges.removeFirst() }
            context.write(data, promise: promise)
            if isLast { end(context) }
        }
    }

    private func finished(_ head: HTTPResponseHead) -> HTTPResponseHead {
        guard let exchange = exchanges.first else { return head }
        var head = head
        // A body that was never asked for may come or not, so nobody knows where the next request begins.
        let isLast =
            !exchange.isKeepAlive || exchange.awaitsContinue
            || head.headers[canonicalForm: "connection"].contains { $0.lowercased() == "close" }
        if isLast {
            head.headers.replaceOrAdd(name: "Connection", value: "close")
        } else if exchange.version != .http1_1 {
            head.headers.replaceOrAdd(name: "Connection", value: "keep-alive")
        }
        self.isLast = isLast
        return head
    }

    private func writeRefusal(of error: HTTPParserError, _ context: ChannelHandlerContext) {
        let answer = refuse(error)
        var headers = HTTPHeaders(answer.headers.map { ($0.name.rawName, $0.value) })
        headers.replaceOrAdd(name: "Connection", value: "close")
        headers.replaceOrAdd(name: "Content-Length", value: String(answer.body.count))
        let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: answer.status.code), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))), promise: nil)
        isLast = true
    }

    /// Closes our side once everything is out, and the other side when the client has seen that or a moment has passed.
    private func end(_ context: ChannelHandlerContext) {
        isFinished = true
        context.flush()
        context.close(mode: .output, promise: nil)
        context.eventLoop.assumeIsolated().scheduleTask(in: HTTPManners.lingering) { context.close(promise: nil) }
    }
}
