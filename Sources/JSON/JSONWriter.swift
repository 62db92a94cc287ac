/// Writes one JSON text straight to bytes.
///
/// The writer places commas and colons itself, so a caller states only the structure:
///
/// ```swift
/// var json = JSONWriter()
/// json.object { json in
///     json.field("name", "Kettle")
///     json.key("tags")
///     json.array { $0.string("kitchen") }
/// }
/// json.bytes  // {"name":"Kettle","tags":["kitchen"]}
/// ```
///
/// It does not check that the calls make sense together (a key inside an array, two values at the top level): that is
/// the caller's code, and its tests show it. Texts follow RFC 8259; members keep the order they are written in.
public struct JSONWriter: Sendable {
    @usableFromInline var buffer: [UInt8]
    /// Whether the next key or element stands after another one in the same container.
    @usableFromInline var needsComma = false

    /// Makes an empty writer with room for `capacity` bytes; it grows as needed.
    @inlinable
    public init(capacity: Int = 512) {
        buffer = []
        buffer.reserveCapacity(capacity)
    }

    /// The UTF-8 bytes written so far.
    @inlinable
    public var bytes: [UInt8] { buffer }

    /// Writes an object; `body` writes its keys and values. What was written stays written if `body` throws.
    @inlinable
    public mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
        separate()
        buffer.append(UInt8(ascii: "{"))
        needsComma = false
        try body(&self)
        buffer.append(UInt8(ascii: "}"))
        needsComma = true
    }

    /// Writes an array; `body` writes its elements. What was written stays written if `body` throws.
    @inlinable
    public mutating func array(_ body: (inout JSONWriter) throws -> Void) rethrows {
        separate()
        buffer.append(UInt8(ascii: "["))
        needsComma = false
        try body(&self)
        buffer.append(UInt8(ascii: "]"))
        needsComma = true
    }

    /// Writes a key known at compile time. It is copied as it stands, so it must not need escaping: no `"`, no `\`, no
    /// control character (asserted in debug builds).
    @inlinable
    public mutating func key(_ name: StaticString) {
        let isNext = needsComma
        name.withUTF8Buffer { utf8 in
            assert(JSONWriter.firstEscape(in: utf8, from: 0) == utf8.count, "the key \(name) needs escaping")
            append(atMost: utf8.count + 4) { end in
                if isNext { end.append(UInt8(ascii: ",")) }
                end.append(UInt8(ascii: "\""))
                end.append(utf8)
                end.append(UInt8(ascii: "\""))
                end.append(UInt8(ascii: ":"))
            }
        }
        needsComma = false
    }

    /// Writes a key known at run time, escaped as needed.
    @inlinable @_disfavoredOverload
    public mutating func key(_ name: String) {
        separate()
        appendQuoted(name)
        buffer.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a string, escaped as RFC 8259 demands and no more: `"`, `\` and control characters.
    @inlinable
    public mutating func string(_ s: String) {
        separate()
        appendQuoted(s)
        needsComma = true
    }

    /// Writes a string from its UTF-8, which is not checked, escaped as needed.
    @inlinable
    public mutating func string(utf8: UnsafeRawBufferPointer) {
        separate()
        utf8.withMemoryRebound(to: UInt8.self) { appendQuoted($0) }
        needsComma = true
    }

    /// Writes an integer, with all its digits.
    @inlinable
    public mutating func integer(_ i: some FixedWidthInteger) {
        separate()
        if let small = Int64(exactly: i) {
            appendDecimal(magnitude: small.magnitude, negative: small < 0)
        } else {
            buffer.append(contentsOf: String(i).utf8)
        }
        needsComma = true
    }

    /// Writes a number with the fewest digits that read back as the same `Double`; `null` when it is not finite, which
    /// JSON cannot express.
    @inlinable
    public mutating func double(_ d: Double) {
        separate()
        if d.isFinite {
            buffer.append(contentsOf: d.description.utf8)
        } else {
            appendNull()
        }
        needsComma = true
    }

    /// Writes `true` or `false`.
    @inlinable
    public mutating func bool(_ b: Bool) {
        separate()
        let word: StaticString = b ? "true" : "false"
        word.withUTF8Buffer { buffer.append(contentsOf: $0) }
        needsComma = true
    }

    /// Writes `null`.
    @inlinable
    public mutating func null() {
        separate()
        appendNull()
        needsComma = true
    }

    /// Writes bytes that are one JSON value already. They are not checked.
    @inlinable
    public mutating func raw(_ bytes: some Collection<UInt8>) {
        separate()
        buffer.append(contentsOf: bytes)
        needsComma = true
    }

    /// Writes a value that knows how to write itself.
    @inlinable
    public mutating func write(_ v: some JSONWritable) {
        v.write(to: &self)
    }

    /// Writes a key and its value.
    @inlinable
    public mutating func field(_ name: StaticString, _ value: some JSONWritable) {
        key(name)
        value.write(to: &self)
    }

    /// Writes a key and its value, or nothing at all when the value is `nil`.
    @inlinable
    public mutating func field(_ name: StaticString, ifPresent value: (some JSONWritable)?) {
        guard let value else { return }
        key(name)
        value.write(to: &self)
    }
}
