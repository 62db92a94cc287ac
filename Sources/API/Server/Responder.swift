import HTTPTypes
import Logging
import MartletCommerce
import MartletDatabase
import MartletJSON
import MartletKernel

/// Answers requests: finds the endpoint, lets the caller in or not, reads the body, runs, and gives every error its form.
/// It knows no socket, so that tests use it as it is.
public struct Responder: Sendable {
    private let routes: RouteTable
    private let services: EndpointServices
    let authenticator: any Authenticator
    let limits: Limits
    private let development: Bool
    private let logger: Logger
    private let logsRequests: Bool
    let credentials: Credentials
    let answers: AnswerCache

    /// How much a request may hold.
    public struct Limits: Sendable {
        public var bodyBytes: Int
        public var jsonDepth: Int

        public init(bodyBytes: Int = 1 << 20, jsonDepth: Int = 32) {
            self.bodyBytes = bodyBytes
            self.jsonDepth = jsonDepth
        }
    }

    /// What decides whom a request comes from, and what pages of others may send and read.
    struct Credentials: Sendable {
        var cookies: SessionCookies
        var crossOrigin: CrossOrigin
        var proxies: TrustedProxies
        var guardian: CrossSiteGuard

        init(crossOrigin: CrossOrigin = CrossOrigin([]), proxies: TrustedProxies = .none, isDevelopment: Bool = false) {
            cookies = SessionCookies(isDevelopment: isDevelopment)
            self.crossOrigin = crossOrigin
            self.proxies = proxies
            guardian = CrossSiteGuard(origins: crossOrigin, isDevelopment: isDevelopment)
        }
    }

    init(
        endpoints: [Endpoint], services: EndpointServices, authenticator: any Authenticator, limits: Limits, development: Bool,
        logsRequests: Bool, credentials: Credentials, answers: AnswerCache
    ) throws {
        routes = try RouteTable(endpoints)
        self.services = services
        self.authenticator = authenticator
        self.limits = limits
        self.development = development
        self.logsRequests = logsRequests
        self.credentials = credentials
        self.answers = answers
        logger = services.environment.logger
    }

