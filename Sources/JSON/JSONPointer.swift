/// A place in a JSON document (RFC 6901).
public struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
    /// The pointer as text; empty for the whole document.
    public let description: String

    public init() { description = "" }
    private init(_ description: String) { self.description = description }

    public func appending(_ key: String) -> JSONPointer {
        JSONPointer(description + "/" + key.replacing("~", with: "~0").replacing("/", with: "~1"))
    }

    public func appending(_ index: Int) -> JSONPointer { JSONPointer("\(description)/\(index)") }
}
