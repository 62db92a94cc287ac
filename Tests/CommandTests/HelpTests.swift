import MartletJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct HelpTests {
    @Test(arguments: [
        ["serve"], ["migrate"], ["seed"], ["seed", "demo"], ["seed", "load"], ["import"], ["plugins"], ["check"], ["verify"], ["events"],
        ["events", "list"], ["events", "replay"], ["events", "discard"], ["jobs"], ["mail"], ["admin"],
        ["admin", "key"], ["admin", "key", "create"],
    ])
    func `each command says what it is for and what it takes`(command: [String]) async throws {
        try await MartletCommandLine.open(manifest: nil) { shop in
            let help = try await shop.run(command + ["--help"])
            #expect(help.status == 0)
            #expect(help.output.hasPrefix("OVERVIEW: "))
            #expect(help.output.contains("USAGE: martlet \(command.joined(separator: " "))"))
        }
    }

    @Test func `a first shop is explained by the command itself`() async throws {
        try await MartletCommandLine.open(manifest: nil) { shop in
            let help = try await shop.run("--help")
            for step in ["martlet migrate", "martlet seed demo", "martlet serve", "martlet admin key create"] {
                #expect(help.output.contains(step))
            }
            #expect(try await shop.run("--version").output == "0.1.0\n")
            let typo = try await shop.run("sreve")
            #expect(typo.status == 64)
            #expect(typo.errors.contains("sreve"))
        }
    }

    @Test func `plugins are listed with their settings, also when the manifest is broken`() async throws {
        try await MartletCommandLine.open(manifest: "plugins: { sqlite: {}, flat-tax: { rate: 19 } }") { shop in
            let listed = try await shop.run("plugins", "--json")
            let plugins = try JSONValue.parse(Array(listed.output.utf8)).arrayValue ?? []
            func plugin(_ id: JSONValue) -> JSONValue { plugins.first { $0["id"] == id } ?? .null }
            #expect(plugin("flat-tax")["on"] == true)
            #expect(plugin("postgres")["on"] == false)
            #expect(plugin("catalog")["on"] == true)
            #expect(plugin("flat-tax")["settings"]?[0]?["key"] == "rate")
            #expect(plugin("flat-tax")["settings"]?[0]?["required"] == true)
            let schema = try JSONValue.parse(Array(try await shop.run("plugins", "--schema").output.utf8))
            #expect(schema["properties"]?["plugins"]?["properties"]?["sqlite"] != nil)
        }
        try await MartletCommandLine.open(manifest: "plugins: { nonsense: {} }") { shop in
            let listed = try await shop.run("plugins")
            #expect(listed.output.contains("sqlite"))
            #expect(listed.errors.contains("martlet check"))
        }
    }

    @Test func `a manifest that is not there, or is no text, is said to be so`() async throws {
        try await MartletCommandLine.open(manifest: nil) { shop in
            let missing = try await shop.run("check", "--manifest", "nowhere.yaml")
            #expect(missing.status == 78)
            #expect(missing.errors == "There is no manifest at nowhere.yaml.\n")
        }
        try await MartletCommandLine.open(manifest: "plugins: { sqlite: {} }") { shop in
            let fine = try await shop.run("check")
            #expect(fine.status == 0)
            #expect(fine.output.hasPrefix("The manifest is right"))
        }
    }
}
