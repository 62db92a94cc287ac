/// A shop's manifest, checked whole against the plugins that are linked in.
public struct Manifest: Sendable {
    /// The enabled plugins, made from their settings, each after those that it requires.
    public let plugins: [any Plugin]

    /// Reads and checks a manifest.
    ///
    /// - Parameters:
    ///   - yaml: The manifest's text.
    ///   - file: Its name in messages.
    ///   - linked: Every plugin that the executable holds.
    ///   - environment: What `${NAME}` stands for.
    ///   - overrides: Settings that take the place of the manifest's: a path of keys, and the value.
    /// - Throws: ``ManifestError`` with every mistake at once.
    public init(
        yaml: String, file: String, linked: [LinkedPlugin], environment: [String: String],
        overrides: [(path: [String], value: String)] = []
    ) throws(ManifestError) {
        var reader = ManifestReader(file: file, environment: environment)
        var root = reader.read(yaml)
        for (path, value) in overrides { root = root?.setting(path[...], to: value) }
        var checker = ManifestChecker(file: file, linked: linked, problems: reader.problems)
        if let root { checker.check(root) }
        let ordered = checker.ordered()
        guard checker.problems.isEmpty else {
            throw ManifestError(problems: checker.problems.sorted { ($0.line, $0.path) < ($1.line, $1.path) })
        }
        plugins = ordered.compactMap { checker.made[$0] }
    }
}
