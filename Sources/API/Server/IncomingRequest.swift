import HTTPTypes

/// A request as it came in, whatever brought it: a socket or a test.
public struct IncomingRequest: Sendable {
    public let method: HTTPRequest.Method
    /// The path without the query, not decoded.
    public let path: String
    /// The query's parameters in their order, decoded.
    public let query: [(String, String)]
    public let headers: HTTPFields
    public let body: [UInt8]
    public let id: String

    public init(method: HTTPRequest.Method, target: String, headers: HTTPFields, body: [UInt8], id: String) throws {
        self.method = method
        self.headers = headers
        self.body = body
        self.id = id
        path = IncomingRequest.path(of: target)
        let mark = target.utf8.index(target.startIndex, offsetBy: path.utf8.count)
        query = mark == target.endIndex ? [] : try IncomingRequest.parse(query: Substring(target.utf8[mark...].dropFirst()))
    }

    /// A target without its query.
    static func path(of target: String) -> String {
        target.utf8.firstIndex(of: UInt8(ascii: "?")).map { String(target[..<$0]) } ?? target
    }

    private static func parse(query: Substring) throws -> [(String, String)] {
        try query.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (try decode(parts[0], in: pair), parts.count > 1 ? try decode(parts[1], in: pair) : "")
        }
    }

    private static func decode(_ text: Substring, in pair: Substring) throws -> String {
        guard let decoded = text.percentDecoded(plusIsSpace: true) else {
            throw Problem(.badRequest, "The query parameter '\(pair.prefix(60))' is not valid percent-encoded UTF-8.")
        }
        return decoded
    }
}

extension Substring {
    /// The text with `%XX` decoded; `nil` where that is malformed or no UTF-8.
    func percentDecoded(plusIsSpace: Bool = false) -> String? {
        guard utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else { return String(self) }
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let high = rest.popFirst().flatMap(hexDigit), let low = rest.popFirst().flatMap(hexDigit) else { return nil }
                bytes.append(high << 4 | low)
            } else {
                bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private func hexDigit(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map(UInt8.init)
    }
}
