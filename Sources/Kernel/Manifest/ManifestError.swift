/// Everything that is wrong with a manifest, at once.
public struct ManifestError: Error, CustomStringConvertible {
    public let problems: [ManifestProblem]

    public var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// One mistake in a manifest: where it stands, what was found, what is allowed.
public struct ManifestProblem: Sendable, Equatable, CustomStringConvertible {
    public let file: String
    /// From 1.
    public let line: Int
    /// The keys that lead to it: `plugins.stripe.secret_key`; empty for the whole file.
    public let path: String
    /// What was found and what is allowed. Never holds a secret's value.
    public let message: String

    public var description: String { "\(file):\(line): \(path.isEmpty ? "" : path + ": ")\(message)" }
}
