/// A value that writes itself as one JSON value.
///
/// Output types list their fields by hand, so that nothing reaches a client by accident:
///
/// ```swift
/// extension Badge: JSONWritable {
///     func write(to json: inout JSONWriter) {
///         json.object { json in
///             json.field("label", label)
///             json.field("color", ifPresent: color)
///         }
///     }
/// }
/// ```
public protocol JSONWritable {
    /// Writes exactly one JSON value.
    func write(to json: inout JSONWriter)
}

extension JSONWritable {
    /// The value as one JSON text in UTF-8.
    @inlinable
    public var jsonBytes: [UInt8] {
        var json = JSONWriter()
        write(to: &json)
        return json.bytes
    }
}

extension String: JSONWritable {
    @inlinable
    public func write(to json: inout JSONWriter) { json.string(self) }
}

extension Int: JSONWritable {
    @inlinable
    public func write(to json: inout JSONWriter) { json.integer(self) }
}

extension Int64: JSONWritable {
    @inlinable
    public func write(to json: inout JSONWriter) { json.integer(self) }
}

extension Bool: JSONWritable {
    @inlinable
    public func write(to json: inout JSONWriter) { json.bool(self) }
}

extension Double: JSONWritable {
    @inlinable
    public func write(to json: inout JSONWriter) { json.double(self) }
}

extension Optional: JSONWritable where Wrapped: JSONWritable {
    /// Writes the wrapped value, or `null`.
    @inlinable
    public func write(to json: inout JSONWriter) {
        if let self {
            self.write(to: &json)
        } else {
            json.null()
        }
    }
}

extension Array: JSONWritable where Element: JSONWritable {
    @inlinable
    public func write(to json: inout JSONWriter) {
        json.array { json in
            for element in self {
                element.write(to: &json)
            }
        }
    }
}
