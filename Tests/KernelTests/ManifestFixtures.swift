import MartletKernel

/// A plugin that keeps its settings and contributes nothing.
protocol Inert: Plugin {}
extension Inert {
    static var summary: String { "Stands for \(id)." }
    func register(in registrar: inout Registrar) {}
}

/// A section with defaults.
struct GateSection: Inert {
    static let id: PluginID = "gate"
    static let placement = PluginPlacement.section

    struct Settings: PluginSettings {
        static let schema = SettingsSchema(
            .string("host", "Where it listens.", default: "127.0.0.1"),
            .integer("port", "The port.", in: 1...65_535, default: 8_080))
        let host: String
        let port: Int
    }

    let settings: Settings
}

/// A plugin with a setting of every kind.
struct EverythingPlugin: Inert {
    static let id: PluginID = "everything"

    struct Settings: PluginSettings {
        static let schema = SettingsSchema(
            .string("label", "A label."), .string("note", "A note.", optional: true),
            .integer("count", "How many.", in: 2...9, default: 3), .integer("size", "How large.", default: 0),
            .decimal("rate", "A rate.", default: "0.5"), .boolean("loud", "Whether it is loud.", default: false),
            .choice("colour", "A colour.", of: ["red", "green"], default: "red"), .strings("tags", "Tags."),
            .duration("pause_between", "A pause.", default: "10s"), .secret("api_key", "A key.", optional: true))
        let label: String
        let note: String?
        let count: Int
        let size: Int
        let rate: String
        let loud: Bool
        let colour: String
        let tags: [String]
        let pauseBetween: SettingDuration
        let apiKey: Secret?
    }

    let settings: Settings
}

/// A plugin that must be given a secret.
struct VaultPlugin: Inert {
    static let id: PluginID = "vault"

    struct Settings: PluginSettings {
        static let schema = SettingsSchema(
            .secret("secret_key", "The key."), .string("mood", "How its making ends.", default: "good"))
        let secretKey: Secret
        let mood: String
    }

    let settings: Settings

    init(settings: Settings) throws {
        self.settings = settings
        switch settings.mood {
        case "careful": throw SettingsError("secret_key", "is too short")
        case "talkative": throw SettingsError("mood", "does not suit \(settings.secretKey.reveal())")
        case "careless": throw Careless(key: settings.secretKey.reveal(), settings: settings)
        default: break
        }
    }

    struct Careless: Error {
        let key: String
        let settings: Settings
    }
}

struct AlphaFeature: Inert {
    static let id: PluginID = "alpha"
    static let placement = PluginPlacement.feature
    init(settings: NoSettings) {}
}

struct BetaFeature: Inert {
    static let id: PluginID = "beta"
    static let placement = PluginPlacement.feature
    static let requires: [PluginID] = ["alpha", "gate"]
    init(settings: NoSettings) {}
}

struct WidgetPlugin: Inert {
    static let id: PluginID = "widget"
    static let requires: [PluginID] = ["beta"]
    init(settings: NoSettings) {}
}

let fixtures = [
    LinkedPlugin(WidgetPlugin.self), LinkedPlugin(BetaFeature.self), LinkedPlugin(AlphaFeature.self), LinkedPlugin(EverythingPlugin.self),
    LinkedPlugin(VaultPlugin.self), LinkedPlugin(GateSection.self),
]

func manifest(
    _ yaml: String, linked: [LinkedPlugin] = fixtures, environment: [String: String] = [:],
    overrides: [(path: [String], value: String)] = []
) throws(ManifestError) -> Manifest {
    try Manifest(yaml: yaml, file: "shop.yaml", linked: linked, environment: environment, overrides: overrides)
}

/// What is wrong with a manifest, a line a mistake.
func mistakes(
    _ yaml: String, linked: [LinkedPlugin] = fixtures, environment: [String: String] = [:],
    overrides: [(path: [String], value: String)] = []
) -> [String] {
    do {
        _ = try manifest(yaml, linked: linked, environment: environment, overrides: overrides)
        return []
    } catch { return error.problems.map(\.description) }
}

extension Manifest {
    var ids: [String] { plugins.map { type(of: $0).id.rawValue } }

    func plugin<P: Plugin>(_ type: P.Type) -> P? { plugins.lazy.compactMap { $0 as? P }.first }
}
