/// A request to a service.
///
/// It describes itself by its method and where it goes, without the query, the headers and the body: those may hold secrets.
public struct HTTPTransportRequest: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    public enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    public var method: Method
    /// With its scheme, `https` or `http`, and a query where there is one.
    public var url: String
    public var headers: HTTPTransportHeaders
    public var body: [UInt8]
    /// How long the whole answer may take to arrive, from the call on.
    public var timeout: Duration
    /// How many bytes the answer's body may have. What is larger is no answer.
    public var largestAnswer: Int

    public init(
        _ method: Method, _ url: String, headers: HTTPTransportHeaders = [:], body: [UInt8] = [], timeout: Duration = .seconds(10),
        largestAnswer: Int = 1 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.largestAnswer = largestAnswer
    }

    public var description: String { "\(method.rawValue) \(url.prefix { $0 != "?" && $0 != "#" })" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
