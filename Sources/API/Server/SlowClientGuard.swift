import NIOCore
import NIOHTTP1

/// Gives up on clients that take too long: to send a whole head after the connection opened or the last answer went out, to
/// send a whole body after its head, or to take an answer off the wire. Bytes that trickle in do not count as progress.
///
/// A head that is late is answered with 408 when a part of it has come; a connection that asks nothing is closed. A body
/// that is late ends its request with ``LateBody``.
final class SlowClientGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    struct Limits: Sendable {
        let head: TimeAmount
        let body: TimeAmount
    }

    /// The rest of a body did not come in time.
    struct LateBody: Error {}

    /// What has to come from the client, or the end of a request whose body did not come.
    private enum Expectation { case head, body, end }

    /// How long a request may go on after its body was given up: somebody may have to say 408.
    private static let grace = TimeAmount.seconds(1)

    private let limits: Limits
    private let wait: ConnectionLedger.Wait
    private var expected = Expectation.head
    /// By when it must have come.
    private var deadline: NIODeadline?
    /// Looks after the client, at the deadline or before: most deadlines move on long before they come, and a timer for each
    /// would cost more than many an answer.
    private var look: (at: NIODeadline, timer: Scheduled<Void>)?
    /// Until when the client has to take what is on its way.
    private var takingDeadline: Scheduled<Void>?
    private var requestsInFlight = 0

    init(limits: Limits, wait: ConnectionLedger.Wait) {
        self.limits = limits
        self.wait = wait
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { expect(.head, within: limits.head, context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { cancel() }

    func channelActive(context: ChannelHandlerContext) {
        expect(.head, within: limits.head, context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            requestsInFlight += 1
            expect(.body, within: limits.body, context)
        case .body: break
        case .end:
            deadline = nil
            wait.end()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) {
            requestsInFlight -= 1
            if requestsInFlight == 0 { expect(.head, within: limits.head, context) }
        }
        context.write(data, promise: promise)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        takingDeadline?.cancel()
        takingDeadline =
            context.channel.isWritable
            ? nil : context.eventLoop.assumeIsolated().scheduleTask(in: limits.body) { context.close(promise: nil) }
        context.fireChannelWritabilityChanged()
    }

    private func expect(_ what: Expectation, within time: TimeAmount, _ context: ChannelHandlerContext) {
        let now = NIODeadline.now()
        wait.begin(at: now)
        expected = what
        let deadline = now + time
        self.deadline = deadline
        if let look, look.at <= deadline { return }
        look?.timer.cancel()
        look(at: deadline, context)
    }

    private func look(at time: NIODeadline, _ context: ChannelHandlerContext) {
        let timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: time) { [self] in
            look = nil
            guard let deadline else { return }
            if deadline <= .now() { giveUp(context) } else { look(at: deadline, context) }
        }
        look = (time, timer)
    }

    private func giveUp(_ context: ChannelHandlerContext) {
        deadline = nil
        switch expected {
        case .head: context.triggerUserOutboundEvent(HTTPManners.HeadIsLate(), promise: nil)
        case .body:
            expect(.end, within: SlowClientGuard.grace, context)
            context.fireErrorCaught(LateBody())
        case .end: context.close(promise: nil)
        }
    }

    private func cancel() {
        look?.timer.cancel()
        takingDeadline?.cancel()
    }
}
