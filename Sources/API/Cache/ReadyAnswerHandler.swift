import NIOCore
import NIOHTTP1

/// Answers on the connection's own thread what is ready in the cache, without a router and a task.
///
/// It takes plain requests only: all that needs a look (credentials, a body, another origin, a connection that ends) goes
/// on to the responder, whose answers are the same. Requests come here one at a time, by ``HTTPManners``.
final class ReadyAnswerHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let responder: Responder
    /// What the request that is being read gets.
    private var reply: Responder.Reply?
    private var hasWritten = false

    init(responder: Responder) { self.responder = responder }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            reply = responder.ready(head)
            guard reply == nil else { return }
        case .body:
            guard reply == nil else { return }
        case .end:
            if let reply { return write(reply, context) }
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if hasWritten {
            hasWritten = false
            context.flush()
        }
        context.fireChannelReadComplete()
    }

    private func write(_ reply: Responder.Reply, _ context: ChannelHandlerContext) {
        self.reply = nil
        context.write(wrapOutboundOut(.head(reply.head)), promise: nil)
        if let body = reply.body { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
        context.write(wrapOutboundOut(.end(nil)), promise: nil)
        hasWritten = true
    }
}
