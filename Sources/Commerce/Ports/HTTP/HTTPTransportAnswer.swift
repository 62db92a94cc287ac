/// What a service has answered.
public struct HTTPTransportAnswer: Sendable, Equatable {
    public let status: Int
    public let headers: HTTPTransportHeaders
    public let body: [UInt8]

    public init(status: Int, headers: HTTPTransportHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Whether the service says that it has done what was asked.
    public var isSuccess: Bool { (200..<300).contains(status) }
}
