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
    private let authenticator: any Authenticator
    private let limits: Limits
    private let development: Bool
    private let logger: Logger
    private let logsRequests: Bool

    /// How much a request may hold.
    public struct Limits: Sendable {
        public var bodyBytes: Int
        public var jsonDepth: Int

        public init(bodyBytes: Int = 1 << 20, jsonDepth: Int = 32) {
            self.bodyBytes = bodyBytes
            self.jsonDepth = jsonDepth
        }
    }

    init(
        endpoints: [Endpoint], services: EndpointServices, authenticator: any Authenticator, limits: Limits, development: Bool,
        logsRequests: Bool
    ) throws {
        routes = try RouteTable(endpoints)
        self.services = services
        self.authenticator = authenticator
        self.limits = limits
        self.development = development
        self.logsRequests = logsRequests
        logger = services.environment.logger
    }

    /// The identity of a request: the client's own, if it is short and plain, or a new one.
    public func requestID(from headers: HTTPFields) -> String {
        if let given = headers[.requestID], (8...128).contains(given.utf8.count),
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
    /// - Parameter body: Reads at most so many bytes; throws ``Problem`` when there are more or when they come too slowly.
    public func respond(
        _ method: HTTPRequest.Method, _ target: String, headers: HTTPFields, body: (_ limit: Int) async throws -> [UInt8]
    ) async -> Answer {
        let start = ContinuousClock.now
        let id = requestID(from: headers)
        var answer: Answer
        do { answer = try await answerTo(method, target, headers, id: id, body: body) } catch {
            answer = self.answer(to: error, id: id)
        }
        answer.headers[.requestID] = id
        if logsRequests {
            logger.info(
                "request",
                metadata: [
                    "id": "\(id)", "method": "\(method)", "path": "\(target.prefix { $0 != "?" })", "status": "\(answer.status.code)",
                    "bytes": "\(answer.body.count)",
                    "took_us": "\((ContinuousClock.now - start).components.attoseconds / 1_000_000_000_000)",
                ])
        }
        return answer
    }

    private func answerTo(
        _ method: HTTPRequest.Method, _ target: String, _ headers: HTTPFields, id: String, body read: (Int) async throws -> [UInt8]
    ) async throws -> Answer {
        let path = String(target.prefix { $0 != "?" })
        switch routes.match(method, path) {
        case .nothing:
            throw Problem(.notFound, "There is nothing at this path; /docs lists what there is.")
        case .methods(let methods):
            let allowed = Set(methods.map(\.rawValue) + (methods.contains(.get) ? ["HEAD"] : [])).sorted().joined(separator: ", ")
            guard method != .options else { return Answer(status: .noContent, headers: [.allow: allowed]) }
            throw Problem(
                .methodNotAllowed, "\(method.rawValue.prefix(20)) is not possible here; \(allowed) is.", headers: [.allow: allowed])
        case .endpoint(let endpoint, let parameters):
            let caller = try await caller(headers)
            let guestToken = try admit(caller, to: endpoint, headers)
            var bytes: [UInt8] = []
            if method != .get, method != .head { bytes = try await read(limits.bodyBytes) }
            let request = try IncomingRequest(method: method, target: target, headers: headers, body: bytes, id: id)
            let call = Call(
                request: request, pathParameters: try decoded(parameters), body: try json(bytes, headers, for: endpoint),
                caller: caller, guestToken: guestToken, services: services)
            var answer = try await endpoint.run(call)
            if endpoint.method == .get { validate(&answer, against: headers) }
            if endpoint.access != .anyone { answer.headers[.cacheControl] = "private, no-store" }
            return answer
        }
    }

    private func decoded(_ parameters: [(String, Substring)]) throws -> [(String, Substring)] {
        try parameters.map { name, text in
            guard let value = text.percentDecoded() else { throw Problem(.badRequest, "The path is not valid percent-encoded UTF-8.") }
            return (name, value[...])
        }
    }

    private func caller(_ headers: HTTPFields) async throws -> Caller {
        guard let header = headers[.authorization] else { return .guest }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer", !parts[1].isEmpty,
            let caller = try await authenticator.authenticate(bearer: String(parts[1]))
        else { throw Problem.unauthorized("The Authorization header holds no valid bearer token.") }
        return caller
    }

    /// Lets the caller in and returns the guest's secret where the endpoint needs one; throws otherwise.
    private func admit(_ caller: Caller, to endpoint: Endpoint, _ headers: HTTPFields) throws -> String {
        switch endpoint.access {
        case .anyone: return ""
        case .holder(let token):
            guard let name = HTTPField.Name(token.header), let secret = headers[name], !secret.isEmpty else {
                throw Problem.unauthorized("Give the \(token.thing)'s secret in the header \(token.header).")
            }
            return secret
        case .permission(let permission):
            guard caller != .guest else { throw Problem.unauthorized("Give an API key: Authorization: Bearer …") }
            guard caller.permissions.contains(permission) else { throw Problem(.forbidden, "This needs the permission \(permission).") }
            return ""
        }
    }

    private func json(_ bytes: [UInt8], _ headers: HTTPFields, for endpoint: Endpoint) throws -> JSONObject? {
        guard !endpoint.body.isEmpty else {
            guard bytes.isEmpty || endpoint.takesAnyBody else { return try object(bytes, headers) }
            return nil
        }
        if bytes.isEmpty {
            guard endpoint.body.contains(where: \.isRequired) else { return JSONObject([]) }
            throw Problem(.malformedJSON, "The body is empty; a JSON object is expected.")
        }
        return try object(bytes, headers)
    }

    private func object(_ bytes: [UInt8], _ headers: HTTPFields) throws -> JSONObject {
        let type = headers[.contentType]?.prefix { $0 != ";" }.lowercased().trimmingPrefix(" ") ?? ""
        guard type == "application/json" else {
            throw Problem(
                .unsupportedMediaType,
                type.isEmpty ? "Set Content-Type: application/json." : "Found '\(type.prefix(60))'; expected application/json.")
        }
        let value: JSONValue
        do { value = try JSONValue.parse(bytes, limits: JSONLimits(depth: limits.jsonDepth)) } catch {
            throw Problem(
                .malformedJSON, "The body is not valid JSON: \(error).",
                members: [("line", .integer(Int64(error.line))), ("column", .integer(Int64(error.column)))])
        }
        guard case .object(let object) = value else { throw Problem.invalid(.body(JSONPointer()), "must be an object") }
        if let pointer = value.cardNumber(at: JSONPointer()) {
            throw Problem(
                .cardNumberRefused, "Card numbers must go to the payment provider, never to the shop.",
                errors: [FieldError(.body(pointer), "holds a card number")])
        }
        return object
    }

    private func validate(_ answer: inout Answer, against headers: HTTPFields) {
        guard answer.status == .ok, !answer.body.isEmpty else { return }
        let tag = EntityTag(of: answer.body)
        answer.headers[.eTag] = tag.text
        if let known = headers[.ifNoneMatch], tag.matches(known) {
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

extension Problem {
    static func unauthorized(_ detail: String) -> Problem { Problem(.unauthorized, detail) }
}

extension JSONValue {
    /// Where a text holds a card number, if one does.
    fileprivate func cardNumber(at pointer: JSONPointer) -> JSONPointer? {
        switch self {
        case .string(let text): return CardNumber.isPresent(in: text) ? pointer : nil
        case .integer(let number): return number > 99_999_999_999 && CardNumber.isPresent(in: String(number)) ? pointer : nil
        case .array(let values):
            for (index, value) in values.enumerated() {
                if let found = value.cardNumber(at: pointer.appending(index)) { return found }
            }
        case .object(let object):
            for (key, value) in object {
                if let found = value.cardNumber(at: pointer.appending(key)) { return found }
            }
        case .null, .bool, .number: break
        }
        return nil
    }
}

extension SingleExtensionPoint where Value == Responder {
    /// What answers the shop's requests.
    public static var responder: Self { Self("responder", "the server: section") }
}
