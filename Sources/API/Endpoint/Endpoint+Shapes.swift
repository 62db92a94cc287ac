import HTTPTypes
import MartletDatabase
import MartletDurable
import MartletJSON

extension Endpoint {
    /// An operation that reads.
    public static func read<Input: RequestInput, Output: ResponseBody>(
        _ surface: Surface, _ path: PathTemplate, access: AccessPolicy, tag: String, _ summary: String,
        input: Input.Type = Input.self, problems: [ProblemType] = [],
        _ handler: @escaping @Sendable (Request<Input>, ReadTransaction) throws -> Output
    ) -> Endpoint {
        read(surface, path, access: access, tag: tag, summary, input: input, problems: problems, preparing: { _ in () }) {
            try handler($0, $2)
        }
    }

    /// An operation that reads, with what is to be had ready before its transaction begins.
    public static func read<Input: RequestInput, Prepared: Sendable, Output: ResponseBody>(
        _ surface: Surface, _ path: PathTemplate, access: AccessPolicy, tag: String, _ summary: String,
        input: Input.Type = Input.self, problems: [ProblemType] = [],
        preparing prepare: @escaping @Sendable (Request<Input>) async throws -> Prepared,
        _ handler: @escaping @Sendable (Request<Input>, Prepared, ReadTransaction) throws -> Output
    ) -> Endpoint {
        endpoint(.read, .get, surface, path, access, tag, summary, status: .ok, problems, Input.self, Output.self) { call in
            let request = try call.decode(Input.self)
            let prepared = try await prepare(request)
            return try await call.services.database.read { transaction in
                Answer(status: .ok, output: try handler(request, prepared, transaction))
            }
        }
    }

    /// An operation that reads what anyone may see, and answers everybody alike: nothing but the input counts.
    ///
    /// Its answer is kept in the ``AnswerCache``. Who changes what it shows drops that in the same transaction. Only its body is
    /// kept and sent: it has no headers of its own, and so sets no cookie.
    public static func publicRead<Input: RequestInput, Output: ResponseBody>(
        _ surface: Surface, _ path: PathTemplate, tag: String, _ summary: String, input: Input.Type = Input.self,
        problems: [ProblemType] = [], _ handler: @escaping @Sendable (Input, ReadTransaction) throws -> Output
    ) -> Endpoint {
        publicRead(surface, path, tag: tag, summary, input: input, problems: problems, preparing: { _ in () }) { try handler($0, $2) }
    }

    /// An operation that reads what anyone may see, with what is to be had ready before its transaction begins.
    public static func publicRead<Input: RequestInput, Prepared: Sendable, Output: ResponseBody>(
        _ surface: Surface, _ path: PathTemplate, tag: String, _ summary: String, input: Input.Type = Input.self,
        problems: [ProblemType] = [], preparing prepare: @escaping @Sendable (Input) async throws -> Prepared,
        _ handler: @escaping @Sendable (Input, Prepared, ReadTransaction) throws -> Output
    ) -> Endpoint {
        let endpoint = endpoint(
            .publicRead, .get, surface, path, .anyone, tag, summary, status: .ok, problems, Input.self, Output.self
        ) { call in
            let input = try call.decode(Input.self).input
            let prepared = try await prepare(input)
            return try await call.services.database.read { transaction in
                Answer(status: .ok, json: try handler(input, prepared, transaction).jsonBytes)
            }
        }
        precondition(
            endpoint.parameters.allSatisfy { $0.location != .header }, "\(path): an answer that depends on a header is not for everybody")
        return endpoint
    }

