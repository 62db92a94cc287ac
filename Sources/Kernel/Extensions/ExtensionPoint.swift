/// An extension point that exactly one plugin fills, such as the database driver.
public struct SingleExtensionPoint<Value: Sendable>: Sendable {
    public let name: String
    /// What fills it, for error messages: "a database driver (sqlite, postgres)".
    public let summary: String

    public init(_ name: String, _ summary: String) {
        self.name = name
        self.summary = summary
    }
}

/// An extension point that many plugins fill, each under a name of its own, such as payment providers by plugin id.
public struct NamedExtensionPoint<Value: Sendable>: Sendable {
    public let name: String
    public let summary: String

    public init(_ name: String, _ summary: String) {
        self.name = name
        self.summary = summary
    }
}

/// An extension point that is a list, such as routes or migrations. Contributions keep the order of the plugins.
public struct ListExtensionPoint<Value: Sendable>: Sendable {
    public let name: String
    public let summary: String

    public init(_ name: String, _ summary: String) {
        self.name = name
        self.summary = summary
    }
}

/// A value that a plugin contributed, with the plugin that did.
public struct Contributed<Value: Sendable>: Sendable {
    public let plugin: PluginID
    public let value: Value

    public init(plugin: PluginID, value: Value) {
        self.plugin = plugin
        self.value = value
    }
}
