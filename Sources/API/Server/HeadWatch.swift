import NIOCore

/// Notes whether a part of a request has come that is not a whole head yet. It stands before the parser, which keeps what it
/// cannot read yet to itself.
final class HeadWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// Taken back by whoever gets what the parser has made of the bytes.
    var isPartial = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isPartial = true
        context.fireChannelRead(data)
    }
}
