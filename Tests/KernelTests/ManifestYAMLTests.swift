import MartletKernel
import Testing

struct ManifestYAMLTests {
    @Test(arguments: [
        ("gate: [1", 2), ("gate: { port: 1\nplugins: {}", 2), ("gate:\n\tport: 1", 2), ("gate: 'open", 1), ("a: b: c", 1), ("%nonsense", 1),
        ("gate: *nowhere", 1), ("gate: {}\n--- \nplugins: {}", 2), ("gate: {}\nplugins: \u{1}", 2),
    ])
    func `text that is no YAML is reported with its line`(yaml: String, line: Int) {
        let found = mistakes(yaml)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("shop.yaml:\(line): is not valid YAML: ") == true, "\(found)")
    }

    @Test func `a key that stands twice does not hide other mistakes`() {
        let yaml = """
            gate:
              port: 80
              host: a
              port: 81
              "host": b
              host: c
            plugins:
              widget: {}
              everything: { label: x, count: 1 }
              widget: off
            gate: {}
            """
        #expect(
            mistakes(yaml) == [
                "shop.yaml:4: gate.port: stands on line 2 already",
                "shop.yaml:5: gate.host: stands on line 3 already",
                "shop.yaml:6: gate.host: stands on line 3 already",
                "shop.yaml:9: plugins.everything.count: found '1'; expected a whole number from 2 to 9",
                "shop.yaml:10: plugins.widget: stands on line 8 already",
                "shop.yaml:11: gate: stands on line 1 already",
            ])
    }

    @Test func `lines may end as on Windows, and the file may begin with a byte order mark`() throws {
        #expect(try manifest("\u{FEFF}gate:\r\n  port: 7\r\n").plugin(GateSection.self)?.settings.port == 7)
        #expect(
            mistakes("\u{FEFF}gate:\r\n  port: 0\r\n  host: ä\r\n  host: b\r\nplugins: [\r\n]\r\n") == [
                "shop.yaml:2: gate.port: found '0'; expected a whole number from 1 to 65535",
                "shop.yaml:4: gate.host: stands on line 3 already",
                "shop.yaml:5: plugins: found a list; expected plugins by name, each with its settings",
            ])
    }

    @Test func `a key that stands twice in a way that is hard to read is still reported`() {
        let found = mistakes("? &a gate\n: {}\n? &b gate\n: {}")
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("shop.yaml:1: ") == true)
        #expect(found.first?.contains("'gate' stands more than once in one group") == true)
    }

    @Test func `a key that is no text is reported`() {
        #expect(
            mistakes("gate: {}\n? [gate, port]\n: 1\n? { a: b }\n: 2\n~: 3\nfeatures:\n  ? []\n  : 4") == [
                "shop.yaml:2: found a list for a key; expected a text",
                "shop.yaml:4: found a group for a key; expected a text",
                "shop.yaml:6: found nothing for a key; expected a text",
                "shop.yaml:8: features: found a list for a key; expected a text",
            ])
    }

    @Test func `an alias stands for what its anchor names`() throws {
        let yaml = """
            gate: &gate { host: &host 0.0.0.0 }
            plugins:
              everything: { label: *host, tags: &tags [a, b] }
            """
        let manifest = try manifest(yaml)
        #expect(manifest.plugin(EverythingPlugin.self)?.settings.label == "0.0.0.0")
        #expect(manifest.plugin(EverythingPlugin.self)?.settings.tags == ["a", "b"])
    }

    @Test func `a mistake in what an alias stands for is reported where the alias stands`() {
        #expect(
            mistakes("gate:\n  host: &host abc\n  port: *host") == [
                "shop.yaml:3: gate.port: found 'abc'; expected a whole number from 1 to 65535"
            ])
    }

    @Test func `a merge key brings in what the group does not say itself`() throws {
        let yaml = """
            gate: &gate { host: h, port: 7 }
            plugins:
              everything: { label: l, note: n }
            """
        #expect(try manifest(yaml).plugin(GateSection.self)?.settings.port == 7)
        let merging = """
            plugins:
              everything:
                <<: [{ label: first, count: 4 }, { label: second, count: 5, size: 6 }]
                count: 7
            """
        let settings = try #require(try manifest(merging).plugin(EverythingPlugin.self)).settings
        #expect(settings.label == "first")
        #expect(settings.count == 7)
        #expect(settings.size == 6)
        let anchored = "gate: &gate { host: h, port: 7 }\nplugins: { everything: { label: x, <<: { count: 8 } } }"
        #expect(try manifest(anchored).plugin(EverythingPlugin.self)?.settings.count == 8)
        #expect(
            mistakes("gate: &gate { host: h }\nplugins:\n  everything:\n    label: x\n    <<: *gate") == [
                "shop.yaml:1: plugins.everything.host: is unknown; known are label, note, count, size, rate, loud, colour, tags, "
                    + "pause_between, api_key"
            ])
    }

    @Test func `only groups can be merged`() {
        #expect(
            mistakes("gate:\n  <<: open\n  port: 1\nfeatures:\n  <<: [[a]]") == [
                "shop.yaml:2: gate: found a text to merge; expected a group of settings",
                "shop.yaml:5: features: found a list to merge; expected a group of settings",
            ])
    }

    @Test(.timeLimit(.minutes(1)))
    func `aliases that multiply into billions are refused`() {
        var yaml = "gate:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            yaml += "  a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ") + "]\n"
        }
        #expect(mistakes(yaml).contains("shop.yaml:1: holds more than 10000 values, aliases counted each time"))
    }
}
