/// An expression of `Package.swift`.
indirect enum ManifestExpression {
    case text([Part])
    case list([ManifestExpression])
    case name(String)
    /// A call of a function of the manifest's own.
    case call(String, [Argument])
    /// A name or a call of the package description: `.target(name: …)`.
    case member(String, [Argument])
    /// `list.map { … $0 … }`
    case map(ManifestExpression, ManifestExpression)
    case sum(ManifestExpression, ManifestExpression)

    enum Part {
        case literal(String)
        case interpolation(ManifestExpression)
    }

    struct Argument {
        let label: String?
        let value: ManifestExpression
    }
}

/// A function of `Package.swift` whose body is one expression.
struct ManifestFunction {
    struct Parameter {
        let label: String?
        let name: String
        let fallback: ManifestExpression?
    }

    let parameters: [Parameter]
    let body: ManifestExpression
}

/// Something in `Package.swift` that these tests cannot read.
struct ManifestSyntaxError: Error, CustomStringConvertible {
    let description: String
}

/// Reads the declarations of `Package.swift`: constants, and functions of one expression.
struct ManifestParser {
    private(set) var constants: [(name: String, value: ManifestExpression)] = []
    private(set) var functions: [String: ManifestFunction] = [:]
    private let tokens: [SwiftToken]
    private var position = 0

    init(_ text: String) throws {
        tokens = SwiftLexer.tokens(of: text)
        while let token = current {
            switch token.word {
            case "import": position += 2
            case "let":
                position += 1
                let name = try word()
                if skip(":") { try skipType() }
                try expect("=")
                constants.append((name, try expression()))
            case "func": try function()
            default: throw unexpected()
            }
        }
    }

    private var current: SwiftToken? { position < tokens.count ? tokens[position] : nil }

    private func unexpected() -> ManifestSyntaxError {
        ManifestSyntaxError(
            description:
                "Package.swift:\(current?.line ?? 0): cannot be read by these tests at '\(current.map { "\($0.kind)" } ?? "the end")'")
    }

    private mutating func skip(_ mark: Character) -> Bool {
        guard current?.isMark(mark) == true else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ mark: Character) throws { guard skip(mark) else { throw unexpected() } }

    private mutating func word() throws -> String {
        guard let word = current?.word else { throw unexpected() }
        position += 1
        return word
    }

    /// A type: everything up to what cannot be part of one.
    private mutating func skipType() throws {
        var depth = 0
        while let token = current {
            if depth == 0, ["=", ",", ")", "{"].contains(where: token.isMark) { return }
            if token.isMark("[") { depth += 1 }
            if token.isMark("]") { depth -= 1 }
            position += 1
        }
        throw unexpected()
    }

    private mutating func function() throws {
        position += 1
        let name = try word()
        try expect("(")
        var parameters: [ManifestFunction.Parameter] = []
        while !skip(")") {
            let label = try word()
            let inner = current?.isMark(":") == true ? label : try word()
            try expect(":")
            try skipType()
            let fallback = skip("=") ? try expression() : nil
            parameters.append(ManifestFunction.Parameter(label: label == "_" ? nil : label, name: inner, fallback: fallback))
            _ = skip(",")
        }
        try skipType()
        try expect("{")
        functions[name] = ManifestFunction(parameters: parameters, body: try expression())
        try expect("}")
    }

    private mutating func expression() throws -> ManifestExpression {
        var left = try mapped()
        while skip("+") { left = .sum(left, try mapped()) }
        return left
    }

    private mutating func mapped() throws -> ManifestExpression {
        var value = try operand()
        while skip(".") {
            guard try word() == "map", skip("{") else { throw unexpected() }
            value = .map(value, try expression())
            try expect("}")
        }
        return value
    }

    private mutating func operand() throws -> ManifestExpression {
        guard let token = current else { throw unexpected() }
        switch token.kind {
        case .text(let pieces):
            position += 1
            return .text(try pieces.map(part))
        case .mark("["):
            position += 1
            var values: [ManifestExpression] = []
            while !skip("]") {
                values.append(try expression())
                _ = skip(",")
            }
            return .list(values)
        case .mark("."):
            position += 1
            let name = try word()
            return .member(name, try arguments() ?? [])
        case .mark("("):
            position += 1
            let value = try expression()
            try expect(")")
            return value
        case .word(let word):
            position += 1
            return try arguments().map { .call(word, $0) } ?? .name(word)
        case .mark: throw unexpected()
        }
    }

    private mutating func arguments() throws -> [ManifestExpression.Argument]? {
        guard skip("(") else { return nil }
        var arguments: [ManifestExpression.Argument] = []
        while !skip(")") {
            var label: String?
            if let word = current?.word, position + 1 < tokens.count, tokens[position + 1].isMark(":") {
                label = word
                position += 2
            }
            arguments.append(ManifestExpression.Argument(label: label, value: try expression()))
            _ = skip(",")
        }
        return arguments
    }

    private func part(_ piece: SwiftToken.Piece) throws -> ManifestExpression.Part {
        switch piece {
        case .literal(let text): return .literal(text)
        case .interpolation(let tokens):
            guard tokens.count == 1, let word = tokens.first?.word else { throw unexpected() }
            return .interpolation(.name(word))
        }
    }
}
