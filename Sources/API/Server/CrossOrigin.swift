import HTTPTypes

/// Lets storefronts that run in a browser on another origin use the API (Fetch standard, section 3.3, "CORS protocol").
///
/// The API takes its secrets in headers and never in cookies, so a page of a stranger that may call it has nothing to send.
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
        return Answer(status: .noContent, headers: fields)
    }

    /// Says in an answer that the page may read it.
    func add(to answer: inout Answer, _ headers: HTTPFields) {
        guard !origins.isEmpty else { return }
        // What is answered depends on who asks, which caches must know.
        answer.headers[values: .vary].append("Origin")
        guard let origin = allowedOrigin(headers) else { return }
        answer.headers[.accessControlAllowOrigin] = origin
        answer.headers[.accessControlExposeHeaders] = "ETag, Idempotent-Replayed, Retry-After, X-Request-Id"
    }

    private func allowedOrigin(_ headers: HTTPFields) -> String? {
        guard let origin = headers[.origin] else { return nil }
        if origins.contains("*") { return "*" }
        return origins.contains(origin.lowercased()) ? origin : nil
    }
}
