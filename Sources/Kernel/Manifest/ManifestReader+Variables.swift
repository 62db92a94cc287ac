extension ManifestReader {
    /// A text with environment variables filled in: `${NAME}`, and `${NAME:-default}` for one that is not set or empty.
    ///
    /// Returns `nil` after it has reported every reference that cannot be filled in.
    mutating func filled(_ text: String, line: Int, path: String) -> String? {
        var result = ""
        var isComplete = true
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            result += rest[..<start.lowerBound]
            rest = rest[start.upperBound...]
            guard let end = rest.firstIndex(of: "}") else {
                report(line, path, "'${' is never closed by '}'")
                return nil
            }
            let reference = rest[..<end]
            rest = rest[rest.index(after: end)...]
            let separator = reference.firstRange(of: ":-")
            let name = reference[..<(separator?.lowerBound ?? reference.endIndex)]
            if name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) == nil {
                report(line, path, "'${…}' must hold the name of an environment variable, such as ${NAME} or ${NAME:-default}")
                isComplete = false
            } else if let value = environment[String(name)], !(value.isEmpty && separator != nil) {
                result += value
            } else if let separator {
                result += reference[separator.upperBound...]
            } else {
                report(line, path, "the environment variable \(name) is not set: set it, or write ${\(name):-default}")
                isComplete = false
            }
        }
        return isComplete ? result + rest : nil
    }
}
