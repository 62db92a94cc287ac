/// How much JSON is accepted.
public struct JSONLimits: Sendable {
    /// How deep objects and arrays may nest.
    public let depth: Int

    public init(depth: Int = 32) { self.depth = depth }
}

/// A text that is no JSON, or more of it than is accepted.
public struct JSONParseError: Error, Equatable, CustomStringConvertible {
    /// From 1.
    public let line: Int
    /// In bytes, from 1.
    public let column: Int
    public let message: String

    public var description: String { "\(message) at line \(line), column \(column)" }
}

extension JSONValue {
    /// Reads JSON strictly (RFC 8259): UTF-8, no duplicate keys, no lone surrogates, nothing after the value.
    public static func parse(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONParseError) -> JSONValue {
        var failure: JSONParseError?
        let value = bytes.withUnsafeBufferPointer { buffer -> JSONValue? in
            var parser = JSONParser(buffer, limits)
            do throws(JSONParser.Failure) { return try parser.document() } catch {
                failure = parser.located(error)
                return nil
            }
        }
        guard let value else { throw failure ?? JSONParseError(line: 1, column: 1, message: "unreadable") }
        return value
    }
}

/// A recursive reader; its depth is bounded by the limits.
private struct JSONParser {
    struct Failure: Error {
        let message: String
        init(_ message: String) { self.message = message }
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private let limits: JSONLimits
    private var position = 0
    private var depth = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    func located(_ error: Failure) -> JSONParseError {
        let read = bytes[..<min(position, bytes.count)]
        let lineStart = read.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return JSONParseError(
            line: read.count { $0 == UInt8(ascii: "\n") } + 1, column: position - lineStart + 1, message: error.message)
    }

    mutating func document() throws(Failure) -> JSONValue {
        skipSpace()
        let value = try self.value()
        skipSpace()
        guard position == bytes.count else { throw Failure("nothing may follow the value") }
        return value
    }

    private mutating func value() throws(Failure) -> JSONValue {
        guard position < bytes.count else { throw Failure("a value is missing") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: throw Failure("expected a value")
        }
    }

    private mutating func object() throws(Failure) -> JSONValue {
        try descend()
        var members: [(String, JSONValue)] = []
        var keys: Set<String> = []
        if try !closes(UInt8(ascii: "}")) {
            repeat {
                skipSpace()
                guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { throw Failure("expected a key in quotes") }
                let start = position
                let key = try string()
                guard keys.insert(key).inserted else {
                    position = start
                    throw Failure("the key stands twice in its object")
                }
                skipSpace()
                try expect(UInt8(ascii: ":"), "expected ':'")
                skipSpace()
                members.append((key, try value()))
            } while try continues(UInt8(ascii: "}"), "expected ',' or '}'")
        }
        depth -= 1
        return .object(JSONObject(members))
    }

    private mutating func array() throws(Failure) -> JSONValue {
        try descend()
        var values: [JSONValue] = []
        if try !closes(UInt8(ascii: "]")) {
            repeat {
                skipSpace()
                values.append(try value())
            } while try continues(UInt8(ascii: "]"), "expected ',' or ']'")
        }
        depth -= 1
        return .array(values)
    }

    private mutating func descend() throws(Failure) {
        depth += 1
        guard depth <= limits.depth else { throw Failure("nested more than \(limits.depth) deep") }
        position += 1
    }

    private mutating func closes(_ bracket: UInt8) throws(Failure) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == bracket else { return false }
        position += 1
        return true
    }

    private mutating func continues(_ bracket: UInt8, _ message: String) throws(Failure) -> Bool {
        skipSpace()
        guard position < bytes.count else { throw Failure(message) }
        if bytes[position] == bracket {
            position += 1
            return false
        }
        try expect(UInt8(ascii: ","), message)
        return true
    }

    private mutating func expect(_ byte: UInt8, _ message: String) throws(Failure) {
        guard position < bytes.count, bytes[position] == byte else { throw Failure(message) }
        position += 1
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(Failure) -> JSONValue {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count, word.withUTF8Buffer({ bytes[position..<end].elementsEqual($0) }) else { throw Failure("expected a value") }
        position = end
        return value
    }

    private mutating func number() throws(Failure) -> JSONValue {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        let firstDigit = position
        let whole = skipDigits()
        guard whole > 0 else { throw Failure("expected a digit") }
        if whole > 1, bytes[firstDigit] == UInt8(ascii: "0") {
            position = firstDigit
            throw Failure("a number has no leading zero")
        }
        var isWhole = true
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            isWhole = false
            position += 1
            guard skipDigits() > 0 else { throw Failure("expected a digit") }
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") { position += 1 }
            guard skipDigits() > 0 else { throw Failure("expected a digit") }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else {
            position = start
            throw Failure("the number is too large")
        }
        return .number(number)
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while position < bytes.count, bytes[position] &- 48 < 10 { position += 1 }
        return position - start
    }

    private mutating func string() throws(Failure) -> String {
        position += 1
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\"), bytes[position] >= 0x20 {
            position += 1
        }
        guard position < bytes.count else { throw Failure("the string does not end") }
        if bytes[position] == UInt8(ascii: "\"") {
            defer { position += 1 }
            return try text(bytes[start..<position])
        }
        var utf8 = Array(bytes[start..<position])
        while true {
            guard position < bytes.count else { throw Failure("the string does not end") }
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") { break }
            guard byte >= 0x20 else { throw Failure("a string holds no control characters") }
            position += 1
            if byte == UInt8(ascii: "\\") { try escape(into: &utf8) } else { utf8.append(byte) }
        }
        position += 1
        return try utf8.withUnsafeBufferPointer { buffer throws(Failure) in try text(buffer[...]) }
    }

    private func text(_ utf8: Slice<UnsafeBufferPointer<UInt8>>) throws(Failure) -> String {
        guard let text = String(validating: utf8, as: UTF8.self) else { throw Failure("the text is not UTF-8") }
        return text
    }

    private mutating func escape(into utf8: inout [UInt8]) throws(Failure) {
        guard position < bytes.count else { throw Failure("the string does not end") }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): utf8.append(byte)
        case UInt8(ascii: "b"): utf8.append(0x08)
        case UInt8(ascii: "f"): utf8.append(0x0C)
        case UInt8(ascii: "n"): utf8.append(0x0A)
        case UInt8(ascii: "r"): utf8.append(0x0D)
        case UInt8(ascii: "t"): utf8.append(0x09)
        case UInt8(ascii: "u"):
            var scalar = try hexadecimal()
            if scalar & 0xFC00 == 0xD800 {
                try expect(UInt8(ascii: "\\"), "half of a surrogate pair is missing")
                try expect(UInt8(ascii: "u"), "half of a surrogate pair is missing")
                let second = try hexadecimal()
                guard second & 0xFC00 == 0xDC00 else { throw Failure("half of a surrogate pair is missing") }
                scalar = 0x10000 + (scalar & 0x3FF) << 10 + second & 0x3FF
            }
            guard let scalar = Unicode.Scalar(scalar) else { throw Failure("half of a surrogate pair is missing") }
            utf8.append(contentsOf: UTF8.encode(scalar)!)  // every scalar has a UTF-8 form
        default: throw Failure("unknown escape")
        }
    }

    private mutating func hexadecimal() throws(Failure) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard position < bytes.count, let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else {
                throw Failure("expected four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }
}
