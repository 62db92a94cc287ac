import HTTPTypes
import MartletCommerce
import MartletKernel

/// A message from outside as it came in, to be checked by whoever knows how its sender signs.
public struct IncomingWebhook: Sendable {
    /// The plugin that the path names.
    public let plugin: String
    /// Byte for byte.
    public let body: [UInt8]
    public let headers: HTTPTransportHeaders
    public let receivedAt: Timestamp
}

extension Endpoint {
    /// The operation that takes messages from outside: their bytes count, whatever they hold, and their signature is their credential.
    public static func webhooks(
        tag: String, _ summary: String, problems: [ProblemType], _ receive: @escaping @Sendable (IncomingWebhook) async throws -> Void
    ) -> Endpoint {
        .raw(
            .post, "/webhooks/{plugin}", access: .anyone, tag: tag, summary, problems: problems,
            parameters: Fields.describe(WebhookPath.self).description.parameters
        ) { call in
            let headers = call.request.headers.map { HTTPTransportHeaders.Field($0.name.rawName, $0.value) }
            try await receive(
                IncomingWebhook(
                    plugin: call.pathParameters.first.map { String($0.1) } ?? "", body: call.request.body,
                    headers: HTTPTransportHeaders(headers),
                    receivedAt: call.services.environment.time.now))
            return Answer(status: .noContent)
        }
    }
}

/// What the path looks like. Whatever stands there is a plugin that there is, or one that there is not.
private struct WebhookPath: RequestInput {
    init(from fields: inout Fields) { _ = fields.path("plugin", .text(1...100, example: "stripe")) }
}
