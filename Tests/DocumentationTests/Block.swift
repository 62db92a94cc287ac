import Foundation

/// A fenced block of a page, with what the comments right above it say of it.
///
/// A marker is a comment of the form `<!-- name: value -->` or `<!-- name -->`:
///
/// | marker | what the tests do |
/// |---|---|
/// | `example: FILE` or `example: FILE#region` | compare the block with the file, or a region of it, below `Tests/DocumentationTests` |
/// | `file: NAME` | write the block into the page's folder before its commands run |
/// | `run: folder` | run the block in a new folder with the demonstration manifest in it |
/// | `run: shop` | the same, with the demonstration shop open |
/// | `prints: TEXT` | expect the text in what the block prints; may stand several times |
/// | `not run: REASON` | check the block's grammar, and that its scripts, commands and options exist |
/// | `manifest: right`, `manifest: wrong` | load the block as a manifest; the errors of a wrong one stand in the next block |
/// | `errors` | the errors of the manifest before |
/// | `output: COMMAND` | run the command and compare what it prints |
/// | `diagram` | nothing: the block is a picture |
struct Block: Sendable, CustomStringConvertible {
    let path: String
    /// The line of the fence that opens it, from 1.
    let line: Int
    let language: String
    let lines: [String]
    let markers: [(name: String, value: String)]

    var text: String { lines.map { $0 + "\n" }.joined() }
    var description: String { "\(path):\(line)" }

    /// The value of a marker; empty for one without; `nil` when the block does not have it.
    func marker(_ name: String) -> String? { markers.first { $0.name == name }?.value }

    static func all(in lines: [String], of path: String) -> [Block] {
        var blocks: [Block] = []
        var index = 0
        while index < lines.count {
            guard lines[index].hasPrefix("```") else {
                index += 1
                continue
            }
            let end = lines[(index + 1)...].firstIndex { $0.hasPrefix("```") } ?? lines.count
            let above = lines[..<index].reversed().prefix { $0.hasPrefix("<!-- ") && $0.hasSuffix(" -->") }.reversed()
            blocks.append(
                Block(
                    path: path, line: index + 1, language: String(lines[index].dropFirst(3)), lines: Array(lines[(index + 1)..<end]),
                    markers: above.map(parse)))
            index = end + 1
        }
        return blocks
    }

    private static func parse(_ comment: String) -> (name: String, value: String) {
        let parts = comment.dropFirst(5).dropLast(4).split(separator: ":", maxSplits: 1)
        return (String(parts[0]), parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : "")
    }
}
