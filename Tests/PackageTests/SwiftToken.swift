/// A piece of Swift source. Comments are no pieces.
struct SwiftToken: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        /// A name, a keyword or a number.
        case word(String)
        case text([Piece])
        case mark(Character)
    }

    /// A part of a string literal.
    enum Piece: Equatable, Sendable {
        case literal(String)
        case interpolation([SwiftToken])
    }

    let kind: Kind
    let line: Int

    var word: String? { if case .word(let word) = kind { word } else { nil } }

    func isMark(_ character: Character) -> Bool { kind == .mark(character) }
}

extension SwiftToken {
    /// Every word of some source and every literal text, with its line; those of interpolations too.
    static func allTexts(of tokens: [SwiftToken]) -> [(text: String, line: Int)] {
        tokens.flatMap { token -> [(text: String, line: Int)] in
            switch token.kind {
            case .word(let word): return [(word, token.line)]
            case .mark: return []
            case .text(let pieces):
                return pieces.flatMap { piece in
                    switch piece {
                    case .literal(let text): [(text, token.line)]
                    case .interpolation(let tokens): allTexts(of: tokens)
                    }
                }
            }
        }
    }
}
