import MartletCommerce
import MartletKernel

/// Speaks Razorpay's API: JSON both ways, with the key's name and secret (https://razorpay.com/docs/api).
struct RazorpayClient: Sendable {
    let keyID: String
    let keySecret: Secret
    let endpoint: String
    let transport: any HTTPTransport

    func post(_ path: String, _ body: JSONValue, headers: HTTPTransportHeaders = [:]) async throws(RazorpayFailure) -> JSONValue {
        var request = HTTPTransportRequest(.post, endpoint + path, headers: headers, body: body.jsonBytes)
        request.headers["Content-Type"] = "application/json"
        return try await send(request)
    }

    func get(_ path: String, _ query: FormFields = FormFields()) async throws(RazorpayFailure) -> JSONValue {
        try await send(HTTPTransportRequest(.get, endpoint + path + (query.fields.isEmpty ? "" : "?\(query.text)")))
    }

    /// Everything that a list has, page by page.
    func all(_ path: String, _ query: FormFields = FormFields()) async throws(RazorpayFailure) -> [JSONValue] {
        var found: [JSONValue] = []
        while true {
            var page = query
            page.append("count", "100")
            page.append("skip", "\(found.count)")
            guard let items = try await get(path, page)["items"]?.arrayValue else { throw .unknown }
            found += items
            if items.count < 100 { return found }
        }
    }

    private func send(_ request: HTTPTransportRequest) async throws(RazorpayFailure) -> JSONValue {
        var request = request
        request.headers.setBasicAuthorization(keyID, keySecret.reveal())
        let answer: HTTPTransportAnswer
        do { answer = try await transport.send(request) } catch {
            throw error.mayHaveArrived ? .unknown : .declined(Decline(.unavailable))
        }
        guard let json = try? JSONValue.parse(answer.body) else { throw .unknown }
        if answer.isSuccess { return json }
        let error = json["error"]
        switch answer.status {
        // Nothing is done with more requests than are allowed, or with a key that does not count.
        case 429, 401, 403: throw .declined(Decline(.unavailable, code: error?["code"]?.stringValue))
        case 404: throw .notFound
        case 400: throw .refused(code: error?["code"]?.stringValue, field: error?["field"]?.stringValue)
        // Another request with the key is under way, or Razorpay has failed.
        default: throw .unknown
        }
    }
}

/// Why Razorpay has not done something.
enum RazorpayFailure: Error {
    /// It may have been done.
    case unknown
    case declined(Decline)
    /// It is not possible, or not any more.
    case refused(code: String?, field: String?)
    case notFound
}
