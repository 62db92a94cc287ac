import HTTPTypes
import MartletKernel
import NIOCore

/// A successful answer of JSON as bytes that need no further work.
struct ReadyAnswer: Sendable {
    let tag: EntityTag
    let coding: ContentCoding
    let body: ByteBuffer
    /// The body's length in decimal digits.
    let length: String
    /// A time before the transaction that it shows began.
    let madeAt: Timestamp

    init(_ body: [UInt8], madeAt: Timestamp) {
        self.init(body, tag: EntityTag(of: body), coding: .identity, madeAt: madeAt)
    }

    private init(_ body: [UInt8], tag: EntityTag, coding: ContentCoding, madeAt: Timestamp) {
        self.tag = tag
        self.coding = coding
        self.body = ByteBuffer(bytes: body)
        self.madeAt = madeAt
        length = String(body.count)
    }

    /// Whether it is long enough that a client gains something by a compressed one.
    var isWorthCompressing: Bool { body.readableBytes >= 1_000 }

    /// The same answer in gzip's format, with a validator of its own; the answer itself where that is not possible.
    func compressed() -> ReadyAnswer {
        guard let bytes = body.withUnsafeReadableBytes(Gzip.compress) else { return self }
        return ReadyAnswer(bytes, tag: tag.variant("gzip"), coding: .gzip, madeAt: madeAt)
    }

    /// About how many bytes it takes.
    var size: Int { body.readableBytes + 256 }

    /// The answer, or that the client has it already.
    func answer(ifNoneMatch known: String?) -> Answer {
        var headers: HTTPFields = [.eTag: tag.text, .cacheControl: ReadyAnswer.cacheControl, .vary: ReadyAnswer.vary]
        if let known, tag.isNamed(weakly: known) { return Answer(status: .notModified, headers: headers) }
        headers[.contentType] = "application/json"
        if coding == .gzip { headers[.contentEncoding] = "gzip" }
        return Answer(status: .ok, headers: headers, body: Array(body.readableBytesView))
    }

    /// Whoever keeps it asks each time whether it still holds.
    static let cacheControl = "no-cache"
    /// Which header of a request decides which of the answer's forms it gets.
    static let vary = "Accept-Encoding"
}
