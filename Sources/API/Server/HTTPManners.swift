import NIOCore
import NIOHTTP1

/// What HTTP/1.1 expects of a server besides answers (RFC 9112): connections that end when client or answer say so,
/// `100 Continue` for who waits for it, HTTP/1.0, and a problem as the answer to bytes that cannot be read.
///
/// Requests go on to whoever answers them one at a time. What a client sends ahead waits here until the answer before it
/// is out, and is dropped when that answer is the last one: a request that nobody will see the answer to must not run.
final class HTTPManners: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Triggered outbound when somebody is about to read the body of the request that is being answered.
    struct BodyIsWelcome: Sendable {}

    /// Triggered outbound when the head of the next request is not whole in time.
    struct HeadIsLate: Sendable {}

    /// What has come and has to wait for an answer to go out.
    private enum Arrival {
        case part(NIOAny)
        case head(NIOAny)
        case error(any Error)
        case inputClosed
    }

    /// The request whose answer has not gone out yet.
    private struct Exchange {
        let version: HTTPVersion
        let isKeepAlive: Bool
        var awaitsContinue: Bool
    }

    /// How long a client may go on sending after the last answer. Closed at once, the answer could get lost: whoever still
    /// sends is told of a broken connection first.
    private static let lingering = TimeAmount.seconds(1)

    /// Why a request is refused before anybody has seen it.
    enum Refusal { case unreadable(HTTPParserError), late }

    private let refuse: (Refusal) -> Answer
    private let headWatch: HeadWatch
    private var exchange: Exchange?
    private var waiting: CircularBuffer<Arrival> = []
    private var isReleasing = false
    private var readIsWanted = false
    private var parserError: HTTPParserError?
    /// Whether the answer that is being written is the last one.
    private var isLast = false
    private var isFinished = false
    /// Whether nothing more is read, since a request was no good.
    private var isDeaf = false
    /// The answer of ours that takes the place of the server's own to unreadable bytes, until that has ended.
    private var replacesAnswer = false

    init(headWatch: HeadWatch, refuse: @escaping (Refusal) -> Answer) {
        self.headWatch = headWatch
        self.refuse = refuse
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isFinished, !isDeaf else { return }
        headWatch.isPartial = false
        if case .head = unwrapInboundIn(data) {
            if exchange != nil || !waiting.isEmpty { waiting.append(.head(data)) } else { deliver(data, context) }
        } else if waiting.isEmpty {
            deliver(data, context)
        } else {
            waiting.append(.part(data))
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent, !waiting.isEmpty {
            waiting.append(.inputClosed)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    func read(context: ChannelHandlerContext) {
        if waiting.isEmpty { context.read() } else { readIsWanted = true }
    }

    /// Passes on what waits, up to the head of the request after the next.
    private func release(_ context: ChannelHandlerContext) {
        guard !isReleasing, !waiting.isEmpty else { return }
        isReleasing = true
        while let arrival = waiting.first {
            if case .head = arrival, exchange != nil { break }
            waiting.removeFirst()
            switch arrival {
            case .part(let data), .head(let data): deliver(data, context)
            case .error(let error): deliver(error, context)
            case .inputClosed: context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
            }
        }
        isReleasing = false
        context.fireChannelReadComplete()
        if waiting.isEmpty, readIsWanted {
            readIsWanted = false
            context.read()
        }
    }

    private func deliver(_ data: NIOAny, _ context: ChannelHandlerContext) {
        guard !isFinished, !isDeaf else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            guard HTTPManners.isWellFormed(head) else {
                isDeaf = true
                return deliver(HTTPParserError.unknown, context)
            }
            let expectations = head.headers[canonicalForm: "expect"]
            let awaitsContinue = head.version == .http1_1 && expectations.contains { $0.lowercased() == "100-continue" }
            exchange = Exchange(version: head.version, isKeepAlive: head.isKeepAlive, awaitsContinue: awaitsContinue)
        case .body, .end: exchange?.awaitsContinue = false
        }
        context.fireChannelRead(data)
    }

    /// A request of HTTP/1.1 names one host (RFC 9112, section 3.2), and what is not known of how a body is coded must not be
    /// guessed (section 6.1).
    private static func isWellFormed(_ head: HTTPRequestHead) -> Bool {
        let (hosts, codings) = (head.headers["host"].count, head.headers["transfer-encoding"])
        guard hosts == 1 || hosts == 0 && head.version != .http1_1 else { return false }
        return codings.isEmpty || head.version == .http1_1 && codings.map { $0.lowercased() } == ["chunked"]
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if waiting.isEmpty { deliver(error, context) } else { waiting.append(.error(error)) }
    }

    private func deliver(_ error: any Error, _ context: ChannelHandlerContext) {
        parserError = parserError ?? error as? HTTPParserError
        context.fireErrorCaught(error)
    }

    // MARK: Answers

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        switch event {
        case is BodyIsWelcome:
            if exchange?.awaitsContinue == true {
                exchange?.awaitsContinue = false
                let head = HTTPResponseHead(version: .http1_1, status: .continue)
                context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
            }
            promise?.succeed()
        case is HeadIsLate:
            if headWatch.isPartial, !isFinished {
                writeRefusal(of: .late, context)
                context.write(wrapOutboundOut(.end(nil)), promise: nil)
                end(context)
            } else {
                context.close(promise: nil)
            }
            promise?.succeed()
        default: context.triggerUserOutboundEvent(event, promise: promise)
        }
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
                writeRefusal(of: .unreadable(parserError), context)
                promise?.succeed()
            } else {
                context.write(wrapOutboundOut(.head(finished(head))), promise: promise)
            }
        case .body:
            if replacesAnswer { promise?.succeed() } else { context.write(data, promise: promise) }
        case .end:
            exchange = nil
            context.write(data, promise: promise)
            if isLast { end(context) } else { release(context) }
        }
    }

    private func finished(_ head: HTTPResponseHead) -> HTTPResponseHead {
        guard let exchange else { return head }
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

    private func writeRefusal(of refusal: Refusal, _ context: ChannelHandlerContext) {
        let answer = refuse(refusal)
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
        waiting = []
        context.flush()
        context.close(mode: .output, promise: nil)
        context.eventLoop.assumeIsolated().scheduleTask(in: HTTPManners.lingering) { context.close(promise: nil) }
    }
}
