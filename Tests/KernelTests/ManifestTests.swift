import MartletKernel
import Testing

struct ManifestTests {
    @Test func `every mistake of a file is reported at once, in the order of its lines`() {
        let yaml = """
            gate: { port: eighty, hots: 0.0.0.0 }
            featurs: {}
            features:
              alpa: off
              beta: perhaps
            plugins:
              everything:
                count: 12
                colour: blue
                lable: x
                tags: red
              vault:
              widgets: {}
            """
        #expect(
            mistakes(yaml) == [
                "shop.yaml:1: gate.hots: is unknown; did you mean host?",
                "shop.yaml:1: gate.port: found 'eighty'; expected a whole number from 1 to 65535",
                "shop.yaml:2: featurs: is unknown; did you mean features?",
                "shop.yaml:4: features.alpa: is unknown; did you mean alpha?",
                "shop.yaml:5: features.beta: found 'perhaps'; expected on, off or a group of settings",
                "shop.yaml:7: plugins.everything.label: is missing: A label.",
                "shop.yaml:8: plugins.everything.count: found '12'; expected a whole number from 2 to 9",
                "shop.yaml:9: plugins.everything.colour: found 'blue'; expected one of red, green",
                "shop.yaml:10: plugins.everything.lable: is unknown; did you mean label?",
                "shop.yaml:11: plugins.everything.tags: found 'red'; expected a list of texts",
                "shop.yaml:12: plugins.vault.secret_key: is missing: The key.",
                "shop.yaml:13: plugins.widgets: is unknown; did you mean widget?",
            ])
    }

    @Test func `the error says every mistake, a line each`() {
        let error = #expect(throws: ManifestError.self) { try manifest("gate: off\nplugins: [widget]") }
        #expect(
            error?.description == """
                shop.yaml:1: gate: is always on: remove it, or give its settings
                shop.yaml:2: plugins: found a list; expected plugins by name, each with its settings
                """)
    }

    @Test(arguments: ["", "# nothing yet", "---", "plugins:", "plugins:\nfeatures:\ngate:", "plugins: {}", "~"])
    func `a manifest that says nothing opens the sections and the features`(yaml: String) throws {
        #expect(try manifest(yaml).ids == ["alpha", "gate", "beta"])
        #expect(try manifest(yaml).plugin(GateSection.self)?.settings.port == 8_080)
    }

    @Test func `plugins come after what they require, and otherwise as they are linked`() throws {
        #expect(try manifest("plugins: { widget: {}, everything: { label: x } }").ids == ["alpha", "gate", "beta", "widget", "everything"])
    }

    @Test(arguments: ["off", "false", "no"])
    func `a feature that is off is left out`(word: String) throws {
        #expect(try manifest("features: { beta: \(word) }").ids == ["alpha", "gate"])
    }

    @Test(arguments: ["on", "true", "yes", "{}", "", "~"])
    func `a feature that is on, or only named, is in`(word: String) throws {
        #expect(try manifest("features: { beta: \(word) }").ids.contains("beta"))
    }

    @Test func `a plugin is on when it is named, and can be switched off where it stands`() throws {
        #expect(try !manifest("plugins: {}").ids.contains("widget"))
        #expect(try manifest("plugins:\n  widget:").ids.contains("widget"))
        #expect(try manifest("plugins: { widget: on }").ids.contains("widget"))
        #expect(try !manifest("plugins: { widget: off }").ids.contains("widget"))
    }

    @Test func `a name that stands in the wrong place is sent to the right one`() {
        #expect(
            mistakes("widget: {}\nfeatures: { gate: {} }\nplugins: { alpha: {} }") == [
                "shop.yaml:1: widget: is unknown; it stands under plugins:",
                "shop.yaml:2: features.gate: is unknown; it is a section of its own",
                "shop.yaml:3: plugins.alpha: is unknown; it stands under features:",
            ])
    }

    @Test func `a name that is like no other gets the list of those that are known`() {
        #expect(
            mistakes("kitchen: {}\nplugins: { kitchen: {} }\ngate: { kitchen: 1 }\nfeatures: { alpha: { kitchen: 1 } }") == [
                "shop.yaml:1: kitchen: is unknown; known are features, gate, plugins",
                "shop.yaml:2: plugins.kitchen: is unknown; known are everything, vault, widget",
                "shop.yaml:3: gate.kitchen: is unknown; known are host, port",
                "shop.yaml:4: features.alpha.kitchen: is unknown; it has no settings",
            ])
        #expect(
            mistakes("plugins: { kitchen: {} }", linked: []) == [
                "shop.yaml:1: plugins.kitchen: is unknown; none is linked into this executable"
            ])
    }

    @Test func `what is no group of sections is reported as what it is`() {
        #expect(mistakes("- gate") == ["shop.yaml:1: found a list; expected sections: gate:, features:, plugins:"])
        #expect(mistakes("\n\nhello") == ["shop.yaml:3: found a text; expected sections: gate:, features:, plugins:"])
        #expect(
            mistakes("features: beta\nplugins: widget\ngate: [1]") == [
                "shop.yaml:1: features: found a text; expected features by name, each on, off or a group of settings",
                "shop.yaml:2: plugins: found a text; expected plugins by name, each with its settings",
                "shop.yaml:3: gate: found a list; expected a group of settings",
            ])
    }

    @Test func `an override takes the place of what the manifest says, or of what it leaves out`() throws {
        for yaml in ["gate: { port: 1, host: h }", "gate: { host: h }", "gate: { port: 99999, host: h }"] {
            let settings = try manifest(yaml, overrides: [(["gate", "port"], "2")]).plugin(GateSection.self)?.settings
            #expect(settings?.port == 2)
            #expect(settings?.host == "h")
        }
        #expect(try manifest("", overrides: [(["gate", "port"], "2")]).plugin(GateSection.self)?.settings.port == 2)
        #expect(
            try manifest("", overrides: [(["plugins", "everything", "label"], "x")]).plugin(EverythingPlugin.self)?.settings.label == "x")
    }

    @Test func `an override is checked as the manifest is`() {
        #expect(
            mistakes("\ngate:\n  port: 1", overrides: [(["gate", "port"], "0")]) == [
                "shop.yaml:3: gate.port: found '0'; expected a whole number from 1 to 65535"
            ])
    }

    @Test func `a plugin that is linked twice is reported`() {
        #expect(
            mistakes("", linked: fixtures + [LinkedPlugin(AlphaFeature.self)]) == [
                "shop.yaml:1: alpha: is linked into this executable more than once: plugins need ids of their own"
            ])
    }
}
