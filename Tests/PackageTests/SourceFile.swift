/// A file of the package.
struct SourceFile: Sendable {
    struct Import: Equatable {
        let module: String
        let line: Int
    }

    /// From the package's folder: `Sources/Kernel/Hooks/Hook.swift`.
    let path: String
    let lines: Int
    /// Empty for what is no Swift source.
    let tokens: [SwiftToken]

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).count - (text.hasSuffix("\n") ? 1 : 0)
        tokens = path.hasSuffix(".swift") ? SwiftLexer.tokens(of: text) : []
    }

    var name: String { String(path.split(separator: "/").last ?? "") }
    var isSwift: Bool { path.hasSuffix(".swift") }

    /// The modules that the file imports; of `import struct Foundation.URL`, Foundation.
    var imports: [Import] {
        let kinds: Set = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias", "actor"]
        return tokens.indices.compactMap { index in
            guard tokens[index].word == "import", index + 1 < tokens.count else { return nil }
            let next = tokens[index + 1]
            guard let word = next.word else { return nil }
            let module = kinds.contains(word) && index + 2 < tokens.count ? tokens[index + 2].word ?? word : word
            return Import(module: module, line: next.line)
        }
    }

    /// The types that the file declares, each with the names after its colon.
    var types: [(name: String, inherits: [String], line: Int)] {
        let kinds: Set = ["struct", "class", "enum", "actor"]
        return tokens.indices.compactMap { index in
            guard let kind = tokens[index].word, kinds.contains(kind), index + 1 < tokens.count, let name = tokens[index + 1].word else {
                return nil
            }
            let head = tokens[(index + 2)...].prefix { !$0.isMark("{") }
            guard head.first?.isMark(":") == true else { return (name, [], tokens[index].line) }
            return (name, head.prefix { $0.word != "where" }.compactMap(\.word), tokens[index].line)
        }
    }

    /// The extension points that the file contributes to: `migrations` of `registrar.add(.migrations, …)`.
    var filledPoints: Set<String> {
        Set(
            tokens.indices.dropLast(3).compactMap { index in
                guard ["add", "provide"].contains(tokens[index].word), tokens[index + 1].isMark("("), tokens[index + 2].isMark(".") else {
                    return nil
                }
                return tokens[index + 3].word
            })
    }
}
