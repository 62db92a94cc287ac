extension House {
    /// Files that have grown too long to be their main type.
    func longFiles(limit: Int = 500) -> [Violation] {
        swiftFiles.filter { $0.lines >= limit }.map {
            Violation(place: $0.path, message: "has \($0.lines) lines; fewer than \(limit) are allowed")
        }
    }

    /// Features whose files are named in a way of their own.
    ///
    /// Who knows one feature knows them all: `CatalogFeature` is the front door; errors, migrations and routes are in files that
    /// say so, and events and hooks in folders of theirs, one a file. The singular of the feature's name will do: `OrderError`.
    func oddFeatures() -> [Violation] {
        targets.filter(\.isFeature).flatMap { target -> [Violation] in
            guard case .feature(let name) = target.role else { return [] }
            let files = files(of: target)
            let names = [name, name.hasSuffix("s") ? String(name.dropLast()) : name]
            func has(_ suffix: String, _ names: [String]) -> Bool {
                names.contains { name in files.contains { $0.path == "\(target.path)/\(name)\(suffix).swift" } }
            }
            var found: [Violation] = []
            func require(_ suffix: String, _ reason: String) {
                if !has(suffix, names) {
                    let expected = Set(names).sorted().map { $0 + suffix + ".swift" }.joined(separator: " or ")
                    found.append(Violation(place: target.path, message: "\(reason), and has no \(expected)"))
                }
            }
            let points = files.reduce(into: Set<String>()) { $0.formUnion($1.filledPoints) }
            if !has("Feature", [name]) { found.append(Violation(place: target.path, message: "has no \(name)Feature.swift")) }
            if points.contains("migrations") { require("Migrations", "has tables") }
            if points.contains("endpoints"), !files.contains(where: { $0.name.hasSuffix("Routes.swift") }) {
                require("Routes", "has routes")
            }
            for file in files {
                for type in file.types {
                    if type.inherits.contains("Error") { require("Error", "declares the error \(type.name)") }
                    if type.inherits.contains("Event"), file.path != "\(target.path)/Events/\(type.name).swift" {
                        found.append(
                            Violation(
                                place: "\(file.path):\(type.line)", message: "the event \(type.name) has no file of its own in Events"))
                    }
                }
                if file.isHookDeclaration, !file.path.hasPrefix("\(target.path)/Hooks/") {
                    found.append(Violation(place: file.path, message: "declares a hook outside Hooks"))
                }
            }
            return found
        }
    }
}

extension SourceFile {
    /// Whether the file declares a hook: an extension of `Hook` or `AsyncHook`.
    fileprivate var isHookDeclaration: Bool {
        zip(tokens, tokens.dropFirst()).contains { $0.word == "extension" && ["Hook", "AsyncHook"].contains($1.word) }
    }
}
