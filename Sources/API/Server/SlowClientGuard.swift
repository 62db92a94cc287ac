import NIOCore
import NIOHTTP1

/// Closes connections whose client takes too long: to send a whole head after the connection opened or the last answer
/// went out, or to send a whole body after its head. Bytes that trickle in do not count as progress.
final class SlowClientGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    struct Limits: Sendable {
        let head: TimeAmount
        let body: TimeAmount
    }

    private let limits: Limits
    /// By when the client must have sent what it is expected to.
    private var deadline: NIODeadline?
    /// Looks after the client, at the deadline or before: most deadlines move on long before they come, and a timer for each
    /// would cost more than many an answer.
    private var look: (at: NIODeadline, timer: Scheduled<Void>)?
    private var requestsInFlight = 0

    init(limits: Limits) { self.limits = limits }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { expect(within: limits.head, context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { look?.timer.cancel() }

    func channelActive(context: ChannelHandlerContext) {
        expect(within: limits.head, context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        look?.timer.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            requestsInFlight += 1
            expect(within: limits.body, context)
        case .body: break
        case .end: deadline = nil
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) {
            requestsInFlight -= 1
            if requestsInFlight == 0 { expect(within: limits.head, context) }
        }
        context.write(data, promise: promise)
    }

    private func expect(within time: TimeAmount, _ context: ChannelHandlerContext) {
        let deadline = NIODeadline.now() + time
        self.deadline = deadline
        if let look, look.at <= deadline { return }
        look?.timer.cancel()
        look(at: deadline, context)
    }

    private func look(at time: NIODeadline, _ context: ChannelHandlerContext) {
        let timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: time) { [self] in
            look = nil
            guard let deadline else { return }
            if deadline <= .now() { context.close(promise: nil) } else { look(at: deadline, context) }
        }
        look = (time, timer)
    }
}
