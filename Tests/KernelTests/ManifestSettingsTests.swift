import MartletKernel
import Testing

struct ManifestSettingsTests {
    private func settings(_ text: String, environment: [String: String] = [:]) throws -> EverythingPlugin.Settings {
        let yaml = "plugins:\n  everything:\n    label: x\n    \(text)"
        return try #require(try manifest(yaml, environment: environment).plugin(EverythingPlugin.self)).settings
    }

    @Test func `defaults are filled in`() throws {
        let settings = try settings("")
        #expect(settings.note == nil)
        #expect(settings.count == 3)
        #expect(settings.size == 0)
        #expect(settings.rate == "0.5")
        #expect(!settings.loud)
        #expect(settings.colour == "red")
        #expect(settings.tags.isEmpty)
        #expect(settings.pauseBetween.duration == .seconds(10))
        #expect(settings.apiKey == nil)
    }

    @Test func `what is written is decoded`() throws {
        #expect(try settings("note: 12").note == "12")
        #expect(try settings("note: 'on'").note == "on")
        #expect(try settings("note: \"\"").note == "")
        #expect(try settings("count: 9").count == 9)
        #expect(try settings("count: \"2\"").count == 2)
        #expect(try settings("count: ${N}", environment: ["N": "4"]).count == 4)
        #expect(try settings("size: 010").size == 10)
        #expect(try settings("size: \(Int.max)").size == .max)
        #expect(try settings("rate: 4.90").rate == "4.90")
        #expect(try settings("rate: -19").rate == "-19")
        #expect(try settings("loud: on").loud)
        #expect(try settings("loud: yes").loud)
        #expect(try settings("loud: true").loud)
        #expect(try !settings("loud: \"off\"").loud)
        #expect(try settings("colour: green").colour == "green")
        #expect(try settings("tags: [a, 2, 'null', \"${T}\"]", environment: ["T": "t"]).tags == ["a", "2", "null", "t"])
        #expect(try settings("tags: []").tags.isEmpty)
        #expect(try settings("pause_between: 250ms").pauseBetween.duration == .milliseconds(250))
        #expect(try settings("api_key: sesame").apiKey?.reveal() == "sesame")
    }

    @Test(arguments: [
        ("label", "[a]", "a list", "a text"), ("label", "{ a: b }", "a group of settings", "a text"), ("label", "", "nothing", "a text"),
        ("note", "~", "nothing", "a text"),
        ("count", "1", "'1'", "a whole number from 2 to 9"), ("count", "10", "'10'", "a whole number from 2 to 9"),
        ("count", "3.0", "'3.0'", "a whole number from 2 to 9"), ("count", "three", "'three'", "a whole number from 2 to 9"),
        ("count", "0x4", "'0x4'", "a whole number from 2 to 9"), ("count", "", "nothing", "a whole number from 2 to 9"),
        ("count", "''", "nothing", "a whole number from 2 to 9"), ("count", "true", "'true'", "a whole number from 2 to 9"),
        ("count", "[3]", "a list", "a whole number from 2 to 9"),
        ("size", "-1", "'-1'", "a whole number from 0"),
        ("size", "9223372036854775808", "'9223372036854775808'", "a whole number from 0"),
        ("rate", "1,5", "'1,5'", "a decimal number such as 4.90"), ("rate", "1e3", "'1e3'", "a decimal number such as 4.90"),
        ("rate", ".5", "'.5'", "a decimal number such as 4.90"), ("rate", "5.", "'5.'", "a decimal number such as 4.90"),
        ("rate", "nan", "'nan'", "a decimal number such as 4.90"),
        ("loud", "maybe", "'maybe'", "true or false"), ("loud", "1", "'1'", "true or false"), ("loud", "", "nothing", "true or false"),
        ("colour", "gren", "'gren'", "one of red, green"), ("colour", "Red", "'Red'", "one of red, green"),
        ("colour", "[red]", "a list", "one of red, green"),
        ("tags", "red", "'red'", "a list of texts"), ("tags", "", "nothing", "a list of texts"),
        ("tags", "{ a: b }", "a group of settings", "a list of texts"),
        ("pause_between", "10", "'10'", "a duration such as 250ms, 30s, 10m, 12h or 7d"),
        ("pause_between", "ten seconds", "'ten seconds'", "a duration such as 250ms, 30s, 10m, 12h or 7d"),
        ("pause_between", "-1s", "'-1s'", "a duration such as 250ms, 30s, 10m, 12h or 7d"),
        ("api_key", "''", "nothing", "a text that is not empty"), ("api_key", "[open]", "a list", "a text that is not empty"),
    ])
    func `a value of the wrong kind is shown with what would be right, on the line of its key`(
        key: String, value: String, found: String, expected: String
    ) {
        let label = key == "label" ? "" : "    label: x\n"
        let line = key == "label" ? 3 : 4
        #expect(
            mistakes("plugins:\n  everything:\n\(label)    \(key): \(value)") == [
                "shop.yaml:\(line): plugins.everything.\(key): found \(found); expected \(expected)"
            ])
    }

    @Test func `a value that spreads over lines is reported where its key stands`() {
        #expect(
            mistakes("plugins:\n  everything:\n    label: x\n    count:\n      - 1\n      - 2") == [
                "shop.yaml:4: plugins.everything.count: found a list; expected a whole number from 2 to 9"
            ])
    }

    @Test func `an entry of a list that is no text is reported with its place`() {
        let yaml = """
            plugins:
              everything:
                label: x
                tags:
                  - a
                  - { b: c }
                  - [d]
                  -
                  - e
            """
        #expect(
            mistakes(yaml) == [
                "shop.yaml:6: plugins.everything.tags[1]: found a group of settings; expected a text",
                "shop.yaml:7: plugins.everything.tags[2]: found a list; expected a text",
                "shop.yaml:8: plugins.everything.tags[3]: found nothing; expected a text",
            ])
    }

    @Test func `a missing setting is reported where its plugin stands`() {
        #expect(
            mistakes("plugins:\n\n  everything:\n    count: 3\n  vault: {}") == [
                "shop.yaml:3: plugins.everything.label: is missing: A label.",
                "shop.yaml:5: plugins.vault.secret_key: is missing: The key.",
            ])
    }

    @Test func `settings that make no sense together are reported where they stand`() {
        #expect(
            mistakes("plugins:\n  vault:\n    mood: careful\n    secret_key: sesame") == [
                "shop.yaml:4: plugins.vault.secret_key: is too short"
            ])
    }
}
