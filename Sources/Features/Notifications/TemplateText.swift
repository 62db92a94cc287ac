import MartletKernel

/// A text with places in it, read once: `Hello {{name}}`.
struct TemplateText: Sendable, Equatable {
    enum Piece: Sendable, Equatable {
        case literal(String)
        case place(String)
    }

    /// What is wrong with a text, and on which of its lines, from 1.
    struct Problem: Error, Equatable {
        let line: Int
        let message: String
    }

    let pieces: [Piece]

    /// Reads a text, and adds what is wrong with it to a list.
    ///
    /// - Parameters:
    ///   - places: Those that it may have.
    ///   - firstLine: On which line of its file it begins.
    init(_ text: String, places: [String], firstLine: Int = 1, problems: inout [Problem]) {
        var pieces: [Piece] = []
        var line = firstLine
        var rest = text[...]
        func note(_ message: String) { problems.append(Problem(line: line, message: message)) }
        func append(literal: Substring) {
            if !literal.isEmpty { pieces.append(.literal(String(literal))) }
            line += literal.count { $0 == "\n" }
        }
        while let open = rest.firstRange(of: "{{") {
            append(literal: rest[..<open.lowerBound])
            rest = rest[open.upperBound...]
            let inside = rest.prefix { $0 != "\n" }
            guard let close = inside.firstRange(of: "}}") else {
                note("'{{' is never closed by '}}' on its line")
                continue
            }
            let name = String(inside[..<close.lowerBound])
            rest = rest[close.upperBound...]
            if places.contains(name) {
                pieces.append(.place(name))
            } else {
                note(TemplateText.unknown(name, among: places))
            }
        }
        append(literal: rest)
        self.pieces = pieces
    }

    private static func unknown(_ name: String, among places: [String]) -> String {
        let trimmed = name.filter { !$0.isWhitespace }
        if places.contains(trimmed) { return "'{{\(name.prefix(60))}}' has space in it: write {{\(trimmed)}}" }
        let hint =
            Spelling.nearest(to: trimmed, among: places).map { "did you mean {{\($0)}}?" }
            ?? "its places are " + places.sorted().map { "{{\($0)}}" }.joined(separator: ", ")
        return "{{\(name.prefix(60))}} is no place of this notice; \(hint)"
    }

    /// The text with values at its places. A place without one stays empty; the catalog has seen to it that there is none.
    func rendered(_ literal: (String) -> String = { $0 }, _ value: (String) -> String) -> String {
        pieces.reduce(into: "") { text, piece in
            switch piece {
            case .literal(let words): text += literal(words)
            case .place(let name): text += value(name)
            }
        }
    }
}
