import MartletCommerce
import MartletKernel

/// Speaks PayPal's API: JSON both ways, with a token that is fetched and kept until it expires
/// (https://developer.paypal.com/api/rest/requests).
struct PayPalClient: Sendable {
    let id: String
    let secret: Secret
    let endpoint: String
    let transport: any HTTPTransport
    let time: any TimeSource
    private let tokens: PayPalTokens

    init(id: String, secret: Secret, endpoint: String, transport: any HTTPTransport, time: any TimeSource) {
        self.id = id
        self.secret = secret
        self.endpoint = endpoint
        self.transport = transport
        self.time = time
        tokens = PayPalTokens(time: time)
    }

    /// Sends a request. The same key is the same request, for six hours at least.
    func post(_ path: String, _ body: [UInt8], key: String? = nil) async throws(PayPalFailure) -> PayPalAnswer {
        var request = HTTPTransportRequest(.post, endpoint + path, body: body)
        request.headers["Content-Type"] = "application/json"
        request.headers["Prefer"] = "return=representation"
        request.headers["PayPal-Request-Id"] = key
        return try await send(request)
    }

    func get(_ path: String) async throws(PayPalFailure) -> JSONValue {
        try await send(HTTPTransportRequest(.get, endpoint + path)).json
    }

    private func send(_ request: HTTPTransportRequest) async throws(PayPalFailure) -> PayPalAnswer {
        let token = try await token()
        let answer = try await send(request, with: token)
        guard answer.status == 401 else { return try read(answer) }
        // The token was taken back before its time, and nothing is done without one.
        tokens.drop(token)
        return try read(try await send(request, with: try await self.token()))
    }

    private func send(_ request: HTTPTransportRequest, with token: Secret) async throws(PayPalFailure) -> HTTPTransportAnswer {
        var request = request
        request.headers["Authorization"] = "Bearer \(token.reveal())"
        do { return try await transport.send(request) } catch {
            throw error.mayHaveArrived ? .unknown : .declined(Decline(.unavailable))
        }
    }

    private func read(_ answer: HTTPTransportAnswer) throws(PayPalFailure) -> PayPalAnswer {
        let json = answer.body.isEmpty ? JSONValue.null : try? JSONValue.parse(answer.body)
        guard let json else { throw .unknown }
        if answer.isSuccess { return PayPalAnswer(status: answer.status, json: json) }
        let issue = json["details"]?[0]?["issue"]?.stringValue ?? json["name"]?.stringValue
        switch answer.status {
        case 400, 422: throw .refused(issue: issue ?? "")
        // Nothing is done with more requests than are allowed, or without permission.
        case 401, 403, 429: throw .declined(Decline(.unavailable, code: issue))
        case 404: throw .notFound
        // Another request with the key is under way, or PayPal has failed.
        default: throw .unknown
        }
    }

    // MARK: The token

    private func token() async throws(PayPalFailure) -> Secret {
        if let token = tokens.current { return token }
        var request = HTTPTransportRequest(.post, endpoint + "/v1/oauth2/token")
        request.setForm(FormFields([.init("grant_type", "client_credentials")]))
        request.headers.setBasicAuthorization(id, secret.reveal())
        // Whatever goes wrong here, what was to be done is not done.
        let unavailable = PayPalFailure.declined(Decline(.unavailable))
        let answer: HTTPTransportAnswer
        do { answer = try await transport.send(request) } catch { throw unavailable }
        guard answer.isSuccess, let json = try? JSONValue.parse(answer.body),
            let token = json["access_token"]?.stringValue.flatMap({ try? Secret($0) }), let seconds = json["expires_in"]?.integerValue
        else { throw unavailable }
        tokens.keep(token, for: .seconds(seconds))
        return token
    }
}

struct PayPalAnswer {
    /// 200 where it is what was answered to the same key before, and may have changed since.
    let status: Int
    let json: JSONValue
}

/// Why PayPal has not done something.
enum PayPalFailure: Error {
    /// It may have been done.
    case unknown
    case declined(Decline)
    /// It is not possible, or not any more.
    case refused(issue: String)
    case notFound
}
