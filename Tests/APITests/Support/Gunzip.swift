import CZlib

/// Reads the gzip format, as a client does.
enum Gunzip {
    struct Failure: Error {
        let status: Int32
    }

    static func bytes(of compressed: [UInt8]) throws -> [UInt8] {
        var (stream, input) = (z_stream(), compressed)
        inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        defer { inflateEnd(&stream) }
        var status = Z_OK
        let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 20) { output, count in
            input.withUnsafeMutableBufferPointer { input in
                stream.next_in = input.baseAddress
                stream.avail_in = uInt(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = uInt(output.count)
                status = inflate(&stream, Z_FINISH)
            }
            count = output.count - Int(stream.avail_out)
        }
        guard status == Z_STREAM_END else { throw Failure(status: status) }
        return bytes
    }
}
