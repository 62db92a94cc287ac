/// A part of a shop: a feature, a provider, or a section of the manifest.
///
/// A plugin says what it is called and what it needs, is made from its typed settings, and registers what it
/// contributes. It does no work before its services start: `init` and `register` neither block nor touch the network.
///
/// ```swift
/// public struct GiftWrapPlugin: Plugin {
///     public static let id: PluginID = "gift-wrap"
///     public static let summary = "Wraps each line for a fee."
///     public struct Settings: PluginSettings {
///         public static let schema = SettingsSchema(.integer("fee", "The fee a line, in minor units.", default: 500))
///         let fee: Int
///     }
///     let settings: Settings
///     public init(settings: Settings) { self.settings = settings }
///     public func register(in registrar: inout Registrar) throws { … }
/// }
/// ```
public protocol Plugin: Sendable {
    /// What the manifest may say about the plugin; ``NoSettings`` unless said otherwise.
    associatedtype Settings: PluginSettings = NoSettings

    /// The plugin's name in the manifest, in logs, timings and errors.
    static var id: PluginID { get }
    /// The plugin's version, `1.0.0` unless said otherwise.
    static var version: String { get }
    /// One sentence for `martlet plugins`.
    static var summary: String { get }
    /// Where the manifest speaks of the plugin, and whether it is on when the manifest does not.
    static var placement: PluginPlacement { get }
    /// The plugins that must be on, and that register before this one.
    static var requires: [PluginID] { get }

    /// Makes the plugin. Throws ``SettingsError`` for settings that are well formed and still make no sense.
    init(settings: Settings) throws
    /// Contributes to extension points, hooks and events.
    func register(in registrar: inout Registrar) throws
}

extension Plugin {
    public static var version: String { "1.0.0" }
    public static var placement: PluginPlacement { .plugin }
    public static var requires: [PluginID] { [] }
}

/// Where the manifest speaks of a plugin.
public enum PluginPlacement: String, Sendable {
    /// Under `plugins:`; on when it is named there.
    case plugin
    /// Under `features:`; on unless the manifest says `off`.
    case feature
    /// A top-level key of the manifest with the plugin's id; always on.
    case section
}
