import Foundation
import Testing

/// The commands on the pages are run, page by page, as a reader would paste them.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct ShellTests {
    private static let pages = Documentation.pages.filter { page in page.blocks.contains { $0.marker("run") != nil } }

    @Test func `there are pages with commands to run`() {
        #expect(ShellTests.pages.map(\.path).contains("README.md"))
        #expect(Documentation.page("README.md").blocks.contains { $0.markers.contains { $0.value == #""payment_status":"paid""# } })
    }

    @Test(arguments: pages)
    func `the commands of a page work when they are pasted one after the other`(page: Page) async throws {
        let isShop = page.blocks.contains { $0.marker("run") == "shop" }
        try await Shell.inNewFolder { shell in
            for block in page.blocks {
                guard let name = block.marker("file") else { continue }
                try Data(block.text.utf8).write(to: shell.folder.appendingPathComponent(name))
            }
            let blocks = page.blocks.filter { $0.marker("run") != nil }
            if isShop {
                try await OpenShop.serve(in: shell) { try await run(blocks, in: shell, port: $0) }
            } else {
                try await run(blocks, in: shell, port: nil)
            }
        }
    }

    /// Runs the blocks in one shell, since a reader's shell remembers too.
    private func run(_ blocks: [Block], in shell: Shell, port: String?) async throws {
        let fence = "--- end of block ---"
        var script = ""
        for block in blocks { script += "\(block.text)\necho; echo '\(fence)'\n" }
        if let port {
            script.replace("127.0.0.1:8080", with: "127.0.0.1:\(port)")
            script.replace("127.0.0.1:8090", with: "127.0.0.1:\(OpenShop.gatewayPort)")
        }
        let result = try await shell.run(script)
        let outputs = result.output.components(separatedBy: fence)
        for (index, block) in blocks.enumerated() {
            guard index < outputs.count - 1 else {
                Issue.record("\(block): exits with \(result.status):\n\(outputs.last ?? "")")
                return
            }
            for marker in block.markers where marker.name == "prints" {
                #expect(outputs[index].contains(marker.value), "\(block) prints:\n\(outputs[index])")
            }
        }
        #expect(result.status == 0)
    }

    @Test(arguments: Documentation.pages.flatMap(\.blocks).filter { $0.marker("output") != nil })
    func `what a page says that a command prints is what it prints`(block: Block) async throws {
        try await Shell.inNewFolder { shell in
            let result = try await shell.run(block.marker("output") ?? "")
            #expect(result.output == block.text, "\(block)")
        }
    }

    @Test(arguments: Documentation.pages.flatMap(\.blocks).filter { $0.language == "sh" || $0.language == "ini" })
    func `the scripts, commands and options on a page exist`(block: Block) async throws {
        try await Shell.inNewFolder { shell in
            if block.language == "sh" {
                let result = try await shell.run(block.text, options: ["-n"])
                #expect(result.status == 0, "\(block): \(result.output)")
            }
            let commands = try await CommandTree.shared.value
            for line in block.text.replacing("\\\n", with: " ").split(separator: "\n").map(String.init) {
                for match in line.matches(of: /(?:^|[ (])(scripts\/[a-z.]+)((?: --[a-z-]+)*)/) {
                    try check(match.1, options: match.2, in: block)
                }
                for match in line.matches(of: /(?:^|[ (;\/=])martlet ([^;|&)>]*)/) { commands.check(String(match.1), in: block) }
            }
        }
    }

    private func check(_ script: Substring, options: Substring, in block: Block) throws {
        let text = try #require(Documentation.text(of: String(script)), "\(block): there is no \(script)")
        for option in options.split(separator: " ") where option != "--filter" {
            #expect(text.contains("\(option))") || text.contains("\(option) | "), "\(block): \(script) has no \(option)")
        }
    }
}
