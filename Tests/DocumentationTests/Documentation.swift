import Foundation

/// The pages of the documentation: everything that a reader of the repository finds in Markdown.
enum Documentation {
    /// The repository's folder.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let pages: [Page] = {
        var paths = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
        for file in files(in: "docs") where file.hasSuffix(".md") { paths.append("docs/\(file)") }
        for plugin in files(in: "Plugins") { paths.append("Plugins/\(plugin)/README.md") }
        return paths.map { Page(path: $0, text: text(of: $0) ?? "") }
    }()

    static func page(_ path: String) -> Page { pages.first { $0.path == path } ?? Page(path: path, text: "") }

    /// The text of a file, by its path in the repository; `nil` when there is none.
    static func text(of path: String) -> String? {
        try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// The names in a folder, sorted.
    static func files(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path)) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }
}

/// One page, taken apart.
struct Page: Sendable, CustomStringConvertible {
    let path: String
    let lines: [String]
    let blocks: [Block]

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        blocks = Block.all(in: lines, of: path)
    }

    var description: String { path }

    /// The lines that are no code, with their numbers.
    var prose: [(number: Int, text: String)] {
        let code = IndexSet(blocks.flatMap { ($0.line - 1)..<($0.line + $0.lines.count + 1) })
        return lines.enumerated().filter { !code.contains($0.offset) }.map { ($0.offset + 1, $0.element) }
    }

    /// The headings as a link names them: lowercase, hyphens for spaces, no punctuation.
    var anchors: Set<String> {
        Set(
            prose.filter { $0.text.hasPrefix("#") }.map { heading in
                String(
                    heading.text.drop { $0 == "#" || $0 == " " }.lowercased().compactMap { character in
                        character == " "
                            ? "-" : character.isLetter || character.isNumber || character == "-" || character == "_" ? character : nil
                    })
            })
    }

    /// The rows of the table below the line that is this marker, each as its trimmed cells; without heading.
    func table(below marker: String) -> [[String]] {
        guard let start = lines.firstIndex(of: marker) else { return [] }
        let rows = lines[(start + 1)...].drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }
        return rows.dropFirst(2).map { row in
            row.replacing("\\|", with: "\u{0}").split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast().map {
                $0.trimmingCharacters(in: .whitespaces).replacing("\u{0}", with: "|")
            }
        }
    }
}
