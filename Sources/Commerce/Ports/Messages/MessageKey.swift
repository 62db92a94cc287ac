/// What makes one message out of several attempts to send it: the same key, the same message.
///
/// It stands in the place of what services call an idempotency key. It holds no personal data, so that it may be logged.
public struct MessageKey: Hashable, Sendable, CustomStringConvertible {
    /// 1 to 200 visible characters of ASCII.
    public let rawValue: String

    /// Takes a key; `nil` for one that is empty, longer than 200 bytes, or has more than visible ASCII.
    public init?(_ text: String) {
        guard (1...200).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        rawValue = text
    }

    public var description: String { rawValue }
}
