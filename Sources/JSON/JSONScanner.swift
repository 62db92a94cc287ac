/// One reading of one text. It goes down one call a level, and the limits bound the levels.
struct JSONScanner {
    let bytes: UnsafeRawBufferPointer
    let limits: JSONLimits
    var position = 0

    init(_ bytes: UnsafeRawBufferPointer, limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func document() throws(JSONParseError) -> JSONValue {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw failure(.encoding, "expected JSON without a byte order mark", at: 0)
        }
        let value = try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw unexpected("the end of the text after the value") }
        return value
    }

    mutating func value(depth: Int) throws(JSONParseError) -> JSONValue {
        skipSpace()
        guard let first = peek() else { throw unexpected("a value") }
        switch first {
        case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "t"):
            try word("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try word("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try word("null")
            return .null
        default: throw unexpected("a value")
        }
    }

    private mutating func object(depth: Int) throws(JSONParseError) -> JSONObject {
        try enter(depth)
        var object = JSONObject()
        skipSpace()
        if take(UInt8(ascii: "}")) { return object }
        object.reserveCapacity(4)
        while true {
            skipSpace()
            guard peek() == UInt8(ascii: "\"") else {
                throw unexpected(object.isEmpty ? "a key in double quotes or '}'" : "a key in double quotes")
            }
            let start = position
            let key = try string()
            if object.contains(key: key) {
                throw failure(.duplicateKey, "duplicate key \"\(key.prefix(64))\"", at: start)
            }
            guard object.count < limits.members else {
                throw failure(.limit, "more than \(limits.members) members in an object", at: start)
            }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw unexpected("':' after the key") }
            object.append(key, try value(depth: depth))
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "}")) else { throw unexpected("',' or '}'") }
            return object
        }
    }

    private mutating func array(depth: Int) throws(JSONParseError) -> [JSONValue] {
        try enter(depth)
        var elements: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return elements }
        while true {
            elements.append(try value(depth: depth))
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "]")) else { throw unexpected("',' or ']'") }
            return elements
        }
    }

    private mutating func enter(_ depth: Int) throws(JSONParseError) {
        guard depth <= limits.depth else {
            throw failure(.limit, "more than \(limits.depth) levels of arrays and objects", at: position)
        }
        position += 1
    }

    private mutating func word(_ word: StaticString) throws(JSONParseError) {
        let count = word.utf8CodeUnitCount
        let found = word.withUTF8Buffer { expected in
            position + count <= bytes.count && bytes[position..<(position + count)].elementsEqual(expected)
        }
        guard found else { throw unexpected("a value (true, false, null, a number, or text in double quotes)") }
        position += count
    }

    // MARK: - Steps

    func peek() -> UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    // MARK: - Failures

    func unexpected(_ expectation: String) -> JSONParseError {
        let found = position < bytes.count ? "" : ", found the end of the text"
        return failure(.syntax, "expected \(expectation)\(found)", at: position)
    }

    func failure(_ reason: JSONParseError.Reason, _ problem: String, at offset: Int) -> JSONParseError {
        var line = 1
        var column = 1
        for byte in bytes[..<min(offset, bytes.count)] {
            if byte == 0x0A {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return JSONParseError(reason: reason, problem: problem, offset: offset, line: line, column: column)
    }
}
