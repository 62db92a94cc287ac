import HTTPTypes
import NIOCore

/// A successful answer of JSON as bytes that need no further work.
struct ReadyAnswer: Sendable {
    let tag: EntityTag
    let body: ByteBuffer
    /// The body's length in decimal digits.
    let length: String

    init(_ body: [UInt8]) {
        tag = EntityTag(of: body)
        self.body = ByteBuffer(bytes: body)
        length = String(body.count)
    }

    /// About how many bytes it takes.
    var size: Int { body.readableBytes + 256 }

    /// The answer, or that the client has it already.
    func answer(ifNoneMatch known: String?) -> Answer {
        var headers: HTTPFields = [.eTag: tag.text, .cacheControl: ReadyAnswer.cacheControl]
        if let known, tag.isNamed(weakly: known) { return Answer(status: .notModified, headers: headers) }
        headers[.contentType] = "application/json"
        return Answer(status: .ok, headers: headers, body: Array(body.readableBytesView))
    }

    /// Whoever keeps it asks each time whether it still holds.
    static let cacheControl = "no-cache"
}
