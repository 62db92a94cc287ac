/// The package as its rules see it: the targets, and the files with the targets that they belong to.
struct House: Sendable {
    /// What a rule finds: where, and what is wrong.
    struct Violation: Equatable, CustomStringConvertible {
        let place: String
        let message: String

        var description: String { "\(place): \(message)" }
    }

    let targets: [PackageManifest.Target]
    let files: [SourceFile]

    init(manifest: String, files: [String: String]) throws {
        targets = try PackageManifest(manifest).targets
        self.files = files.sorted { $0.key < $1.key }.map { SourceFile(path: $0.key, text: $0.value) }
    }

    var swiftFiles: [SourceFile] { files.filter(\.isSwift) }

    /// The target with the longest path that holds the file.
    func target(of file: SourceFile) -> PackageManifest.Target? {
        targets.filter { file.path.hasPrefix($0.path + "/") }.max { $0.path.count < $1.path.count }
    }

    func target(_ module: String) -> PackageManifest.Target? { targets.first { $0.name == module } }

    func files(of target: PackageManifest.Target) -> [SourceFile] { swiftFiles.filter { self.target(of: $0) == target } }

    /// What a target stands on: what it declares (where no file says more), and what its files import.
    func uses(of target: PackageManifest.Target) -> [(module: String, place: String)] {
        target.dependencies.map { ($0, "Package.swift, \(target.name)") }
            + files(of: target).flatMap { file in file.imports.map { ($0.module, "\(file.path):\($0.line)") } }
    }
}

extension PackageManifest.Target {
    /// What kind of part of the house a target is, by its folder.
    enum Role: Equatable {
        case layer(String)
        case feature(String)
        case plugin(String)
        case command
        case main
        case testing
        case tests
        /// A C library: beside the plugin that knows it, or `Sources/C…` where a layer does.
        case library
    }

    var role: Role {
        let parts = path.split(separator: "/").map(String.init)
        if isTest || parts.first == "Tests" { return .tests }
        switch (parts.first, parts.dropFirst().first, parts.dropFirst(2).first) {
        case ("Sources", "Features", let name?): return .feature(name)
        case ("Sources", "Command", nil): return .command
        case ("Sources", "Main", nil): return .main
        case ("Sources", "Testing", nil): return .testing
        case ("Sources", let name?, nil): return name.first == "C" && name.dropFirst().first?.isUppercase == true ? .library : .layer(name)
        case ("Plugins", let name?, "Sources"): return .plugin(name)
        default: return .library
        }
    }

    var isFeature: Bool { if case .feature = role { true } else { false } }
    var isPlugin: Bool { if case .plugin = role { true } else { false } }
}
