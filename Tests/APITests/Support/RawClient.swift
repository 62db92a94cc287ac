import MartletJSON
import NIOCore
import NIOPosix
import Synchronization

/// A client that sends bytes as they are, and reads answers one after another.
final class RawClient: Sendable {
    /// An answer as it came.
    struct Reply: Sendable {
        let status: Int
        /// Names in lower case.
        let headers: [String: String]
        let bytes: [UInt8]

        var body: String { String(decoding: bytes, as: UTF8.self) }
        var json: JSONValue { (try? JSONValue.parse(body)) ?? .null }
        var code: String { json["code"]?.stringValue ?? "" }
    }

    /// The connection ended where an answer was expected.
    struct Ended: Error {}

    private let channel: any Channel
    private let inbox: Inbox

    /// - Parameter reading: Whether it takes what the server sends.
    static func connect(to port: Int, reading: Bool = true) async throws -> RawClient {
        let inbox = Inbox()
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.autoRead, value: reading)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Receiver(inbox)) }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return RawClient(channel, inbox)
    }

    private init(_ channel: any Channel, _ inbox: Inbox) {
        self.channel = channel
        self.inbox = inbox
    }

    func send(_ text: String) async throws { try await send(bytes: Array(text.utf8)) }

    func send(bytes: [UInt8]) async throws { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)) }

    /// Says that nothing more will come, and goes on listening.
    func finish() async throws { try await channel.close(mode: .output).get() }

    func close() async { try? await channel.close() }

    /// The next answer; informational ones are answers too.
    func reply(toHead: Bool = false) async throws -> Reply {
        while true {
            if let reply = inbox.take(toHead: toHead) { return reply }
            guard await inbox.more() else { throw Ended() }
        }
    }

    /// Everything that is left, once the server has closed the connection.
    func rest() async -> String {
        while await inbox.more() {}
        return inbox.drain()
    }

    /// Sends a request and reads its answer.
    func request(_ text: String) async throws -> Reply {
        try await send(text)
        return try await reply()
    }
}

/// What has come, and whoever waits for more.
private final class Inbox: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var seen = 0
        var isEnded = false
        var waiter: CheckedContinuation<Bool, Never>?
    }

    private let state = Mutex(State())

    func add(_ bytes: ByteBuffer?) {
        state.withLock { state -> CheckedContinuation<Bool, Never>? in
            if let bytes { state.bytes += bytes.readableBytesView } else { state.isEnded = true }
            defer { state.waiter = nil }
            if state.waiter != nil { state.seen = state.bytes.count }
            return state.waiter
        }?.resume(returning: bytes != nil)
    }

    /// Waits for bytes that were not there before; false when there will be none.
    func more() async -> Bool {
        await withCheckedContinuation { continuation in
            let known: Bool? = state.withLock { state in
                if state.bytes.count > state.seen {
                    state.seen = state.bytes.count
                    return true
                }
                if state.isEnded { return false }
                state.waiter = continuation
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    func drain() -> String {
        state.withLock { state in
            defer { state.bytes = [] }
            return String(decoding: state.bytes, as: UTF8.self)
        }
    }

    /// Takes a whole answer off the front.
    func take(toHead: Bool) -> RawClient.Reply? {
        state.withLock { state in
            guard let end = state.bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
            let lines = String(decoding: state.bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
            let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            var headers: [String: String] = [:]
            for line in lines.dropFirst() {
                guard let colon = line.firstIndex(of: ":") else { continue }
                headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].drop { $0 == " " }.description
            }
            let hasBody = !toHead && status >= 200 && status != 204 && status != 304
            let length = hasBody ? headers["content-length"].flatMap { Int($0) } ?? 0 : 0
            guard state.bytes.count >= end.upperBound + length else { return nil }
            let body = Array(state.bytes[end.upperBound..<(end.upperBound + length)])
            state.bytes.removeFirst(end.upperBound + length)
            state.seen = 0
            return RawClient.Reply(status: status, headers: headers, bytes: body)
        }
    }
}

private final class Receiver: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let inbox: Inbox

    init(_ inbox: Inbox) { self.inbox = inbox }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { inbox.add(unwrapInboundIn(data)) }
    func channelInactive(context: ChannelHandlerContext) { inbox.add(nil) }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed = event as? ChannelEvent { inbox.add(nil) }
        context.fireUserInboundEventTriggered(event)
    }
}
