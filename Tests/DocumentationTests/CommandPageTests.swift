import Testing

/// `docs/commands.md` names every command, argument and option, and no others.
@Suite(.timeLimit(.minutes(2)))
struct CommandPageTests {
    private let page = Documentation.page("docs/commands.md")

    /// The lines below the heading of a command.
    private func section(_ name: String) -> [String]? {
        guard let start = page.lines.firstIndex(where: { $0.hasPrefix("#") && $0.hasSuffix(" `martlet \(name)`") }) else { return nil }
        return Array(page.lines[(start + 1)...].prefix { !$0.hasPrefix("#") })
    }

    @Test func `each command stands in the page with its arguments and options`() async throws {
        for command in try await CommandTree.shared.value.commands where !command.isGroup {
            let lines = try #require(section(command.name), "docs/commands.md has no heading '`martlet \(command.name)`'")
            #expect(lines.contains { $0.hasPrefix(command.abstract) }, "martlet \(command.name): expected '\(command.abstract)'")
            let listed = lines.compactMap { $0.firstMatch(of: /^\| `([^ `]+)/).map { String($0.1) } }
            let common = ["--manifest", "--log-level"]
            let own = command.arguments + command.options.filter { !common.contains($0) }
            #expect(Set(listed) == Set(own), "martlet \(command.name)")
            #expect(common.allSatisfy(command.options.contains), "martlet \(command.name)")
        }
    }

    @Test func `the page speaks of no command that there is not`() async throws {
        let names = Set(try await CommandTree.shared.value.commands.map(\.name))
        let headings = page.prose.compactMap { $0.text.firstMatch(of: /^#.* `martlet ([^`]+)`$/).map { String($0.1) } }
        #expect(!headings.isEmpty)
        #expect(headings.allSatisfy(names.contains))
    }
}
