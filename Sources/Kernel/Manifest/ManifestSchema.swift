import MartletJSON

/// A JSON Schema of the manifest, for editors.
public struct ManifestSchema: JSONWritable {
    private let linked: [LinkedPlugin]

    public init(_ linked: [LinkedPlugin]) { self.linked = linked }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("$schema", "https://json-schema.org/draft/2020-12/schema")
            json.field("title", "A Martlet manifest")
            json.field("type", "object")
            json.key("properties")
            json.object { json in
                writePlugins(.section, canBeSwitched: false, to: &json)
                for (key, placement) in [("features", PluginPlacement.feature), ("plugins", .plugin)] {
                    json.key(key)
                    json.object { json in
                        json.field("type", "object")
                        json.key("properties")
                        json.object { writePlugins(placement, canBeSwitched: true, to: &$0) }
                        json.field("additionalProperties", false)
                    }
                }
            }
            json.field("additionalProperties", false)
        }
    }

    private func writePlugins(_ placement: PluginPlacement, canBeSwitched: Bool, to json: inout JSONWriter) {
        for plugin in linked where plugin.placement == placement {
            json.key(plugin.id.rawValue)
            json.object { json in
                json.field("description", plugin.summary)
                json.field("type", canBeSwitched ? ["object", "boolean", "string", "null"] : ["object"])
                json.key("properties")
                json.object { json in
                    for setting in plugin.schema.settings {
                        json.key(setting.key)
                        write(setting, to: &json)
                    }
                }
                json.field("required", plugin.schema.settings.filter { $0.presence == .required }.map(\.key))
                json.field("additionalProperties", false)
            }
        }
    }

    private func write(_ setting: Setting, to json: inout JSONWriter) {
        json.object { json in
            json.field("description", setting.summary)
            switch setting.kind {
            // An environment variable may stand for any value, so a text is always possible.
            case .string, .secret, .decimal, .duration: json.field("type", ["string", "number"])
            case .integer(let range):
                json.field("type", ["integer", "string"])
                json.field("minimum", range.lowerBound)
                if range.upperBound < .max { json.field("maximum", range.upperBound) }
            case .boolean: json.field("type", ["boolean", "string"])
            case .choice(let words):
                json.key("anyOf")
                json.array { json in
                    json.object { $0.field("enum", words) }
                    json.object { $0.field("pattern", #"\$\{"#) }
                }
            case .strings:
                json.field("type", "array")
                json.key("items")
                json.object { $0.field("type", ["string", "number"]) }
            }
            if case .defaulted(let value) = setting.presence { writeDefault(value, of: setting.kind, to: &json) }
        }
    }

    private func writeDefault(_ value: String, of kind: Setting.Kind, to json: inout JSONWriter) {
        switch kind {
        case .strings: break
        case .integer: json.field("default", Int(value))
        case .boolean: json.field("default", value == "true")
        case .string, .secret, .decimal, .choice, .duration: json.field("default", value)
        }
    }
}
