extension JSONScanner {
    /// Reads a string from its opening to its closing quote.
    mutating func string() throws(JSONParseError) -> String {
        position += 1
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let text = try decoded(start..<position)
                position += 1
                return text
            case UInt8(ascii: "\\"):
                return try escapedString(from: start)
            case 0..<0x20:
                throw controlCharacter()
            default:
                position += 1
            }
        }
        throw unexpected("'\"' at the end of a string")
    }

    /// Goes on where the first escape is.
    private mutating func escapedString(from start: Int) throws(JSONParseError) -> String {
        var unescaped = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                try checkLength(start..<position)
                guard let text = String(validating: unescaped, as: UTF8.self) else { throw badEncoding(in: start..<position) }
                position += 1
                return text
            case UInt8(ascii: "\\"):
                try escape(into: &unescaped)
            case 0..<0x20:
                throw controlCharacter()
            default:
                unescaped.append(byte)
                position += 1
            }
        }
        throw unexpected("'\"' at the end of a string")
    }

    private mutating func escape(into unescaped: inout [UInt8]) throws(JSONParseError) {
        position += 1
        switch peek() {
        case UInt8(ascii: "\""): unescaped.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): unescaped.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "/"): unescaped.append(UInt8(ascii: "/"))
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(0x0A)
        case UInt8(ascii: "r"): unescaped.append(0x0D)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "u"):
            let scalar = try escapedScalar()
            unescaped.append(contentsOf: String(Character(scalar)).utf8)
            return
        default: throw unexpected("one of \" \\ / b f n r t u after '\\'")
        }
        position += 1
    }

    /// Reads `uXXXX`, and the second half of a surrogate pair if it is the first of one.
    private mutating func escapedScalar() throws(JSONParseError) -> Unicode.Scalar {
        let start = position - 1
        position += 1
        let unit = try hexadecimal()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        if UTF16.isLeadSurrogate(unit), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
            let second = try hexadecimal()
            if UTF16.isTrailSurrogate(second) {
                let value = 0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
                if let scalar = Unicode.Scalar(value) { return scalar }
            }
        }
        throw failure(.encoding, "half of a surrogate pair stands alone", at: start)
    }

    private mutating func hexadecimal() throws(JSONParseError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw unexpected("four hexadecimal digits after '\\u'")
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }

    private func decoded(_ range: Range<Int>) throws(JSONParseError) -> String {
        try checkLength(range)
        guard let text = String(validating: UnsafeRawBufferPointer(rebasing: bytes[range]), as: UTF8.self) else {
            throw badEncoding(in: range)
        }
        return text
    }

    private func checkLength(_ range: Range<Int>) throws(JSONParseError) {
        guard range.count <= limits.stringBytes else {
            throw failure(.limit, "a string has more than \(limits.stringBytes) bytes", at: range.lowerBound - 1)
        }
    }

    private func controlCharacter() -> JSONParseError {
        failure(.syntax, "a control character in a string must be escaped", at: position)
    }

    /// Finds the first byte that makes the range bad UTF-8.
    private func badEncoding(in range: Range<Int>) -> JSONParseError {
        var good = range.lowerBound
        var decoder = UTF8()
        var iterator = bytes[range].makeIterator()
        search: while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): good += UTF8.width(scalar)
            case .emptyInput, .error: break search
            }
        }
        return failure(.encoding, "expected UTF-8", at: good)
    }
}
