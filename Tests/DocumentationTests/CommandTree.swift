import Testing

/// The commands of `martlet` as its help tells them.
struct CommandTree {
    struct Command {
        /// The words after `martlet`: `admin key create`.
        let name: String
        let abstract: String
        let options: [String]
        let arguments: [String]
        let isGroup: Bool
    }

    let commands: [Command]

    /// Asked for once.
    static let shared = Task { try await Shell.inNewFolder { try await CommandTree(commands: read("", in: $0)) } }

    private static func read(_ name: String, in shell: Shell) async throws -> [Command] {
        let help = try await shell.run("COLUMNS=500 martlet help \(name)")
        guard help.status == 0 else { throw Shell.Failure(description: help.output) }
        let lines = help.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        func section(_ title: String) -> [Substring] {
            lines.drop { $0 != "\(title):" }.dropFirst().prefix { !$0.isEmpty }.compactMap { line in
                // Entries are indented by two; what continues them by more.
                line.hasPrefix("  ") && !line.hasPrefix("   ") ? line.dropFirst(2).prefix { $0 != " " } : nil
            }
        }
        let groups = section("SUBCOMMANDS").map { name.isEmpty ? String($0) : "\(name) \($0)" }
        // A sentence may go over several lines.
        let overview = lines.prefix { !$0.isEmpty }.joined(separator: " ").trimmingPrefix("OVERVIEW: ")
        var commands = [
            Command(
                name: name, abstract: String(overview),
                options: section("OPTIONS").filter { $0.hasPrefix("--") && $0 != "--version" }.map(String.init),
                arguments: section("ARGUMENTS").map(String.init), isGroup: !groups.isEmpty)
        ]
        for group in groups { commands += try await read(group, in: shell) }
        return commands
    }

    /// Expects the words after `martlet` to be a command with options that it has.
    func check(_ text: String, in block: Block) {
        let words = text.split(separator: " ").map(String.init)
        guard let first = words.first, first != "--help", first != "--version", first != "help" else { return }
        let command = commands.filter { !$0.name.isEmpty && (words.joined(separator: " ") + " ").hasPrefix($0.name + " ") }.max {
            $0.name.count < $1.name.count
        }
        guard let command else {
            Issue.record("\(block): there is no command 'martlet \(text)'")
            return
        }
        // A group that does something without a further word lists, and takes the options of that.
        let listing = commands.first { $0.name == "\(command.name) list" }?.options ?? []
        let known = command.options + listing + ["--help"]
        for word in words where word.hasPrefix("--") {
            #expect(known.contains(String(word.prefix { $0 != "=" })), "\(block): 'martlet \(command.name)' has no \(word)")
        }
    }
}
