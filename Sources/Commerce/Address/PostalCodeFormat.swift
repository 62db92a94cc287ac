/// How a country writes its postal codes.
///
/// A format is one template or more, with `|` between them. In a template, `#` stands for a digit, `@` for a letter, `?` for either,
/// and everything else for itself: `#####|#####-####`.
public struct PostalCodeFormat: Sendable {
    /// A code that exists.
    public let example: String
    private let templates: [String]

    init(_ templates: String, example: String) {
        self.example = example
        self.templates = templates.split(separator: "|").map(String.init)
    }

    /// The code as the country's post writes it, or `nil` when it has another form.
    ///
    /// Case, spaces and hyphens do not matter: `sw1a1aa` becomes `SW1A 1AA`. Digits may be of any script, such as the full-width ones
    /// of Japanese keyboards. The country may stand in front: `D-10117` and `DE-10117` become `10117`.
    public func normalized(_ text: String, in country: CountryCode) -> String? {
        guard let typed = PostalCodeFormat.compact(text) else { return nil }
        for template in templates {
            if let code = PostalCodeFormat.fill(template, with: typed) { return code }
        }
        for prefix in [country.rawValue, String(country.rawValue.prefix(1))] where typed.starts(with: prefix) {
            let rest = typed.dropFirst(prefix.count)
            if rest.first?.isNumber == true, let code = templates.lazy.compactMap({ PostalCodeFormat.fill($0, with: rest) }).first {
                return code
            }
        }
        return nil
    }

    /// What a code is made of, in words: `5 digits such as 10117`.
    public var hint: String {
        let numeric = templates.filter { !$0.contains { $0 == "@" || $0 == "?" || $0.isLetter } }
        var forms: [String] = []
        if !numeric.isEmpty { forms.append(numeric.map { "\($0.count { $0 == "#" })" }.joined(separator: " or ") + " digits") }
        if numeric.count < templates.count { forms.append("letters and digits") }
        return forms.joined(separator: ", or ") + " such as \(example)"
    }

    /// A regular expression that codes in their normal form match, for JSON Schema and for the `pattern` of HTML forms.
    public var pattern: String {
        let alternatives = templates.map { template in
            var pattern = ""
            var rest = template[...]
            while let mark = rest.first {
                let run = rest.prefix { $0 == mark }.count
                pattern += ["#": "[0-9]", "@": "[A-Z]", "?": "[0-9A-Z]"][mark] ?? "\(mark)"
                if run > 1 { pattern += "{\(run)}" }
                rest = rest.dropFirst(run)
            }
            return pattern
        }
        return alternatives.count == 1 ? "^\(alternatives[0])$" : "^(?:\(alternatives.joined(separator: "|")))$"
    }

    /// The digits and letters of a code, in ASCII and in capitals; `nil` when there is something else than separators between them.
    private static func compact(_ text: String) -> Substring? {
        var compact = ""
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            if properties.generalCategory == .decimalNumber, let digit = properties.numericValue {
                compact += "\(Int(digit))"
            } else if scalar.isASCII, properties.isAlphabetic {
                compact += properties.uppercaseMapping
            } else if !properties.isWhitespace, properties.generalCategory != .dashPunctuation, !separators.contains(scalar) {
                return nil
            }
        }
        return compact[...]
    }

    /// What people write between the digits besides spaces and dashes: the minus, the long vowel that looks like a dash on Japanese
    /// keyboards, and the mark of the Japanese post.
    private static let separators: Set<Unicode.Scalar> = [".", "−", "ー", "ｰ", "〒"]

    private static func fill(_ template: String, with typed: Substring) -> String? {
        var rest = typed
        var code = ""
        for mark in template {
            switch mark {
            case "#", "@", "?":
                guard let next = rest.popFirst(), mark == "?" || next.isNumber == (mark == "#") else { return nil }
                code.append(next)
            default: code.append(mark)
            }
        }
        return rest.isEmpty ? code : nil
    }
}
