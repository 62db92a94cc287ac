import Foundation
import NIOCore
import NIOPosix

extension Shop {
    /// Looks through a shop's products, page by page, for as many as are wanted.
    static func survey(_ server: SocketAddress, on group: any EventLoopGroup, products limit: Int = 10_000) async throws -> Shop {
        var (handles, variants): ([String], [String]) = ([], [])
        var cursor: String?
        repeat {
            let path = "/api/v1/store/products?limit=100&in_stock=true" + (cursor.map { "&cursor=\($0)" } ?? "")
            let answer = try await SingleRequest.get(path, from: server, on: group)
            guard answer.status == 200 else { throw SurveyError(description: "GET \(path): \(answer.story)") }
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            let page = try decoder.decode(ProductPage.self, from: Data(answer.body.readableBytesView))
            handles += page.data.map(\.handle)
            variants += page.data.flatMap(\.variants).filter { $0.available ?? .max > 0 }.map(\.id)
            cursor = page.nextCursor
        } while cursor != nil && handles.count < limit
        guard !variants.isEmpty else { throw SurveyError(description: "the shop has nothing in stock: run martlet seed load") }
        return Shop(handles: handles, variants: variants)
    }
}

struct SurveyError: Error, CustomStringConvertible {
    let description: String
}

private struct ProductPage: Decodable {
    struct Product: Decodable {
        struct Variant: Decodable {
            let id: String
            let available: Int?
        }

        let handle: String
        let variants: [Variant]
    }

    let data: [Product]
    let nextCursor: String?
}

/// A connection for one request and its answer.
private final class SingleRequest: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let path: String
    private let answer: EventLoopPromise<Answer>
    private var reader = AnswerReader()
    private var received = ByteBuffer()

    private init(_ path: String, _ answer: EventLoopPromise<Answer>) {
        self.path = path
        self.answer = answer
    }

    static func get(_ path: String, from server: SocketAddress, on group: any EventLoopGroup) async throws -> Answer {
        let loop = group.next()
        let answer = loop.makePromise(of: Answer.self)
        let connected = ClientBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(SingleRequest(path, answer)) }
            }
            .connect(to: server)
        connected.whenFailure { answer.fail($0) }
        return try await answer.futureResult.get()
    }

    func channelActive(context: ChannelHandlerContext) {
        var request = RequestBuffer()
        request.get(path)
        context.writeAndFlush(wrapOutboundOut(request.bytes), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        received.writeBuffer(&bytes)
        do {
            guard let answer = try reader.next(from: &received) else { return }
            self.answer.succeed(answer)
        } catch {
            answer.fail(error)
        }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { answer.fail(ChannelError.eof) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        answer.fail(error)
        context.close(promise: nil)
    }
}
