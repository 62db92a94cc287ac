/// A handler's typed "no": it ends what was under way and reaches the client with the plugin's reason.
public struct Refusal: Error, Sendable, Equatable, CustomStringConvertible {
    /// A stable, machine-readable word such as `cart_too_heavy`.
    public let code: String
    /// A sentence for a person: what is wrong and what would be right.
    public let reason: String

    public init(_ code: String, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    public var description: String { "\(code): \(reason)" }
}
