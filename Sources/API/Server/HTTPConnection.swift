import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// One connection of HTTP/1.1: what stands between the socket and the responder.
struct HTTPConnection: HTTPChannelHandler {
    typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    let responder: HTTPChannelHandler.Responder
    let maxHeaderBytes: Int
    let slowClients: SlowClientGuard.Limits
    /// What answers, for what it can answer at once.
    let shop: MartletAPI.Responder
    let ledger: ConnectionLedger

    private static let maxHeaderFields = 100

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            var limits = NIOHTTPDecoderLimitConfiguration()
            limits.maxHeaderFieldSize = maxHeaderBytes
            limits.maxHeaderListSize = maxHeaderBytes
            limits.maxHeaderFieldCount = HTTPConnection.maxHeaderFields
            let pipeline = channel.pipeline.syncOperations
            let headWatch = HeadWatch()
            try pipeline.addHandler(headWatch)
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: false, withErrorHandling: false, withOutboundHeaderValidation: false,
                withEncoderConfiguration: .init(), withDecoderLimitConfiguration: limits)
            try pipeline.addHandler(HTTPManners(headWatch: headWatch) { [shop] in shop.answer(toUnreadable: Problem(refusal: $0)) })
            try pipeline.addHandler(SlowClientGuard(limits: slowClients, wait: ledger.admit(channel)))
            try pipeline.addHandler(ReadyAnswerHandler(responder: shop))
            try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
            try pipeline.addHandler(HTTPConnectionStateHandler(logger: logger))
            return try NIOAsyncChannel(wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
        }
    }

    func handle(value: Value, logger: Logger) async { await handleHTTP(asyncChannel: value, logger: logger) }
}
