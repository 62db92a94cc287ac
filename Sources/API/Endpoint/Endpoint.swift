import HTTPTypes
import MartletCommerce
import MartletDatabase
import MartletJSON
import MartletKernel

/// One operation of the API, declared once, as a value: method, path, access, input, output, errors. Routing, decoding,
/// checks, the OpenAPI document and the access tests come from it.
///
/// There are four shapes. A *read* answers from one state of the database. A *public read* is one whose answer is the same
/// for everybody, and is kept for as long as it is true. A *write* is one transaction; with an
/// `Idempotency-Key` its answer is kept in that same transaction. A *process* is asynchronous and opens its own
/// transactions; it is called again with the same key only when the first call did not end, so it must find its own
/// traces.
public struct Endpoint: Sendable {
    /// The part of the API that an operation belongs to, which is also the start of its path.
    public enum Surface: String, Sendable {
        case store = "/api/v1/store"
        case admin = "/api/v1/admin"
        /// Webhooks, health and documents, with paths of their own.
        case root = ""
    }

    /// How an operation uses the database, and with it what a repetition of a request gets.
    enum Shape: Sendable {
        case read, write, process
        /// A read whose answer is the same for everybody.
        case publicRead
        /// It reads the request and writes the answer itself: documents, pages, webhooks.
        case raw
    }

    public let method: HTTPRequest.Method
    public let surface: Surface
    public let path: PathTemplate
    public let access: AccessPolicy
    /// What it does, in one sentence.
    public let summary: String
    /// The heading under which the documentation lists it.
    public let tag: String
    /// The status of success.
    public let status: HTTPResponse.Status
    /// What it may answer with, apart from what every endpoint may.
    public let problems: [ProblemType]

    let parameters: [Fields.Description.Parameter]
    let body: [Schema.Property]
    let output: Schema?
    /// The type of the output's bytes.
    let contentType: String
    /// A status besides ``status`` that the output may come with, such as that of a shop that is not ready.
    let otherStatus: HTTPResponse.Status?
    let shape: Shape
    /// Whether it can be made to depend on the ETag of what it changes.
    let takesIfMatch: Bool
    let run: @Sendable (Call) async throws -> Answer
}

/// A request as a handler sees it.
public struct Request<Input: RequestInput>: Sendable {
    public let input: Input
    public let caller: Caller
    /// What opens the thing that the request is about, on an endpoint with ``AccessPolicy/holder(of:)``; nobody on others.
    public let holder: Holder
    /// The secrets of a guest that the request brings.
    public let guest: GuestSecrets
    public let client: Client
    /// What the request's `Host` says; `nil` for one without.
    package let host: String?
    /// What pages of our own send as `Martlet-CSRF-Token`, for who has come with the cookie of a session.
    package let csrfToken: String?
    public let id: String
    public let now: Timestamp
    let environment: Environment
    let trail: AuditTrail

    /// The customer who is signed in, on an endpoint with ``AccessPolicy/customer``.
    ///
    /// - Throws: A 401 where nobody is.
    public func customer() throws -> CustomerID {
        guard let customer = caller.customer else { throw Problem.unauthorized("Sign in as a customer.") }
        return customer
    }

    /// A new identifier.
    public func newID<Tag>(_ type: ID<Tag>.Type = ID<Tag>.self) -> ID<Tag> { environment.identifiers.next() }

    /// Random bytes, for tokens.
    public func randomBytes(_ count: Int) -> [UInt8] { environment.random.bytes(count) }
}

/// What an endpoint is run with.
struct Call: Sendable {
    let request: IncomingRequest
    let pathParameters: [(String, Substring)]
    let body: JSONObject?
    let caller: Caller
    let holder: Holder
    let client: Client
    let host: String?
    /// The session whose cookie the request came with; `nil` for other credentials.
    let session: SessionToken?
    let services: EndpointServices
    let trail: AuditTrail

    func decode<Input: RequestInput>(_ type: Input.Type) throws -> Request<Input> {
        var fields = Fields(path: pathParameters, query: request.query, headers: request.headers, body: body)
        let input = Input(from: &fields)
        let errors = fields.finish()
        guard errors.isEmpty else {
            let first = errors.count == 1 ? "One field is invalid." : "\(errors.count) fields are invalid."
            throw Problem(.invalidInput, first, errors: errors)
        }
        return Request(
            input: input, caller: caller, holder: holder, guest: GuestSecrets(request.headers), client: client, host: host,
            csrfToken: session?.csrfToken, id: request.id, now: services.environment.time.now, environment: services.environment,
            trail: trail)
    }
}

/// What endpoints stand on.
public struct EndpointServices: Sendable {
    let database: Database
    let environment: Environment

    public init(database: Database, environment: Environment) {
        self.database = database
        self.environment = environment
    }
}

extension ListExtensionPoint where Value == [Endpoint] {
    /// The operations of the API.
    public static var endpoints: Self { Self("endpoints", "operations of the API") }
}
