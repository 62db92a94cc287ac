import HTTPTypes

/// Lets storefronts that run in a browser on another origin use the API (Fetch standard, section 3.3, "CORS protocol").
///
/// Pages of an origin that is listed by its name may send the session's cookie, which browsers let them do on the same site only.
/// Where all origins may use the API, none may: a page of a stranger then has no secret to send.
struct CrossOrigin: Sendable {
    private let origins: Set<String>

    /// - Parameter origins: Such as `https://shop.example.com`; `*` for all.
    init(_ origins: [String]) { self.origins = Set(origins.map { $0.lowercased() }) }

    /// How long a browser may remember what it was told, in seconds.
    private static let memory = "7200"

    /// What a browser asks before it sends a request, or `nil` for another request.
    func preflight(_ method: HTTPRequest.Method, _ headers: HTTPFields, allowed: String) -> Answer? {
        guard method == .options, headers[.accessControlRequestMethod] != nil, let origin = allowedOrigin(headers) else { return nil }
        var fields: HTTPFields = [
            .accessControlAllowOrigin: origin, .accessControlAllowMethods: allowed, .accessControlMaxAge: CrossOrigin.memory,
        ]
        if let wanted = headers[.accessControlRequestHeaders] { fields[.accessControlAllowHeaders] = wanted }
        if origin != "*" { fields[.accessControlAllowCredentials] = "true" }
        return Answer(status: .noContent, headers: fields)
    }

    /// Says in an answer that the page may read it.
    func add(to answer: inout Answer, _ headers: HTTPFields) {
        guard !origins.isEmpty else { return }
        // What is answered depends on who asks, which caches must know.
        answer.headers[values: .vary].append("Origin")
        guard let origin = allowedOrigin(headers) else { return }
        answer.headers[.accessControlAllowOrigin] = origin
        if origin != "*" { answer.headers[.accessControlAllowCredentials] = "true" }
        answer.headers[.accessControlExposeHeaders] = "ETag, Idempotent-Replayed, Retry-After, X-Request-Id"
    }

    /// Whether an origin is listed by its name; a `*` lists none.
    func lists(_ origin: String) -> Bool { origin != "*" && origins.contains(origin.lowercased()) }

    private func allowedOrigin(_ headers: HTTPFields) -> String? {
        guard let origin = headers[.origin] else { return nil }
        if lists(origin) { return origin }
        return origins.contains("*") ? "*" : nil
    }
}

extension HTTPField.Name {
    fileprivate static let accessControlAllowCredentials = HTTPField.Name("Access-Control-Allow-Credentials")!  // a valid field name
}
