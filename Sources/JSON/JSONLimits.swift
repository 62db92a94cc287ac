/// How much a JSON text may ask of whoever reads it.
public struct JSONLimits: Sendable, Hashable {
    /// The deepest nesting that any setting allows, so that no text can exhaust a thread's stack.
    public static let deepest = 512

    /// How many arrays and objects may stand inside one another; `[[1]]` is 2 deep. From 0 (scalars only) to `deepest`.
    public let depth: Int
    /// How many UTF-8 bytes one string or key may have between its quotes, escapes counted as written.
    public let stringBytes: Int
    /// How many members one object may have.
    public let members: Int

    /// Makes limits; a depth beyond `deepest` is lowered to it.
    public init(depth: Int = 32, stringBytes: Int = 1 << 20, members: Int = 10_000) {
        self.depth = min(max(depth, 0), Self.deepest)
        self.stringBytes = stringBytes
        self.members = members
    }

    /// 32 levels, strings of 1 MiB, 10,000 members an object.
    public static let standard = JSONLimits()
}
