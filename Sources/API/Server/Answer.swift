import HTTPTypes

/// An answer as it goes out.
public struct Answer: Sendable {
    public var status: HTTPResponse.Status
    public var headers: HTTPFields
    public var body: [UInt8]

    public init(status: HTTPResponse.Status, headers: HTTPFields = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    init(status: HTTPResponse.Status, json: [UInt8]) {
        self.init(status: status, headers: [.contentType: "application/json"], body: json)
    }
}
