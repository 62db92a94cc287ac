import MartletTesting
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A service on a free port of this machine that answers each request with the bytes that a test gives it, over connections that
/// stay open. It shows a client what no well-behaved server would.
final class AnsweringServer: Sendable {
    enum Reply: Sendable {
        /// These bytes, as they are.
        case bytes(String)
        /// These bytes, and then the connection ends.
        case bytesAndClose(String)
        /// Nothing, and the connection ends.
        case close
        /// Nothing, and the connection stays.
        case silence

        static func ok(_ body: String, _ headers: String = "") -> Reply {
            .bytes("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)")
        }
    }

    let port: Int
    private let channel: any Channel
    private let seen: Seen

    /// What came in, a whole request each.
    var requests: [String] { seen.requests.withLock { $0 } }

    /// Runs a body while a server answers.
    static func run<T>(
        tls: NIOSSLContext? = nil, _ reply: @escaping @Sendable (String) -> Reply, _ body: (AnsweringServer) async throws -> T
    ) async throws -> T {
        let seen = Seen()
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.addHandler(Answers(seen, reply))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = AnsweringServer(channel, seen)
        do {
            let value = try await body(server)
            try await channel.close()
            return value
        } catch {
            try? await channel.close()
            throw error
        }
    }

    private init(_ channel: any Channel, _ seen: Seen) {
        self.channel = channel
        self.seen = seen
        port = channel.localAddress?.port ?? 0
    }

    private final class Seen: Sendable {
        let requests = Mutex<[String]>([])
    }

    private final class Answers: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let seen: Seen
        private let reply: @Sendable (String) -> Reply
        private var text = ""

        init(_ seen: Seen, _ reply: @escaping @Sendable (String) -> Reply) {
            self.seen = seen
            self.reply = reply
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            text += String(buffer: unwrapInboundIn(data))
            guard isWhole else { return }
            let request = text
            text = ""
            seen.requests.withLock { $0.append(request) }
            switch reply(request) {
            case .bytes(let bytes): context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: bytes)), promise: nil)
            case .bytesAndClose(let bytes):
                context.write(wrapOutboundOut(ByteBuffer(string: bytes)), promise: nil)
                context.flush()
                context.close(promise: nil)
            case .close: context.close(promise: nil)
            case .silence: break
            }
        }

        private var isWhole: Bool {
            guard let end = text.range(of: "\r\n\r\n") else { return false }
            let length = text.firstMatch(of: /[Cc]ontent-[Ll]ength: ([0-9]+)/).flatMap { Int($0.1) } ?? 0
            return text[end.upperBound...].utf8.count >= length
        }
    }
}
