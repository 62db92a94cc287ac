import Foundation
import Logging
import MartletKernel

/// Puts a shop together from its manifest.
public struct ShopLoader: Sendable {
    private let linked: [LinkedPlugin]
    private let variables: [String: String]
    private let environment: MartletKernel.Environment

    public init(
        linked: [LinkedPlugin], variables: [String: String] = ProcessInfo.processInfo.environment,
        environment: MartletKernel.Environment = MartletKernel.Environment()
    ) {
        self.linked = linked
        self.variables = variables
        self.environment = environment
    }

    /// The shop of a manifest file; without one, of `martlet.yaml` if there is one, and of the built-in manifest otherwise.
    ///
    /// - Parameter overrides: Settings that take the place of the manifest's, such as `["server", "port"]`.
    public func load(file: String?, overrides: [(path: [String], value: String)] = []) throws -> Composition {
        let name = file ?? "martlet.yaml"
        guard FileManager.default.fileExists(atPath: name) else {
            if let file { throw LoadError(description: "There is no manifest at \(file).") }
            return try load(yaml: builtInManifest, name: "built-in manifest", overrides: overrides)
        }
        guard let data = FileManager.default.contents(atPath: name), let yaml = String(validating: data, as: UTF8.self) else {
            throw LoadError(description: "The manifest \(name) cannot be read as UTF-8 text.")
        }
        return try load(yaml: yaml, name: name, overrides: overrides)
    }

    /// The shop of a manifest.
    public func load(yaml: String, name: String, overrides: [(path: [String], value: String)] = []) throws -> Composition {
        let manifest = try Manifest(yaml: yaml, file: name, linked: linked, environment: variables, overrides: overrides)
        return try Composition(manifest.plugins, environment: environment)
    }

    /// A shop to look at: SQLite in `./data`, and whatever needs no settings, as far as it is linked in.
    private var builtInManifest: String {
        let wanted = ["sqlite", "manual-payments", "flat-shipping", "shopify-import"]
        let plugins = wanted.filter { id in linked.contains { $0.id.rawValue == id } }
        return "plugins:\n" + plugins.map { "  \($0): {}\n" }.joined()
    }
}

/// Why no manifest could be read.
public struct LoadError: Error, CustomStringConvertible {
    public let description: String
}
