import ArgumentParser
import MartletJSON
import MartletKernel

struct PluginsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugins", abstract: "Lists what is linked in, what is on, and what each setting means.")

    @OptionGroup var options: ShopOptions

    @Flag(help: "Answers as JSON.")
    var json = false

    @Flag(help: "Prints a JSON Schema of the manifest, for editors.")
    var schema = false

    func run() async throws {
        let linked = LinkedPlugins.current
        if schema { return Terminal.say(json: ManifestSchema(linked)) }
        // A broken manifest must not keep anybody from reading what would be right.
        let shop = try? ShopLoader(linked: linked).load(file: options.manifest)
        let enabled = shop.map { Set($0.plugins.map { type(of: $0).id }) }
        if json { return Terminal.say(json: JSONValue.array(linked.map { $0.json(isOn: enabled?.contains($0.id)) })) }
        for plugin in linked {
            let state = enabled.map { $0.contains(plugin.id) ? "on" : "off" } ?? "?"
            Terminal.say("\(plugin.id) \(plugin.version) (\(plugin.placement.rawValue), \(state)): \(plugin.summary)")
            if !plugin.requires.isEmpty { Terminal.say("    requires \(plugin.requires.map(\.rawValue).joined(separator: ", "))") }
            for setting in plugin.schema.settings {
                Terminal.say(
                    "    \(setting.key): \(setting.summary) \(setting.kind.expectation.capitalizedFirst)\(setting.presence.words).")
            }
        }
        if shop == nil { Terminal.complain("The manifest has mistakes: run 'martlet check'.") }
    }
}

extension Setting.Presence {
    fileprivate var words: String {
        switch self {
        case .required: ", required"
        case .optional: ", optional"
        case .defaulted(let value): ", '\(value)' unless given"
        }
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension LinkedPlugin {
    fileprivate func json(isOn: Bool?) -> JSONValue {
        [
            "id": .string(id.rawValue), "version": .string(version), "summary": .string(summary), "placement": .string(placement.rawValue),
            "on": isOn.map(JSONValue.bool) ?? .null, "requires": .array(requires.map { .string($0.rawValue) }),
            "settings": .array(
                schema.settings.map { setting in
                    var value: JSONValue = .null
                    if case .defaulted(let text) = setting.presence { value = .string(text) }
                    return [
                        "key": .string(setting.key), "summary": .string(setting.summary), "takes": .string(setting.kind.expectation),
                        "required": .bool(setting.presence == .required), "default": value,
                    ]
                }),
        ]
    }
}
