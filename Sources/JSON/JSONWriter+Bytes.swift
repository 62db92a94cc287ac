extension JSONWriter {
    @inlinable @inline(__always)
    mutating func separate() {
        if needsComma {
            buffer.append(UInt8(ascii: ","))
        }
    }

    @inlinable
    mutating func appendNull() {
        let word: StaticString = "null"
        word.withUTF8Buffer { buffer.append(contentsOf: $0) }
    }

    @inlinable
    mutating func appendDecimal(magnitude: UInt64, negative: Bool) {
        if !negative, magnitude < 10 {
            buffer.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude))
            return
        }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var rest = magnitude
            var start = 20
            repeat {
                start -= 1
                digits.initializeElement(at: start, to: UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
                rest /= 10
            } while rest > 0
            if negative {
                buffer.append(UInt8(ascii: "-"))
            }
            buffer.append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
        }
    }

    @inlinable
    mutating func appendQuoted(_ s: String) {
        var s = s
        s.withUTF8 { appendQuoted($0) }
    }

    @inlinable
    mutating func appendQuoted(_ utf8: UnsafeBufferPointer<UInt8>) {
        let escape = JSONWriter.firstEscape(in: utf8, from: 0)
        guard escape == utf8.count else { return appendEscaped(utf8, from: escape) }
        // The usual case: one copy.
        append(atMost: utf8.count + 2) { end in
            end.append(UInt8(ascii: "\""))
            end.append(utf8)
            end.append(UInt8(ascii: "\""))
        }
    }

    @usableFromInline
    mutating func appendEscaped(_ utf8: UnsafeBufferPointer<UInt8>, from first: Int) {
        buffer.append(UInt8(ascii: "\""))
        var (start, next) = (0, first)
        while next < utf8.count {
            buffer.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start..<next]))
            appendEscape(of: utf8[next])
            start = next + 1
            next = JSONWriter.firstEscape(in: utf8, from: start)
        }
        buffer.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start...]))
        buffer.append(UInt8(ascii: "\""))
    }

    /// Appends several things with one look at the room that is left.
    @inlinable @inline(__always)
    mutating func append(atMost count: Int, _ write: (inout OutputSpan<UInt8>) -> Void) {
        buffer.append(addingCapacity: count, initializingWith: write)
    }

    /// The position of the first byte that must be escaped, or the count if there is none. Looks at eight bytes at a
    /// time: each test leaves a byte's high bit set when that byte matches, and never sets any bit when none does.
    @inlinable
    static func firstEscape(in utf8: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        var position = start
        if utf8.count &- position >= 8 {
            let raw = UnsafeRawBufferPointer(utf8)
            while position &+ 8 <= utf8.count {
                let word = raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
                let quotes = word ^ (ones &* 0x22)
                let slashes = word ^ (ones &* 0x5C)
                let controls = (word &- ones &* 0x20) & ~word
                let found = controls | ((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes)
                if found & highs != 0 { break }
                position &+= 8
            }
        }
        while position < utf8.count {
            let byte = utf8[position]
            if byte < 0x20 || byte == 0x22 || byte == 0x5C { return position }
            position &+= 1
        }
        return position
    }

    @usableFromInline
    mutating func appendEscape(of byte: UInt8) {
        buffer.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): buffer.append(byte)
        case 0x08: buffer.append(UInt8(ascii: "b"))
        case 0x09: buffer.append(UInt8(ascii: "t"))
        case 0x0A: buffer.append(UInt8(ascii: "n"))
        case 0x0C: buffer.append(UInt8(ascii: "f"))
        case 0x0D: buffer.append(UInt8(ascii: "r"))
        default:
            let hexadecimal: StaticString = "0123456789abcdef"
            buffer.append(contentsOf: "u00".utf8)
            hexadecimal.withUTF8Buffer { digits in
                buffer.append(digits[Int(byte >> 4)])
                buffer.append(digits[Int(byte & 0xF)])
            }
        }
    }
}

extension OutputSpan<UInt8> {
    @inlinable @inline(__always)
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        withUnsafeMutableBufferPointer { buffer, count in
            precondition(bytes.count <= buffer.count - count, "there is room for what was announced")
            guard let source = bytes.baseAddress, let start = buffer.baseAddress else { return }
            (start + count).initialize(from: source, count: bytes.count)
            count += bytes.count
        }
    }
}
