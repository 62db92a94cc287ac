import MartletKernel
import Testing

struct SecretTests {
    private let word = "open-sesame-4711"

    /// Everything that a program may print of a value.
    private func printed(_ value: Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        return [
            "\(value)", String(describing: value), String(reflecting: value), dumped, "\(Mirror(reflecting: value).children.map(\.value))",
        ]
    }

    @Test func `a secret is shown as stars, however it is shown`() throws {
        let secret = try Secret(word)
        #expect(secret.reveal() == word)
        #expect("\(secret)" == "***")
        #expect(String(reflecting: secret) == "***")
        for text in printed(secret) + printed([secret]) + printed(["key": Optional(secret)]) { #expect(!text.contains(word)) }
    }

    @Test func `settings that hold a secret can be printed`() throws {
        let plugin = try #require(try manifest("plugins: { vault: { secret_key: \(word) } }").plugin(VaultPlugin.self))
        #expect(plugin.settings.secretKey.reveal() == word)
        for text in printed(plugin) + printed(plugin.settings) {
            #expect(!text.contains(word))
        }
    }

    @Test func `an empty secret is refused`() {
        #expect(throws: SettingsError.self) { try Secret("") }
        #expect(
            mistakes("plugins: { vault: { secret_key: '' } }") == [
                "shop.yaml:1: plugins.vault.secret_key: found nothing; expected a text that is not empty"
            ])
        #expect(
            mistakes("plugins: { vault: { secret_key: '${KEY}' } }", environment: ["KEY": ""]) == [
                "shop.yaml:1: plugins.vault.secret_key: found nothing; expected a text that is not empty"
            ])
    }

    /// Manifests that are wrong around a secret: of the wrong shape, in the wrong place, misspelt, quoted by an error.
    static let wrong = [
        "plugins: { vault: WORD }", "plugins: { vault: [WORD] }", "plugins: { vault: { secret_key: [WORD] } }",
        "plugins: { vault: { secret_key: { WORD2: WORD } } }", "plugins: { vault: { secretkey: WORD } }",
        "plugins: { vault: { secret_key: WORD, mood: careful } }", "plugins: { vault: { secret_key: WORD, mood: talkative } }",
        "plugins: { vault: { secret_key: WORD, mood: careless } }", "plugins: WORD", "plugins: [WORD]", "WORD", "- WORD",
        "plugins: { vault: { secret_key: '${WORD' } }", "plugins: { vault: { secret_key: 'x${WORD 1}' } }",
        "plugins: { vault: { secret_key: WORD }, vault: { secret_key: WORD } }", "plugins: { vault: { secret_key: WORD: WORD } }",
        "plugins: { vault: { secret_key: \"WORD } }", "plugins: { vault: { secret_key: WORD\u{1} } }", "plugins: { vault: { <<: WORD } }",
        "plugins: { vault: { ? [WORD] : 1 } }", "gate: { port: '${KEY}' }", "plugins: { vault: '${KEY}' }",
        "plugins: { vault: { secret_key: '${KEY}', mood: careless } }", "plugins: { everything: { label: x, api_key: [WORD] } }",
    ]

    @Test(arguments: wrong)
    func `no message of a manifest shows a secret`(yaml: String) throws {
        let error = try #require(throws: ManifestError.self) {
            try manifest(yaml.replacing("WORD", with: word), environment: ["KEY": word])
        }
        #expect(!error.problems.isEmpty)
        for text in printed(error) { #expect(!text.contains(word), "\(text)") }
    }

    @Test func `an error that quotes a secret is passed on with stars in its place`() {
        #expect(
            mistakes("plugins:\n  vault:\n    secret_key: \(word)\n    mood: talkative") == [
                "shop.yaml:4: plugins.vault.mood: does not suit ***"
            ])
    }
}
