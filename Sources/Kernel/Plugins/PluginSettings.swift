/// What a manifest may say about one plugin.
///
/// The schema names every key, with its meaning, kind and default. The manifest is checked against it before anything is
/// decoded, defaults are filled in from it, so a stored property of a setting that has a default is not optional.
/// Keys are `snake_case`; they map to `lowerCamelCase` properties (`secret_key` to `secretKey`).
public protocol PluginSettings: Decodable, Sendable {
    static var schema: SettingsSchema { get }
}

/// The settings of a plugin that has none.
public struct NoSettings: PluginSettings {
    public static let schema = SettingsSchema()
    public init() {}
}

/// A setting that is well formed and makes no sense: out of range, empty where it must not be, at odds with another.
public struct SettingsError: Error, CustomStringConvertible {
    /// The key at fault; `nil` when it is about several.
    public let key: String?
    /// What is wrong and what would be right. Never holds a secret's value.
    public let message: String

    public init(_ key: String?, _ message: String) {
        self.key = key
        self.message = message
    }

    public var description: String { key.map { "\($0): \(message)" } ?? message }
}
