extension House {
    /// What comes with the toolchain and needs no declaration.
    private static let toolchain: Set = ["Foundation", "FoundationNetworking", "Synchronization", "Dispatch", "Glibc", "Musl", "Darwin"]

    /// Every file of Sources and of a plugin belongs to a target, and every import of it is declared there: none leans on what
    /// another target declares. Tests may.
    func undeclaredImports() -> [Violation] {
        swiftFiles.filter { !$0.path.hasPrefix("Tests/") && target(of: $0)?.role != .tests }.flatMap { file -> [Violation] in
            guard let target = target(of: file) else {
                return [Violation(place: file.path, message: "belongs to no target of Package.swift")]
            }
            return file.imports.filter { use in
                !target.dependencies.contains(use.module) && !House.toolchain.contains(use.module)
                    && !(target.role == .testing && use.module == "Testing")
            }.map { use in
                Violation(
                    place: "\(file.path):\(use.line)",
                    message: "imports \(use.module), which \(target.name) does not declare in Package.swift")
            }
        }
    }

    /// Targets without a file: a folder that has moved, or was forgotten.
    func emptyTargets() -> [Violation] {
        targets.filter { target in !files.contains { $0.path.hasPrefix(target.path + "/") } }
            .map { Violation(place: "Package.swift, \($0.name)", message: "has no file under \($0.path)") }
    }
}