    /// An operation that is one transaction.
    ///
    /// - Parameter current: For updates that take `If-Match`: what a `GET` of the same thing answers now.
    public static func write<Input: RequestInput, Output: ResponseBody>(
        _ method: HTTPRequest.Method, _ surface: Surface, _ path: PathTemplate, access: AccessPolicy, tag: String,
        _ summary: String, status: HTTPResponse.Status = .ok, input: Input.Type = Input.self, problems: [ProblemType] = [],
        current: (@Sendable (Request<Input>, ReadTransaction) throws -> Output)? = nil,
        _ handler: @escaping @Sendable (Request<Input>, WriteTransaction) throws -> Output
    ) -> Endpoint {
        endpoint(
            .write, method, surface, path, access, tag, summary, status: status, problems, Input.self, Output.self,
            takesIfMatch: current != nil
        ) { call in
            let request = try call.decode(Input.self)
            let database = call.services.database
            let run: @Sendable (WriteTransaction) throws -> Output = { transaction in
                call.trail.begin()
                if let current, let expected = call.request.headers[.ifMatch] {
                    let now = EntityTag(of: try current(request, transaction).jsonBytes)
                    guard now.isNamed(strongly: expected) else {
                        throw Problem(.preconditionFailed, "The resource is now \(now.text): read it again and repeat the change.")
                    }
                }
                let output = try handler(request, transaction)
                try call.trail.close(in: transaction)
                return output
            }
            guard let key = try call.idempotencyKey() else {
                // Put into words outside the transaction, for which others wait.
                return Answer(status: status, output: try await database.write(run))
            }
            return try await database.write { transaction in
                switch try call.claim(key, in: transaction) {
                case .answered(let answer): return answer
                case .run(let fence):
                    let answer = Answer(status: status, output: try run(transaction))
                    try call.keep(answer, for: key, fence: fence, in: transaction)
                    return answer
                }
            }
        }
    }

    /// An operation of several steps, some of them outside any transaction.
    public static func process<Input: RequestInput, Output: ResponseBody>(
        _ method: HTTPRequest.Method, _ surface: Surface, _ path: PathTemplate, access: AccessPolicy, tag: String,
        _ summary: String, status: HTTPResponse.Status = .ok, input: Input.Type = Input.self, problems: [ProblemType] = [],
        _ handler: @escaping @Sendable (Request<Input>) async throws -> Output
    ) -> Endpoint {
        endpoint(.process, method, surface, path, access, tag, summary, status: status, problems, Input.self, Output.self) { call in
            let request = try call.decode(Input.self)
            @Sendable func run() async throws -> Answer {
                let answer = Answer(status: status, output: try await handler(request))
                try call.trail.close()
                return answer
            }
            guard let key = try call.idempotencyKey() else { return try await run() }
            let database = call.services.database
            let fence: Int
            switch try await database.write({ try call.claim(key, in: $0) }) {
            case .answered(let answer): return answer
            case .run(let own): fence = own
            }
            do {
                let answer = try await run()
                try await database.write { try call.keep(answer, for: key, fence: fence, in: $0) }
                return answer
            } catch {
                // Where even this fails, the key is free again when its lease ends.
                try? await database.write { try IdempotencyKeys.release(key.digest, fence: fence, in: $0) }
                throw error
            }
        }
    }

    /// An operation whose answer is bytes of its own: documents, pages, webhooks.
    static func raw(
        _ method: HTTPRequest.Method, _ path: PathTemplate, access: AccessPolicy, tag: String, _ summary: String,
        output: Schema? = nil, contentType: String = "application/json", otherStatus: HTTPResponse.Status? = nil,
        problems: [ProblemType] = [], parameters: [Fields.Description.Parameter] = [],
        _ run: @escaping @Sendable (Call) async throws -> Answer
    ) -> Endpoint {
        Endpoint(
            method: method, surface: .root, path: path, access: access, summary: summary, tag: tag, status: .ok, problems: problems,
            parameters: parameters, body: [], output: output, contentType: contentType,
            otherStatus: otherStatus, shape: .raw, takesIfMatch: false, run: run)
    }

    private static func endpoint<Input: RequestInput, Output: ResponseBody>(
        _ shape: Shape, _ method: HTTPRequest.Method, _ surface: Surface, _ path: PathTemplate, _ access: AccessPolicy, _ tag: String,
        _ summary: String, status: HTTPResponse.Status, _ problems: [ProblemType], _ input: Input.Type, _ output: Output.Type,
        takesIfMatch: Bool = false, _ run: @escaping @Sendable (Call) async throws -> Answer
    ) -> Endpoint {
        let description = Fields.describe(Input.self).description
        return Endpoint(
            method: method, surface: surface, path: path.prefixed(surface.rawValue), access: access, summary: summary, tag: tag,
            status: status,
            problems: problems, parameters: description.parameters, body: description.body,
            output: Output.self == NoContent.self ? nil : Output.schema, contentType: "application/json", otherStatus: nil, shape: shape,
            takesIfMatch: takesIfMatch, run: run)
    }
}

extension Answer {
    init(status: HTTPResponse.Status, output: some ResponseBody) {
        self = output is NoContent ? Answer(status: .noContent) : Answer(status: status, json: output.jsonBytes)
        headers.append(contentsOf: output.headers)
        // What signs somebody in is for nobody else.
        if headers.contains(.setCookie) { headers[.cacheControl] = "no-store" }
    }
}