    /// The identity of a request: the client's own, if it is short and plain, or a new one.
    func requestID(given: String?) -> String {
        if let given, (8...128).contains(given.utf8.count),
            !CardNumber.isPresent(in: given),
            given.utf8.allSatisfy({ byte in
                byte == 45 || byte == 95 || byte == 46 || (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            })
        {
            return given
        }
        return services.environment.identifiers.next().base32
    }

    /// Answers a request whose body is read only once it is known to be welcome.
    ///
    /// - Parameters:
    ///   - host: What the request's `Host` says.
    ///   - peer: The other end of the connection.
    ///   - body: Reads at most so many bytes; throws ``Problem`` when there are more or when they come too slowly.
    public func respond(
        _ method: HTTPRequest.Method, _ target: String, headers: HTTPFields, host: String? = nil, from peer: ClientAddress? = nil,
        body: (_ limit: Int) async throws -> [UInt8]
    ) async -> Answer {
        let start = ContinuousClock.now
        let id = requestID(given: headers[.requestID])
        var caller = Caller.guest
        var answer: Answer
        do {
            answer = try await answerTo(method, target, headers, host: host, from: peer, id: id, caller: &caller, body: body)
        } catch {
            answer = self.answer(to: error, id: id)
        }
        answer.headers[.requestID] = id
        credentials.crossOrigin.add(to: &answer, headers)
        log(id: id, method.rawValue, target, status: answer.status.code, bytes: answer.body.count, caller, since: start)
        return answer
    }

    func log(
        id: String, _ method: String, _ target: String, status: Int, bytes: Int, _ caller: Caller, since start: ContinuousClock.Instant
    ) {
        guard logsRequests else { return }
        let path = CardNumber.isPresent(inAddress: target) ? "(a card number)" : IncomingRequest.path(of: target).prefix(200)
        logger.info(
            "request",
            metadata: [
                "id": "\(id)", "method": "\(method.prefix(20))", "path": "\(path)",
                "status": "\(status)", "bytes": "\(bytes)", "caller": "\(caller.name)",
                "took_us": "\((ContinuousClock.now - start).wholeMicroseconds)",
            ])
    }

    /// The answer to what is no request at all: bytes that break the rules of HTTP.
    func answer(toUnreadable problem: Problem) -> Answer {
        let id = services.environment.identifiers.next().base32
        var answer = answer(to: problem, id: id)
        answer.headers[.requestID] = id
        if logsRequests {
            logger.info("unreadable request", metadata: ["id": "\(id)", "status": "\(answer.status.code)"])
        }
        return answer
    }

    private func answerTo(
        _ method: HTTPRequest.Method, _ target: String, _ headers: HTTPFields, host: String?, from peer: ClientAddress?, id: String,
        caller: inout Caller, body read: (Int) async throws -> [UInt8]
    ) async throws -> Answer {
        guard !CardNumber.isPresent(inAddress: target) else {
            throw Problem(.badRequest, "The address holds a card number. It must go to the payment provider, never to the shop.")
        }
        let path = IncomingRequest.path(of: target)
        switch routes.match(method, path) {
        case .nothing:
            throw Problem(.notFound, "There is nothing at this path; /docs lists what there is.")
        case .methods(let methods):
            let allowed = Set(methods.map(\.rawValue) + (methods.contains(.get) ? ["HEAD"] : [])).sorted().joined(separator: ", ")
            if let answer = credentials.crossOrigin.preflight(method, headers, allowed: allowed) { return answer }
            guard method != .options else { return Answer(status: .noContent, headers: [.allow: allowed]) }
            throw Problem(
                .methodNotAllowed, "\(method.rawValue.prefix(20)) is not possible here; \(allowed) is.", headers: [.allow: allowed])
        case .endpoint(let endpoint, let parameters):
            let userAgent = headers[.userAgent].flatMap { CardNumber.isPresent(in: $0) ? nil : $0 }
            let client = Client(address: credentials.proxies.client(of: peer, headers), userAgent: userAgent)
            let visitor = try await visitor(to: endpoint, headers, host: host, from: client)
            caller = visitor.caller
            let holder = try admit(caller, to: endpoint, headers)
            var bytes: [UInt8] = []
            if method != .get, method != .head { bytes = try await read(limits.bodyBytes) }
            let request = try IncomingRequest(method: method, target: target, headers: headers, body: bytes, id: id)
            let call = Call(
                request: request, pathParameters: try decoded(parameters), body: try body(bytes, headers, of: endpoint),
                caller: caller, holder: holder, client: client, host: host, session: visitor.session, services: services,
                trail: AuditTrail(
                    of: endpoint, by: caller, from: client, requestID: id, names: authenticator, environment: services.environment))
            if endpoint.shape == .publicRead {
                return try await answers.answer(to: target, ContentCoding(accepted: headers[.acceptEncoding])) {
                    try await endpoint.run(call).body
                }.answer(ifNoneMatch: headers[.ifNoneMatch])
            }
            var answer = try await endpoint.run(call)
            if endpoint.method == .get { validate(&answer, against: headers) }
            if answer.headers[.cacheControl] == nil { answer.headers[.cacheControl] = endpoint.cacheControl(for: caller) }
            return answer
        }
    }

    private func decoded(_ parameters: [(String, Substring)]) throws -> [(String, Substring)] {
        try parameters.map { name, text in
            guard let value = text.percentDecoded() else { throw Problem(.badRequest, "The path is not valid percent-encoded UTF-8.") }
            return (name, value[...])
        }
    }

    private func validate(_ answer: inout Answer, against headers: HTTPFields) {
        guard answer.status == .ok, !answer.body.isEmpty, answer.headers[.cacheControl] == nil else { return }
        let tag = EntityTag(of: answer.body)
        answer.headers[.eTag] = tag.text
        if let known = headers[.ifNoneMatch], tag.isNamed(weakly: known) {
            answer = Answer(status: .notModified, headers: [.eTag: tag.text])
        }
    }

    /// An error's form for clients. What is our own fault is logged.
    public func answer(to error: any Error, id: String) -> Answer {
        let problem = Problem(error, development: development)
        if problem.type.status >= 500 {
            logger.error("a request failed", metadata: ["id": "\(id)", "error": "\(String(reflecting: error))"])
        }
        var json = JSONWriter()
        problem.write(to: &json, requestID: id)
        var headers = problem.headers
        headers[.contentType] = "application/problem+json"
        headers[.cacheControl] = "no-store"
        if problem.type.status == 401 { headers[.wwwAuthenticate] = "Bearer" }
        return Answer(status: HTTPResponse.Status(code: problem.type.status), headers: headers, body: json.bytes)
    }
}

extension Endpoint {
    /// What caches may do with its answers: keep public ones and ask each time whether they still hold, and nothing else.
    fileprivate func cacheControl(for caller: Caller) -> String {
        if access != .anyone || caller != .guest { return "private, no-store" }
        return isUnsafe ? "no-store" : "no-cache"
    }
}

extension Duration {
    var wholeMicroseconds: Int64 { components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000 }
}

extension SingleExtensionPoint where Value == Responder {
    /// What answers the shop's requests.
    public static var responder: Self { Self("responder", "the server: section") }
}

extension CardNumber {
    /// Whether the path or the query of a request holds one, written as addresses write texts.
    fileprivate static func isPresent(inAddress target: String) -> Bool {
        if isPresent(in: target) { return true }
        guard target.utf8.contains(UInt8(ascii: "%")) || target.utf8.contains(UInt8(ascii: "+")) else { return false }
        let text = target.replacing("+", with: " ")
        return text[...].percentDecoded().map { isPresent(in: $0) } ?? false
    }
}
