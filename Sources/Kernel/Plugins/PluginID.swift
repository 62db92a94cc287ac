/// The name of a plugin: lowercase words joined by hyphens, such as `manual-payments`.
public struct PluginID: Hashable, Sendable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    public let rawValue: String

    public init(_ rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { self.init(value) }

    public var description: String { rawValue }
    public static func < (a: PluginID, b: PluginID) -> Bool { a.rawValue < b.rawValue }
}
