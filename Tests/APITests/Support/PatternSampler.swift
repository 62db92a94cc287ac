import MartletTesting

/// Makes texts that match a regular expression of the kind that our schemas hold: literals, classes, groups with
/// alternatives, and how often each may come.
struct PatternSampler {
    private var rest: Substring.UnicodeScalarView
    private var generator: SeededGenerator

    /// A text that matches the whole pattern.
    static func sample(_ pattern: String, using generator: inout SeededGenerator) -> String {
        var sampler = PatternSampler(rest: pattern[...].unicodeScalars, generator: generator)
        let text = sampler.alternatives()
        generator = sampler.generator
        return text
    }

    private mutating func alternatives() -> String {
        var branches = [""]
        while let scalar = rest.first, scalar != ")" {
            switch scalar {
            case "|":
                rest.removeFirst()
                branches.append("")
            case "^", "$": rest.removeFirst()
            default: branches[branches.count - 1] += repeated()
            }
        }
        return branches.randomElement(using: &generator) ?? ""
    }

    /// The next item, as often as what follows it says.
    private mutating func repeated() -> String {
        let start = rest
        var text = item()
        let counts = self.counts()
        guard counts != 1...1 else { return text }
        // Each repetition reads the item again, so that each draws anew.
        let after = rest
        text = ""
        for _ in 0..<Int.random(in: counts, using: &generator) {
            rest = start
            text += item()
        }
        rest = after
        return text
    }

    private mutating func counts() -> ClosedRange<Int> {
        switch rest.first {
        case "?":
            rest.removeFirst()
            return 0...1
        case "*":
            rest.removeFirst()
            return 0...12
        case "+":
            rest.removeFirst()
            return 1...12
        case "{":
            let inside = rest.dropFirst().prefix { $0 != "}" }
            rest = rest[inside.endIndex...].dropFirst()
            let bounds = String(inside).split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
            let lowest = bounds[0] ?? 0
            return lowest...max(lowest, bounds.count == 1 ? lowest : min(bounds[1] ?? lowest + 12, lowest + 12))
        default: return 1...1
        }
    }

    private mutating func item() -> String {
        switch rest.removeFirst() {
        case "(":
            if rest.starts(with: "?:".unicodeScalars) { rest = rest.dropFirst(2) }
            let text = alternatives()
            rest.removeFirst()
            return text
        case "[": return String(Character(scalarOfClass()))
        case "\\":
            guard let scalar = escaped().first else { return "" }
            return String(Character(scalar.lowerBound))
        case ".": return "x"
        case let scalar: return String(Character(scalar))
        }
    }

    private mutating func scalarOfClass() -> Unicode.Scalar {
        let excludes = rest.first == "^"
        if excludes { rest.removeFirst() }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while let scalar = rest.popFirst(), scalar != "]" {
            if scalar == "\\" {
                ranges += escaped()
            } else {
                ranges.append(scalar...scalar)
            }
            guard rest.first == "-", rest.dropFirst().first != "]", let low = ranges.last?.lowerBound else { continue }
            rest.removeFirst()
            let scalar = rest.removeFirst()
            let high = scalar == "\\" ? escaped()[0].upperBound : scalar
            ranges[ranges.count - 1] = low...high
        }
        guard excludes else {
            let range = ranges.randomElement(using: &generator) ?? "x"..."x"
            return Unicode.Scalar(UInt32.random(in: range.lowerBound.value...range.upperBound.value, using: &generator)) ?? range.lowerBound
        }
        while true {
            let scalar = TextSampler.scalar(using: &generator)
            if !ranges.contains(where: { $0.contains(scalar) }) { return scalar }
        }
    }

    /// What stands for a character or several after a backslash.
    private mutating func escaped() -> [ClosedRange<Unicode.Scalar>] {
        func hexadecimal(_ count: Int) -> [ClosedRange<Unicode.Scalar>] {
            let digits = String(rest.prefix(count))
            rest = rest.dropFirst(count)
            let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) ?? "?"
            return [scalar...scalar]
        }
        switch rest.removeFirst() {
        case "d": return ["0"..."9"]
        case "s":
            return [" "..." ", "\t"..."\r", "\u{a0}"..."\u{a0}", "\u{2000}"..."\u{200a}", "\u{2028}"..."\u{2029}", "\u{3000}"..."\u{3000}"]
        case "n": return ["\n"..."\n"]
        case "r": return ["\r"..."\r"]
        case "t": return ["\t"..."\t"]
        case "x": return hexadecimal(2)
        case "u": return hexadecimal(4)
        case let scalar: return [scalar...scalar]
        }
    }
}

/// Makes texts of characters that cause trouble, among plain ones.
enum TextSampler {
    static func scalar(using generator: inout SeededGenerator) -> Unicode.Scalar {
        let odd: [Unicode.Scalar] = [
            "'", "\"", "\\", "%", "_", "<", "&", "\n", "\t", "\0", "\u{1b}", "\u{7f}", "\u{85}", "\u{a0}", "\u{301}", "\u{200b}",
            "\u{200d}",
            "\u{202e}", "\u{2028}", "\u{feff}", "\u{fffd}", "\u{ffff}", "é", "ß", "İ", "ſ", "日", "𝒳", "😀", "\u{10ffff}", ";", "/", "*", "(",
        ]
        switch Int.random(in: 0..<10, using: &generator) {
        case 0: return odd.randomElement(using: &generator) ?? "?"
        case 1: return Unicode.Scalar(UInt32.random(in: 0...0x10_FFFF, using: &generator)) ?? "?"
        default: return Unicode.Scalar(UInt8.random(in: 0x20...0x7E, using: &generator))
        }
    }

    static func text(_ length: ClosedRange<Int>, using generator: inout SeededGenerator) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: length, using: &generator) { text.append(scalar(using: &generator)) }
        return String(text)
    }
}
