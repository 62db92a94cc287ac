extension House {
    /// Plugins that fill a port and stand on more than a provider may.
    ///
    /// A provider stands on Kernel and Commerce, a database driver on Kernel and Database, each with libraries of its own. A
    /// plugin that declares a feature or the API layer, and either fills no port or has tables of its own for what comes through it, is
    /// a feature's like: it may stand on what is below it.
    func overreachingProviders() -> [Violation] {
        targets.filter(\.isPlugin).flatMap { plugin -> [Violation] in
            let points = files(of: plugin).reduce(into: Set<String>()) { $0.formUnion($1.filledPoints) }
            let allowed: Set<String>
            let kind: String
            if !points.isDisjoint(with: ports(in: "Sources/Database/Driver")) {
                (kind, allowed) = ("a database driver", ["MartletKernel", "MartletDatabase"])
            } else if !points.isDisjoint(with: ports(in: "Sources/Commerce/Ports")) && !points.contains("migrations")
                || !isLikeFeature(plugin)
            {
                (kind, allowed) = ("a provider", ["MartletKernel", "MartletCommerce"])
            } else {
                return []
            }
            return uses(of: plugin).filter { use in
                guard let other = target(use.module), other.role != .library else { return false }
                return !allowed.contains(use.module)
            }.map { use in
                Violation(
                    place: use.place,
                    message: "\(plugin.name) is \(kind) and stands on \(use.module); of ours it may stand on "
                        + allowed.sorted().joined(separator: " and "))
            }
        }
    }

    private func isLikeFeature(_ plugin: PackageManifest.Target) -> Bool {
        plugin.dependencies.contains { $0 == "MartletAPI" || target($0)?.isFeature == true }
    }

    /// The extension points that are declared in a folder: `static var paymentProviders: Self`.
    func ports(in folder: String) -> Set<String> {
        let files = swiftFiles.filter { $0.path.hasPrefix(folder + "/") }
        return files.reduce(into: []) { ports, file in
            let tokens = file.tokens
            for index in tokens.indices.dropLast(4)
            where tokens[index].word == "static" && tokens[index + 1].word == "var" && tokens[index + 4].word == "Self" {
                if let name = tokens[index + 2].word { ports.insert(name) }
            }
        }
    }

    /// Plugins' folders that lack something of what each has.
    func incompletePlugins() -> [Violation] {
        plugins.flatMap { plugin in
            let folders = ["Sources", "Tests"].filter { folder in !swiftFiles.contains { $0.path.hasPrefix("\(plugin)/\(folder)/") } }
            let readme = files.contains { $0.path == "\(plugin)/README.md" } ? [] : [Violation(place: plugin, message: "has no README.md")]
            return folders.map { Violation(place: plugin, message: "has no Swift file in \($0)") } + readme
        }
    }

    /// The folders of the plugins.
    var plugins: [String] {
        Set(files.filter { $0.path.hasPrefix("Plugins/") }.map { $0.path.split(separator: "/").prefix(2).joined(separator: "/") }).sorted()
    }
}
