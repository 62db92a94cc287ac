/// Every key that a plugin's settings may have.
public struct SettingsSchema: Sendable {
    public let settings: [Setting]

    public init(_ settings: Setting...) { self.settings = settings }
}

/// One key of a plugin's settings: its name, meaning, kind and default.
public struct Setting: Sendable {
    /// What kind of value a setting takes.
    public enum Kind: Sendable, Equatable {
        case string
        /// A string that is never printed. An empty one is refused.
        case secret
        case integer(ClosedRange<Int>)
        /// A decimal number, kept as text so that no digit is lost.
        case decimal
        case boolean
        /// One of a few words.
        case choice([String])
        case strings
        /// A duration such as `250ms`, `30s`, `10m`, `12h` or `7d`.
        case duration
    }

    /// Whether the manifest must give a value.
    public enum Presence: Sendable, Equatable {
        case required
        case optional
        /// Filled in when the manifest says nothing; written as in the manifest.
        case defaulted(String)
    }

    public let key: String
    public let kind: Kind
    /// One sentence: meaning, unit, range.
    public let summary: String
    public let presence: Presence

    public init(_ key: String, _ kind: Kind, _ summary: String, _ presence: Presence) {
        self.key = key
        self.kind = kind
        self.summary = summary
        self.presence = presence
    }
}

extension Setting {
    /// A text; required unless it has a default or is optional.
    public static func string(_ key: String, _ summary: String, default value: String? = nil, optional: Bool = false) -> Setting {
        Setting(key, .string, summary, presence(value, optional))
    }

    /// A text that is never printed; required unless optional.
    public static func secret(_ key: String, _ summary: String, optional: Bool = false) -> Setting {
        Setting(key, .secret, summary, presence(nil, optional))
    }

    /// A whole number in a range.
    public static func integer(
        _ key: String, _ summary: String, in range: ClosedRange<Int> = 0...Int.max, default value: Int? = nil, optional: Bool = false
    ) -> Setting {
        Setting(key, .integer(range), summary, presence(value.map(String.init), optional))
    }

    /// A decimal number such as `19` or `4.90`, decoded as `String`.
    public static func decimal(_ key: String, _ summary: String, default value: String? = nil, optional: Bool = false) -> Setting {
        Setting(key, .decimal, summary, presence(value, optional))
    }

    /// `true` or `false`, `on` or `off`.
    public static func boolean(_ key: String, _ summary: String, default value: Bool? = nil) -> Setting {
        Setting(key, .boolean, summary, presence(value.map { $0 ? "true" : "false" }, false))
    }

    /// One of a few words.
    public static func choice(_ key: String, _ summary: String, of words: [String], default value: String? = nil) -> Setting {
        Setting(key, .choice(words), summary, presence(value, false))
    }

    /// A list of texts; empty by default.
    public static func strings(_ key: String, _ summary: String) -> Setting {
        Setting(key, .strings, summary, .defaulted("[]"))
    }

    /// A duration such as `30s`, decoded as ``SettingDuration``.
    public static func duration(_ key: String, _ summary: String, default value: String? = nil) -> Setting {
        Setting(key, .duration, summary, presence(value, false))
    }

    private static func presence(_ value: String?, _ optional: Bool) -> Presence {
        if let value { return .defaulted(value) }
        return optional ? .optional : .required
    }
}
