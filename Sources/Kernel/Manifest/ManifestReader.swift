import Yams

/// Reads YAML into values and fills environment variables in. A mistake is noted, and reading goes on.
struct ManifestReader {
    let file: String
    let environment: [String: String]
    private(set) var problems: [ManifestProblem] = []
    private var count = 0
    /// More values than any manifest has; aliases of aliases can multiply into billions.
    private static let limit = 10_000

    init(file: String, environment: [String: String]) {
        self.file = file
        self.environment = environment
    }

    mutating func read(_ text: String) -> ManifestValue? {
        // A byte order mark would count as a column, and shift the first key out of line with the others.
        let yaml = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        do {
            guard let node = try composed(yaml) else { return .nothing(line: 1) }
            let root = value(node, path: "")
            if count > ManifestReader.limit { report(1, "", "holds more than \(ManifestReader.limit) values, aliases counted each time") }
            return root
        } catch let error as YamlError {
            report(error, in: yaml)
        } catch {
            report(1, "", "cannot be read as YAML")
        }
        return nil
    }

    /// Yams stops at the first key that stands twice in a group. Its first occurrence is marked and the rest is read, so that
    /// one such key does not hide other mistakes; ``group(_:line:path:)`` reports it.
    private func composed(_ yaml: String) throws -> Node? {
        var text = yaml
        for marks in 1...100 {
            do {
                return try Yams.compose(yaml: text)
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                guard let key = keys.first, let marked = text.marking(key, at: context.mark, times: marks) else { break }
                text = marked
            }
        }
        return try Yams.compose(yaml: text)
    }

    private mutating func report(_ error: YamlError, in yaml: String) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            report(mark.line, "", "is not valid YAML: \(problem)")
        case .reader(let problem, let offset, _, _):
            let before = yaml.prefix(offset ?? 0)
            report(before.count { $0.isNewline } + 1, "", "is not valid YAML: \(problem)")
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "'\($0)'" }.sorted().joined(separator: ", ")
            report(context.mark.line, "", "\(names) stands more than once in one group")
        default:
            report(1, "", "cannot be read as YAML")
        }
    }

    private mutating func value(_ node: Node, path: String) -> ManifestValue {
        let line = node.mark?.line ?? 1
        count += 1
        guard count <= ManifestReader.limit else { return .unreadable(line: line) }
        switch node {
        case .scalar(let scalar):
            if scalar.isNothing { return .nothing(line: line) }
            guard let text = filled(scalar.string, line: line, path: path) else { return .unreadable(line: line) }
            return .scalar(text, written: scalar.string, line: line)
        case .mapping(let mapping):
            return .mapping(group(mapping, line: line, path: path), line: line)
        case .sequence(let sequence):
            var values: [ManifestValue] = []
            for (index, node) in sequence.enumerated() { values.append(value(node, path: "\(path)[\(index)]")) }
            return .sequence(values, line: line)
        case .alias:
            // The parser puts the anchor's value in an alias's place and never hands one out.
            report(line, path, "is an alias that cannot be followed")
            return .unreadable(line: line)
        }
    }

    private mutating func group(_ mapping: Node.Mapping, line: Int, path: String) -> [ManifestValue.Entry] {
        var entries: [ManifestValue.Entry] = []
        var merged: [ManifestValue.Entry] = []
        for (key, node) in mapping {
            let line = key.mark?.line ?? line
            guard case .scalar(let scalar) = key, !scalar.isNothing else {
                report(line, path, "found \(key.kind) for a key; expected a text")
                continue
            }
            let name = scalar.string.filter { $0 != duplicateMark }
            if name == "<<", scalar.style == .plain {
                merged += included(node, line: line, path: path)
            } else if let first = entries.first(where: { $0.key == name }) {
                report(line, path.isEmpty ? name : "\(path).\(name)", "stands on line \(first.line) already")
            } else {
                let value = value(node, path: path.isEmpty ? name : "\(path).\(name)")
                entries.append(ManifestValue.Entry(key: name, line: line, value: value))
            }
        }
        // What a group says itself goes before what it merges, and an earlier merge before a later one.
        for entry in merged where !entries.contains(where: { $0.key == entry.key }) { entries.append(entry) }
        return entries
    }

    /// The entries that a merge key (`<<: *anchor`) brings in.
    private mutating func included(_ node: Node, line: Int, path: String) -> [ManifestValue.Entry] {
        let value = value(node, path: path)
        let groups = if case .sequence(let values, _) = value { values } else { [value] }
        return groups.flatMap { group in
            if let entries = group.entries { return entries }
            if !group.isUnreadable { report(line, path, "found \(group.found(hidden: true)) to merge; expected a group of settings") }
            return []
        }
    }

    mutating func report(_ line: Int, _ path: String, _ message: String) {
        problems.append(ManifestProblem(file: file, line: line, path: path, message: message))
    }
}

/// Stands before a key that would otherwise stand twice; a character for private use, which no key has.
private let duplicateMark: Character = "\u{E000}"

extension String {
    /// The text with marks before the key at a place, inside its quotes; `nil` where the place does not show the key.
    fileprivate func marking(_ key: String, at mark: Mark, times: Int) -> String? {
        let lines = split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard mark.line >= 1, mark.line <= lines.count else { return nil }
        let line = lines[mark.line - 1].unicodeScalars
        guard var place = line.index(line.startIndex, offsetBy: mark.column - 1, limitedBy: line.endIndex) else { return nil }
        if place < line.endIndex, ["\"", "'"].contains(line[place]) { place = line.index(after: place) }
        guard self[place...].hasPrefix(key) else { return nil }
        return self[..<place] + String(repeating: duplicateMark, count: times) + self[place...]
    }
}

extension Node.Scalar {
    /// A null of YAML's core schema.
    fileprivate var isNothing: Bool { style == .plain && ["", "~", "null", "Null", "NULL"].contains(string) }
}

extension Node {
    fileprivate var kind: String {
        switch self {
        case .scalar, .alias: "nothing"
        case .mapping: "a group"
        case .sequence: "a list"
        }
    }
}
