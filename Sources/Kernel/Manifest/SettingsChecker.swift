import Yams

/// Holds one plugin's settings against their schema, and makes of them what the decoder reads.
struct SettingsChecker {
    let file: String
    let path: String
    let schema: SettingsSchema
    var problems: [ManifestProblem] = []

    init(file: String, path: String, schema: SettingsSchema) {
        self.file = file
        self.path = path
        self.schema = schema
    }

    /// The settings with defaults filled in and keys as properties are named; `nil` where something is wrong.
    ///
    /// - Parameter line: Where the plugin's key stands.
    mutating func check(_ value: ManifestValue, line: Int) -> Node? {
        guard let entries = value.entries else {
            if !value.isUnreadable { report(line, nil, "found \(value.found(hidden: true)); expected a group of settings") }
            return nil
        }
        for entry in entries where !schema.settings.contains(where: { $0.key == entry.key }) {
            let names = schema.settings.map(\.key)
            let hint =
                Spelling.nearest(to: entry.key, among: names).map { "did you mean \($0)?" }
                ?? (names.isEmpty ? "it has no settings" : "known are " + names.joined(separator: ", "))
            report(entry.line, entry.key, "is unknown; \(hint)")
        }
        var pairs: [(Node, Node)] = []
        var isComplete = true
        for setting in schema.settings {
            let name = Node(SettingsChecker.camelCase(setting.key))
            if let entry = entries.first(where: { $0.key == setting.key }) {
                if let node = node(entry, for: setting) { pairs.append((name, node)) } else { isComplete = false }
                continue
            }
            switch setting.presence {
            case .required: report(line, setting.key, "is missing: \(setting.summary)")
            case .optional: break
            case .defaulted(let text): pairs.append((name, setting.kind == .strings ? Node([Node]()) : scalar(text, for: setting)))
            }
        }
        return isComplete ? Node(pairs) : nil
    }

    private mutating func node(_ entry: ManifestValue.Entry, for setting: Setting) -> Node? {
        if entry.value.isUnreadable { return nil }
        if setting.kind == .strings, case .sequence(let values, _) = entry.value { return list(values, for: setting) }
        guard case .scalar(let text, _, _) = entry.value, setting.kind.accepts(text) else {
            let found = entry.value.found(hidden: setting.kind == .secret)
            report(entry.line, setting.key, "found \(found); expected \(setting.kind.expectation)")
            return nil
        }
        return scalar(text, for: setting)
    }

    private mutating func list(_ values: [ManifestValue], for setting: Setting) -> Node? {
        var nodes: [Node] = []
        for (index, value) in values.enumerated() where !value.isUnreadable {
            if case .scalar(let text, _, _) = value {
                nodes.append(Node(text, Tag(.str), .doubleQuoted))
            } else {
                report(value.line, "\(setting.key)[\(index)]", "found \(value.found(hidden: false)); expected a text")
            }
        }
        return nodes.count == values.count ? Node(nodes) : nil
    }

    private func scalar(_ text: String, for setting: Setting) -> Node {
        switch setting.kind {
        // Written anew, since YAML takes 010 for eight.
        case .integer: Node(Int(text).map(String.init) ?? text, Tag(.int), .plain)
        case .boolean: Node(["true", "on", "yes"].contains(text) ? "true" : "false", Tag(.bool), .plain)
        default: Node(text, Tag(.str), .doubleQuoted)
        }
    }

    /// Reports what making the plugin threw, without any secret of the settings that it may quote.
    mutating func report(_ error: any Error, from value: ManifestValue, line: Int) {
        let entries = value.entries ?? []
        var message = SettingsChecker.message(error)
        for setting in schema.settings where setting.kind == .secret {
            if case .scalar(let secret, _, _)? = entries.first(where: { $0.key == setting.key })?.value {
                message = message.replacing(secret, with: "***")
            }
        }
        let key = (error as? SettingsError)?.key
        report(entries.first { $0.key == key }?.line ?? line, key, message)
    }

    private mutating func report(_ line: Int, _ key: String?, _ message: String) {
        problems.append(ManifestProblem(file: file, line: line, path: key.map { "\(path).\($0)" } ?? path, message: message))
    }

    private static func camelCase(_ key: String) -> String {
        let words = key.split(separator: "_")
        return words.dropFirst().reduce(String(words.first ?? "")) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
    }

    /// What an error of decoding or making a plugin says. Values are left out, since they may be secret.
    private static func message(_ error: any Error) -> String {
        switch error {
        case let error as SettingsError: error.message
        case DecodingError.keyNotFound(let key, _): "\(key.stringValue) is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            context.codingPath.map(\.stringValue).joined(separator: ".") + " has the wrong type"
        case DecodingError.dataCorrupted(let context):
            if let inner = context.underlyingError as? SettingsError {
                (context.codingPath.map(\.stringValue) + [inner.description]).joined(separator: ": ")
            } else {
                context.codingPath.map(\.stringValue).joined(separator: ".") + " cannot be read"
            }
        default: "\(error)"
        }
    }
}

extension Setting.Kind {
    /// What a value must be, for messages.
    public var expectation: String {
        switch self {
        case .string: "a text"
        case .secret: "a text that is not empty"
        case .integer(let range):
            range.upperBound == .max
                ? "a whole number from \(range.lowerBound)" : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .decimal: "a decimal number such as 4.90"
        case .boolean: "true or false"
        case .choice(let words): "one of " + words.joined(separator: ", ")
        case .strings: "a list of texts"
        case .duration: "a duration such as 250ms, 30s, 10m, 12h or 7d"
        }
    }

    func accepts(_ text: String) -> Bool {
        switch self {
        case .string: true
        case .secret: !text.isEmpty
        case .integer(let range): Int(text).map(range.contains) ?? false
        case .decimal:
            text.wholeMatch(of: /-?[0-9]{1,15}(\.[0-9]{1,9})?/) != nil
        case .boolean: ["true", "false", "on", "off", "yes", "no"].contains(text)
        case .choice(let words): words.contains(text)
        case .strings: false
        case .duration: SettingDuration(text) != nil
        }
    }
}
