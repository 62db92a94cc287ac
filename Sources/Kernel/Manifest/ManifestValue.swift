import Yams

/// A value of a manifest with the line on which it stands, environment variables filled in.
indirect enum ManifestValue {
    struct Entry {
        let key: String
        let line: Int
        let value: ManifestValue
    }

    case scalar(String, line: Int)
    case mapping([Entry], line: Int)
    case sequence([ManifestValue], line: Int)

    var line: Int {
        switch self {
        case .scalar(_, let line), .mapping(_, let line), .sequence(_, let line): line
        }
    }

    /// The same with one value put in the place of another, or added.
    func setting(_ path: ArraySlice<String>, to text: String) -> ManifestValue {
        guard let key = path.first else { return .scalar(text, line: line) }
        var entries: [Entry] = []
        if case .mapping(let own, _) = self { entries = own }
        let old = entries.first { $0.key == key }?.value ?? .mapping([], line: line)
        entries.removeAll { $0.key == key }
        entries.append(Entry(key: key, line: old.line, value: old.setting(path.dropFirst(), to: text)))
        return .mapping(entries, line: line)
    }

    /// What was found, for a message; a scalar's text is shown only if it is no secret.
    func found(hidden: Bool) -> String {
        switch self {
        case .scalar(let text, _): hidden ? "a text" : text.isEmpty ? "nothing" : "'\(text)'"
        case .mapping: "a group of settings"
        case .sequence: "a list"
        }
    }
}

/// Reads YAML into values and fills environment variables in: `${NAME}` and `${NAME:-default}`.
struct ManifestReader {
    let file: String
    let environment: [String: String]
    var problems: [ManifestProblem] = []

    init(file: String, environment: [String: String]) {
        self.file = file
        self.environment = environment
    }

    mutating func read(_ yaml: String) -> ManifestValue? {
        do {
            guard let node = try Yams.compose(yaml: yaml) else { return .mapping([], line: 1) }
            return value(node, path: "")
        } catch let error as YamlError {
            report(error)
        } catch {
            problems.append(ManifestProblem(file: file, line: 1, path: "", message: "\(error)"))
        }
        return nil
    }

    private mutating func report(_ error: YamlError) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            problems.append(ManifestProblem(file: file, line: mark.line, path: "", message: "is not valid YAML: \(problem)"))
        case .duplicatedKeysInMapping(let duplicates, let context):
            let keys = duplicates.map { "'\($0)'" }.sorted().joined(separator: ", ")
            problems.append(
                ManifestProblem(file: file, line: context.mark.line, path: "", message: "\(keys) stands more than once in one group"))
        default:
            problems.append(ManifestProblem(file: file, line: 1, path: "", message: "is not valid YAML: \(error)"))
        }
    }

    private mutating func value(_ node: Node, path: String) -> ManifestValue {
        let line = node.mark?.line ?? 1
        switch node {
        case .scalar(let scalar):
            let isNull = scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
            return isNull ? .mapping([], line: line) : .scalar(filled(scalar.string, line: line, path: path), line: line)
        case .mapping(let mapping):
            var entries: [ManifestValue.Entry] = []
            for (key, node) in mapping {
                let name = key.string ?? ""
                entries.append(
                    ManifestValue.Entry(
                        key: name, line: key.mark?.line ?? line, value: value(node, path: path.isEmpty ? name : "\(path).\(name)")))
            }
            return .mapping(entries, line: line)
        case .sequence(let sequence):
            var values: [ManifestValue] = []
            for (index, node) in sequence.enumerated() { values.append(value(node, path: "\(path)[\(index)]")) }
            return .sequence(values, line: line)
        case .alias:
            return .scalar("", line: line)
        }
    }

    private mutating func filled(_ text: String, line: Int, path: String) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            result += rest[..<start.lowerBound]
            rest = rest[start.upperBound...]
            guard let end = rest.firstIndex(of: "}") else {
                problems.append(ManifestProblem(file: file, line: line, path: path, message: "'${' is never closed by '}'"))
                return result
            }
            let reference = rest[..<end]
            rest = rest[rest.index(after: end)...]
            let separator = reference.firstRange(of: ":-")
            let name = String(reference[..<(separator?.lowerBound ?? reference.endIndex)])
            if let value = environment[name], !(value.isEmpty && separator != nil) {
                result += value
            } else if let separator {
                result += reference[separator.upperBound...]
            } else {
                problems.append(
                    ManifestProblem(
                        file: file, line: line, path: path,
                        message: "the environment variable \(name) is not set: set it, or write ${\(name):-default}"))
            }
        }
        return result + rest
    }
}
