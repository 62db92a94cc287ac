import NIOCore
import NIOPosix

/// A connection that sends one request after the other, for everything but load.
struct ShopClient: Sendable {
    private let channel: any Channel

    init(to server: SocketAddress, on group: any EventLoopGroup) async throws {
        channel = try await ClientBootstrap(group: group.next())
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(SingleRequests()) }
            }
            .connect(to: server).get()
    }

    func close() async throws { try await channel.close() }

    /// Connects, lets the body ask, and closes.
    static func connected<T>(
        to server: SocketAddress, on group: any EventLoopGroup, _ body: (ShopClient) async throws -> T
    ) async throws -> T {
        let client = try await ShopClient(to: server, on: group)
        do {
            let value = try await body(client)
            try? await client.close()
            return value
        } catch {
            try? await client.close()
            throw error
        }
    }

    func send(_ request: Request) async throws -> Answer {
        var bytes = ByteBuffer()
        request.write(to: &bytes)
        let answer = channel.eventLoop.makePromise(of: Answer.self)
        channel.writeAndFlush(SingleRequests.Sent(bytes: bytes, answer: answer), promise: nil)
        return try await answer.futureResult.get()
    }

    /// Sends a request that must be answered with a status.
    func send(_ request: Request, expecting status: Int) async throws -> Answer {
        let answer = try await send(request)
        guard answer.status == status else {
            throw Failure("\(request.method) \(request.path) is not answered with \(status): \(answer.story)")
        }
        return answer
    }
}

private final class SingleRequests: ChannelDuplexHandler {
    struct Sent: Sendable {
        let bytes: ByteBuffer
        let answer: EventLoopPromise<Answer>
    }

    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Sent
    typealias OutboundOut = ByteBuffer

    private var waiting: EventLoopPromise<Answer>?
    private var reader = AnswerReader()
    private var received = ByteBuffer()

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let sent = unwrapOutboundIn(data)
        waiting = sent.answer
        context.write(wrapOutboundOut(sent.bytes), promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        received.writeBuffer(&bytes)
        do {
            guard let answer = try reader.next(from: &received) else { return }
            waiting?.succeed(answer)
            waiting = nil
        } catch {
            fail(error, context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) { fail(ChannelError.eof, context) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { fail(error, context) }

    private func fail(_ error: any Error, _ context: ChannelHandlerContext) {
        waiting?.fail(error)
        waiting = nil
        context.close(promise: nil)
    }
}
