/// Reads JSON strictly: what RFC 8259 does not allow is refused, and so is what readers are known to disagree on.
///
/// Refused besides bad grammar: a key twice in an object, bytes that are not UTF-8, half of a surrogate pair, a byte
/// order mark, anything after the value, numbers too large for a `Double`, and what goes beyond the limits.
/// An integer that does not fit 64 bits becomes a `.number`.
public struct JSONParser: Sendable {
    /// How much a text may ask.
    public let limits: JSONLimits

    /// Makes a parser with these limits.
    public init(limits: JSONLimits = .standard) {
        self.limits = limits
    }

    /// Reads one JSON value from UTF-8 bytes.
    public func parse(_ bytes: UnsafeRawBufferPointer) throws(JSONParseError) -> JSONValue {
        var scanner = JSONScanner(bytes, limits: limits)
        return try scanner.document()
    }

    /// Reads one JSON value from UTF-8 bytes.
    public func parse(_ bytes: some Collection<UInt8>) throws(JSONParseError) -> JSONValue {
        let inPlace = bytes.withContiguousStorageIfAvailable { result(of: UnsafeRawBufferPointer($0)) }
        if let inPlace {
            return try inPlace.get()
        }
        return try Array(bytes).withUnsafeBytes { result(of: $0) }.get()
    }

    /// Reads one JSON value from a text.
    public func parse(_ text: String) throws(JSONParseError) -> JSONValue {
        try parse(text.utf8)
    }

    private func result(of bytes: UnsafeRawBufferPointer) -> Result<JSONValue, JSONParseError> {
        do throws(JSONParseError) {
            return .success(try parse(bytes))
        } catch {
            return .failure(error)
        }
    }
}

extension JSONValue {
    /// Reads one JSON value from UTF-8 bytes; see `JSONParser` for what is refused.
    public static func parse(
        _ bytes: some Collection<UInt8>,
        limits: JSONLimits = .standard
    ) throws(JSONParseError) -> JSONValue {
        try JSONParser(limits: limits).parse(bytes)
    }

    /// Reads one JSON value from a text; see `JSONParser` for what is refused.
    public static func parse(_ text: String, limits: JSONLimits = .standard) throws(JSONParseError) -> JSONValue {
        try JSONParser(limits: limits).parse(text)
    }
}
