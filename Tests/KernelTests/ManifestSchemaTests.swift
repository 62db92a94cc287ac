import MartletJSON
import MartletKernel
import Testing

struct ManifestSchemaTests {
    private func schema() throws -> JSONValue { try JSONValue.parse(ManifestSchema(fixtures).jsonBytes) }

    @Test func `the schema names every plugin and every setting where the manifest speaks of them`() throws {
        let schema = try schema()
        #expect(schema["$schema"]?.stringValue == "https://json-schema.org/draft/2020-12/schema")
        #expect(schema["additionalProperties"] == false)
        for plugin in fixtures {
            let group =
                switch plugin.placement {
                case .section: schema["properties"]
                case .feature: schema["properties"]?["features"]?["properties"]
                case .plugin: schema["properties"]?["plugins"]?["properties"]
                }
            let own = try #require(group?[plugin.id.rawValue])
            #expect(own["description"]?.stringValue == plugin.summary)
            #expect(own["additionalProperties"] == false)
            for setting in plugin.schema.settings {
                #expect(own["properties"]?[setting.key]?["description"]?.stringValue == setting.summary)
            }
            #expect(own["properties"]?.objectValue?.count == plugin.schema.settings.count)
        }
    }

    @Test func `a setting that must be given is required, and one with a default shows it`() throws {
        let plugins = try #require(try schema()["properties"]?["plugins"]?["properties"])
        #expect(plugins["vault"]?["required"] == ["secret_key"])
        #expect(plugins["everything"]?["required"] == ["label"])
        let settings = try #require(plugins["everything"]?["properties"])
        #expect(settings["count"]?["default"] == 3)
        #expect(settings["loud"]?["default"] == false)
        #expect(settings["rate"]?["default"] == "0.5")
        #expect(settings["colour"]?["default"] == "red")
        #expect(settings["label"]?["default"] == nil)
        #expect(settings["tags"]?["default"] == nil)
    }

    @Test func `each kind of setting says what it takes, and leaves room for an environment variable`() throws {
        let settings = try #require(try schema()["properties"]?["plugins"]?["properties"]?["everything"]?["properties"])
        #expect(settings["label"]?["type"] == ["string", "number"])
        #expect(settings["count"]?["type"] == ["integer", "string"])
        #expect(settings["count"]?["minimum"] == 2)
        #expect(settings["count"]?["maximum"] == 9)
        #expect(settings["size"]?["minimum"] == 0)
        #expect(settings["size"]?["maximum"] == nil)
        #expect(settings["loud"]?["type"] == ["boolean", "string"])
        #expect(settings["tags"]?["type"] == "array")
        #expect(settings["tags"]?["items"]?["type"] == ["string", "number"])
        #expect(settings["colour"]?["anyOf"]?[0]?["enum"] == ["red", "green"])
        #expect(settings["colour"]?["anyOf"]?[1]?["pattern"]?.stringValue == #"\$\{"#)
    }
}
