/// The place of a value inside a JSON document, after RFC 6901: `/lines/0/quantity`. The empty pointer is the whole
/// document.
public struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
    /// The pointer as RFC 6901 writes it, with `~` as `~0` and `/` as `~1`.
    public let description: String

    /// Points at the whole document.
    public init() {
        description = ""
    }

    /// Reads a pointer; `nil` unless it is empty or begins with `/`, and each `~` is followed by `0` or `1`.
    public init?(_ text: String) {
        guard text.isEmpty || text.utf8.first == UInt8(ascii: "/") else { return nil }
        var afterTilde = false
        for byte in text.utf8 {
            if afterTilde, byte != UInt8(ascii: "0"), byte != UInt8(ascii: "1") { return nil }
            afterTilde = byte == UInt8(ascii: "~")
        }
        guard !afterTilde else { return nil }
        description = text
    }

    private init(unchecked text: String) {
        description = text
    }

    /// Points at the member of that name.
    public func appending(_ key: String) -> JSONPointer {
        var text = description
        text.append("/")
        for scalar in key.unicodeScalars {
            switch scalar {
            case "~": text.append("~0")
            case "/": text.append("~1")
            default: text.unicodeScalars.append(scalar)
            }
        }
        return JSONPointer(unchecked: text)
    }

    /// Points at the element at that position, from 0.
    public func appending(_ index: Int) -> JSONPointer {
        JSONPointer(unchecked: "\(description)/\(index)")
    }

    /// Points at what another pointer points at inside the value here.
    public func appending(_ pointer: JSONPointer) -> JSONPointer { JSONPointer(unchecked: description + pointer.description) }

    /// The keys and positions on the way to the value, unescaped.
    public var tokens: [String] {
        description.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst().map { escaped in
            var token: [UInt8] = []
            var afterTilde = false
            for byte in escaped {
                if afterTilde {
                    token.append(UInt8(ascii: byte == UInt8(ascii: "1") ? "/" : "~"))
                } else if byte != UInt8(ascii: "~") {
                    token.append(byte)
                }
                afterTilde = byte == UInt8(ascii: "~")
            }
            return String(decoding: token, as: UTF8.self)
        }
    }
}

extension JSONPointer: JSONWritable {
    /// Writes the pointer as a string.
    public func write(to json: inout JSONWriter) { json.string(description) }
}

extension JSONValue {
    /// The value at that place, if there is one. A position is written without sign or leading zeros.
    public subscript(pointer: JSONPointer) -> JSONValue? {
        var value = self
        for token in pointer.tokens {
            let next: JSONValue?
            if case .array = value {
                next = Int(token).flatMap { String($0) == token ? value[$0] : nil }
            } else {
                next = value[token]
            }
            guard let next else { return nil }
            value = next
        }
        return value
    }
}
