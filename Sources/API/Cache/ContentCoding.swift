import CZlib

/// How the bytes of an answer are sent (RFC 9110, section 8.4.1).
enum ContentCoding: Hashable, Sendable {
    /// As they are.
    case identity
    case gzip

    /// The best that a client takes, by its `Accept-Encoding` (RFC 9110, section 12.5.3).
    init(accepted header: String?) {
        self = header.map(ContentCoding.acceptsGzip) ?? false ? .gzip : .identity
    }

    private static func acceptsGzip(_ header: String) -> Bool {
        var forAll: Bool?
        for part in header.split(separator: ",") {
            let parameters = part.split(separator: ";")
            let name = parameters.first?.filter { $0 != " " && $0 != "\t" }.lowercased()
            // A weight of zero, such as `q=0.0`, means never.
            let isWelcome = !parameters.dropFirst().contains { parameter in
                let text = parameter.filter { $0 != " " && $0 != "\t" }.lowercased()
                return text.hasPrefix("q=") && Double(text.dropFirst(2)) == 0
            }
            if name == "gzip" || name == "x-gzip" { return isWelcome }
            if name == "*" { forAll = isWelcome }
        }
        return forAll ?? false
    }
}

/// The gzip format (RFC 1952).
enum Gzip {
    /// Compresses bytes; `nil` when zlib cannot, for want of memory.
    static func compress(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
        var stream = z_stream()
        // A window of 2^15 bytes, and 16 more for gzip's own head and sum rather than zlib's.
        let status = deflateInit2_(
            &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        let room = Int(deflateBound(&stream, uLong(bytes.count)))
        var isWhole = false
        let compressed = [UInt8](unsafeUninitializedCapacity: room) { output, count in
            stream.next_in = UnsafeMutablePointer(mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
            stream.avail_in = uInt(bytes.count)
            stream.next_out = output.baseAddress
            stream.avail_out = uInt(room)
            isWhole = deflate(&stream, Z_FINISH) == Z_STREAM_END
            count = room - Int(stream.avail_out)
        }
        return isWhole ? compressed : nil
    }
}
