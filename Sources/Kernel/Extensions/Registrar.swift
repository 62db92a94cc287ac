/// What a plugin registers with: it takes contributions to extension points, hook handlers and event subscribers.
///
/// A contribution is a value, or a closure that builds it from what others contribute. Closures run once, after every
/// plugin has registered; the ``Resolver`` that they get builds what they ask for first.
public struct Registrar {
    /// The plugin that registers now.
    public let plugin: PluginID
    package var contributions: [Contribution] = []

    package init(plugin: PluginID) { self.plugin = plugin }

    /// Fills an extension point that exactly one plugin may fill.
    public mutating func provide<Value>(
        _ point: SingleExtensionPoint<Value>, build: @escaping (Resolver) throws -> Value
    ) {
        contribute(point.name, kind: .single(point.summary), build: build)
    }

    /// Fills an extension point under a name; the plugin's id unless said otherwise.
    public mutating func provide<Value>(
        _ point: NamedExtensionPoint<Value>, named name: String? = nil, build: @escaping (Resolver) throws -> Value
    ) {
        contribute(point.name, kind: .named(name ?? plugin.rawValue), build: build)
    }

    /// Adds to a list.
    public mutating func add<Value>(_ point: ListExtensionPoint<Value>, build: @escaping (Resolver) throws -> Value) {
        contribute(point.name, kind: .listed, build: build)
    }

    /// Adds a ready value to a list.
    public mutating func add<Value>(_ point: ListExtensionPoint<Value>, _ value: Value) {
        contribute(point.name, kind: .listed) { _ in value }
    }

    package mutating func contribute<Value: Sendable>(
        _ point: String, kind: Contribution.Kind, order: Int = 0, build: @escaping (Resolver) throws -> Value
    ) {
        contributions.append(Contribution(point: point, plugin: plugin, kind: kind, order: order) { try build($0) })
    }
}

/// One thing that a plugin contributes.
package struct Contribution {
    package enum Kind: Hashable {
        /// To a point that one plugin fills: with what, for error messages.
        case single(String)
        /// To a point, or a list, in which names are taken once.
        case named(String)
        case listed
    }

    let point: String
    let plugin: PluginID
    let kind: Kind
    /// Lower comes first; the order of the plugins decides between equals.
    let order: Int
    let build: (Resolver) throws -> any Sendable
}
