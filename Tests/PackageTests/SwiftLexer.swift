/// Splits Swift source into words, string literals and marks, as far as the rules of the package need it.
struct SwiftLexer {
    private let source: [Character]
    private var position = 0
    private var line = 1

    static func tokens(of text: String) -> [SwiftToken] {
        var lexer = SwiftLexer(source: Array(text))
        return lexer.tokens(until: nil)
    }

    private init(source: [Character]) { self.source = source }

    private var current: Character? { position < source.count ? source[position] : nil }

    private func isAhead(_ text: String) -> Bool { source[position...].starts(with: text) }

    private mutating func advance(_ count: Int = 1) {
        for _ in 0..<count where position < source.count {
            if source[position].isNewline { line += 1 }
            position += 1
        }
    }

    /// The tokens up to the end, or to the parenthesis that closes an interpolation.
    private mutating func tokens(until end: Character?) -> [SwiftToken] {
        var tokens: [SwiftToken] = []
        var depth = 0
        while let character = current {
            if character == end, depth == 0 { break }
            let start = line
            if character.isWhitespace {
                advance()
            } else if isAhead("//") {
                while let character = current, !character.isNewline { advance() }
            } else if isAhead("/*") {
                skipComment()
            } else if let hashes = openingOfText() {
                tokens.append(SwiftToken(kind: .text(text(hashes: hashes)), line: start))
            } else if character == "/", isRegexAllowed(after: tokens.last) {
                tokens.append(SwiftToken(kind: .text([.literal(regex())]), line: start))
            } else if character == "`" {
                tokens.append(SwiftToken(kind: .word(quotedName()), line: start))
            } else if character.isLetter || character.isNumber || character == "_" || character == "$" {
                var word = ""
                while let character = current, character.isLetter || character.isNumber || character == "_" || character == "$" {
                    word.append(character)
                    advance()
                }
                tokens.append(SwiftToken(kind: .word(word), line: start))
            } else {
                if character == "(" { depth += 1 }
                if character == ")" { depth -= 1 }
                tokens.append(SwiftToken(kind: .mark(character), line: start))
                advance()
            }
        }
        return tokens
    }

    private mutating func skipComment() {
        var depth = 0
        repeat {
            if isAhead("/*") {
                depth += 1
                advance(2)
            } else if isAhead("*/") {
                depth -= 1
                advance(2)
            } else {
                advance()
            }
        } while depth > 0 && current != nil
    }

    /// How many `#` stand before the quotes of a string literal that begins here; `nil` where none does.
    private func openingOfText() -> Int? {
        let hashes = source[position...].prefix { $0 == "#" }.count
        return source.dropFirst(position + hashes).first == "\"" ? hashes : nil
    }

    private mutating func text(hashes: Int) -> [SwiftToken.Piece] {
        advance(hashes)
        let quotes = isAhead("\"\"\"") ? "\"\"\"" : "\""
        let (end, escape) = (quotes + String(repeating: "#", count: hashes), "\\" + String(repeating: "#", count: hashes))
        advance(quotes.count)
        var pieces: [SwiftToken.Piece] = []
        var literal = ""
        while current != nil, !isAhead(end) {
            if isAhead(escape + "(") {
                advance(escape.count + 1)
                pieces.append(.literal(literal))
                literal = ""
                pieces.append(.interpolation(tokens(until: ")")))
                advance()
            } else if isAhead(escape) {
                advance(escape.count + 1)
            } else if let character = current {
                literal.append(character)
                advance()
            }
        }
        advance(end.count)
        if !literal.isEmpty || pieces.isEmpty { pieces.append(.literal(literal)) }
        return pieces.filter { $0 != .literal("") || pieces.count == 1 }
    }

    /// A name in backticks, which may be a whole sentence.
    private mutating func quotedName() -> String {
        advance()
        var name = ""
        while let character = current, character != "`" {
            name.append(character)
            advance()
        }
        advance()
        return name
    }

    /// A slash begins a regular expression where no operand stands before it.
    private func isRegexAllowed(after token: SwiftToken?) -> Bool {
        guard let next = source.dropFirst(position + 1).first, !next.isWhitespace else { return false }
        guard case .mark(let mark)? = token?.kind else { return false }
        return ["(", ",", "=", ":", "["].contains(mark)
    }

    private mutating func regex() -> String {
        advance()
        var text = ""
        while let character = current, character != "/", !character.isNewline {
            if character == "\\" { advance() }
            if let character = current { text.append(character) }
            advance()
        }
        advance()
        return text
    }
}
