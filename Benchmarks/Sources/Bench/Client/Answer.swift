import Foundation
import NIOCore

/// An HTTP answer: its status and its body, as bytes.
struct Answer: Sendable {
    let status: Int
    let head: ByteBuffer
    let body: ByteBuffer

    /// Its validator.
    var entityTag: String? {
        head.withUnsafeReadableBytes { bytes in
            bytes.end(ofFirst: "\r\nETag: ").map { String(decoding: bytes[$0...].prefix { $0 != UInt8(ascii: "\r") }, as: UTF8.self) }
        }
    }

    /// The first text of a field's name in the body. Nothing is decoded: identifiers and tokens have no escapes.
    func text(_ field: StaticString) -> String? {
        body.withUnsafeReadableBytes { bytes in
            guard let start = bytes.end(ofFirst: field) else { return nil }
            let rest = bytes[start...]
            return rest.firstIndex(of: UInt8(ascii: "\"")).map { String(decoding: rest[..<$0], as: UTF8.self) }
        }
    }

    /// What a person wants to see of it.
    var story: String { "\(status) \(String(buffer: body).prefix(500))" }
}

extension UnsafeRawBufferPointer {
    /// Where the bytes after the first occurrence of a text begin.
    func end(ofFirst text: StaticString) -> Int? {
        guard let start = baseAddress else { return nil }
        let length = text.utf8CodeUnitCount
        var position = 0
        while position + length <= count {
            guard let found = memchr(start + position, Int32(text.utf8Start.pointee), count - position - length + 1) else { return nil }
            if memcmp(found, text.utf8Start, length) == 0 { return UnsafeRawPointer(found) - start + length }
            position = UnsafeRawPointer(found) - start + 1
        }
        return nil
    }
}

/// Takes answers off the bytes of a connection, as far as a shop of ours needs: HTTP/1.1, each with its `Content-Length`.
struct AnswerReader {
    private var head: (status: Int, length: Int, bytes: ByteBuffer)?

    /// The next answer, taken off the buffer; `nil` when it has not come whole.
    mutating func next(from buffer: inout ByteBuffer) throws -> Answer? {
        if head == nil, let (read, size) = try buffer.withUnsafeReadableBytes(AnswerReader.head) {
            head = buffer.readSlice(length: size).map { (read.status, read.length, $0) }
        }
        guard let head, let body = buffer.readSlice(length: head.length) else { return nil }
        self.head = nil
        return Answer(status: head.status, head: head.bytes, body: body)
    }

    /// Reads a head, and how many bytes it has.
    private static func head(
        _ bytes: UnsafeRawBufferPointer
    ) throws -> ((status: Int, length: Int), Int)? {
        guard let end = bytes.end(ofFirst: "\r\n\r\n") else { return nil }
        // "HTTP/1.1 200 OK"
        guard end > 16, bytes.starts(with: "HTTP/1.1 ".utf8), let status = number(bytes[9..<12]) else {
            throw UnreadableAnswer(head: bytes[..<end])
        }
        let name: StaticString = "\r\nContent-Length: "
        let size = name.utf8CodeUnitCount
        var line = 12
        while line + size < end {
            if bytes[line] == UInt8(ascii: "\r"), let start = bytes.baseAddress,
                strncasecmp(start.advanced(by: line).assumingMemoryBound(to: CChar.self), name.pointer, size) == 0
            {
                let value = bytes[(line + size)..<end].prefix { $0 != UInt8(ascii: "\r") }
                guard let length = number(value) else { break }
                return ((status, length), end)
            }
            line += 1
        }
        if status == 204 || status == 304 { return ((status, 0), end) }
        throw UnreadableAnswer(head: bytes[..<end])
    }

    private static func number(_ digits: Slice<UnsafeRawBufferPointer>) -> Int? { Int(String(decoding: digits, as: UTF8.self)) }
}

extension StaticString {
    fileprivate var pointer: UnsafePointer<CChar> { UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self) }
}

/// An answer in a form that ``AnswerReader`` does not read.
struct UnreadableAnswer: Error, CustomStringConvertible {
    let description: String

    init(head: Slice<UnsafeRawBufferPointer>) {
        description = "an answer is not HTTP/1.1 with a Content-Length: \(String(decoding: head.prefix(500), as: UTF8.self))"
    }
}
