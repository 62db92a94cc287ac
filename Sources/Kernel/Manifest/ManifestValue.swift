/// A value of a manifest with the line on which it stands, environment variables filled in.
indirect enum ManifestValue {
    struct Entry {
        let key: String
        let line: Int
        let value: ManifestValue
    }

    /// A text, and how the file writes it: the two differ where environment variables were filled in.
    case scalar(String, written: String, line: Int)
    case mapping([Entry], line: Int)
    case sequence([ManifestValue], line: Int)
    /// A key without a value.
    case nothing(line: Int)
    /// A value that could not be read, which has been reported.
    case unreadable(line: Int)

    var line: Int {
        switch self {
        case .scalar(_, _, let line), .mapping(_, let line), .sequence(_, let line), .nothing(let line), .unreadable(let line): line
        }
    }

    /// What a group holds; empty for a key without a value, `nil` for anything else.
    var entries: [Entry]? {
        switch self {
        case .mapping(let entries, _): entries
        case .nothing: []
        case .scalar, .sequence, .unreadable: nil
        }
    }

    var isUnreadable: Bool { if case .unreadable = self { true } else { false } }

    /// The same with one value put in the place of another, or added.
    func setting(_ path: ArraySlice<String>, to text: String) -> ManifestValue {
        guard let key = path.first else { return .scalar(text, written: text, line: line) }
        var entries = entries ?? []
        let old = entries.first { $0.key == key }
        entries.removeAll { $0.key == key }
        let value = (old?.value ?? .nothing(line: line)).setting(path.dropFirst(), to: text)
        entries.append(Entry(key: key, line: old?.line ?? line, value: value))
        return .mapping(entries, line: line)
    }

    /// What was found, for a message. A text that came from the environment is named and not shown, since it may be secret.
    func found(hidden: Bool) -> String {
        switch self {
        case .scalar("", _, _), .nothing: "nothing"
        case .scalar where hidden: "a text"
        case .scalar(let text, let written, _): text == written ? "'\(text)'" : "the value of '\(written)'"
        case .mapping: "a group of settings"
        case .sequence: "a list"
        case .unreadable: "what cannot be read"
        }
    }
}
