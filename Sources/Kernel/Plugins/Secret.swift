/// A value that is never printed: it shows as `***` in descriptions, logs, dumps and errors.
public struct Secret: Sendable, Hashable, Decodable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let value: String

    /// Keeps a secret. An empty one is refused, since an empty secret verifies nothing.
    public init(_ value: String) throws {
        guard !value.isEmpty else { throw SettingsError(nil, "is empty; an empty secret protects nothing") }
        self.value = value
    }

    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    /// Hands out the secret. Call it where the secret is used, and nowhere else.
    public func reveal() -> String { value }

    public var description: String { "***" }
    public var debugDescription: String { "***" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
