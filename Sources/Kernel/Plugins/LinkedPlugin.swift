import Yams

/// A plugin that is linked into the executable, whether the manifest enables it or not.
public struct LinkedPlugin: Sendable {
    public let id: PluginID
    public let version: String
    public let summary: String
    public let placement: PluginPlacement
    public let requires: [PluginID]
    public let schema: SettingsSchema
    let make: @Sendable (Node) throws -> any Plugin

    public init<P: Plugin>(_ type: P.Type) {
        id = P.id
        version = P.version
        summary = P.summary
        placement = P.placement
        requires = P.requires
        schema = P.Settings.schema
        make = { try P(settings: YAMLDecoder().decode(P.Settings.self, from: $0)) }
    }
}
