/// The files that the pages show.
enum Examples {
    /// What a marker `example:` names; `nil` when there is no such file or region.
    static func text(_ name: String) -> String? {
        let parts = name.split(separator: "#", maxSplits: 1).map(String.init)
        guard let file = Documentation.text(of: "Tests/DocumentationTests/\(parts[0])") else { return nil }
        let lines = file.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1 else { return lines.filter { !isMark($0) }.joined(separator: "\n") }
        return region(parts[1], in: lines)
    }

    /// A region without its indentation.
    private static func region(_ name: String, in lines: [String]) -> String? {
        guard let start = lines.firstIndex(where: { $0.trimmed == "// region: \(name)" }),
            let end = lines[start...].firstIndex(where: { $0.trimmed == "// endregion" })
        else { return nil }
        let inside = lines[(start + 1)..<end]
        let indentation = inside.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        return inside.map { $0.dropFirst(indentation) + "\n" }.joined()
    }

    private static func isMark(_ line: String) -> Bool { line.trimmed.hasPrefix("// region: ") || line.trimmed == "// endregion" }
}

extension String {
    fileprivate var trimmed: String { String(drop { $0 == " " }) }
}
