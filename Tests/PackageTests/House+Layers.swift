extension House {
    /// What each layer may stand on: `JSON ← Kernel ← Database ← Durable ← API`, with Commerce beside Database.
    private static let layers: [String: Set<String>] = [
        "JSON": [],
        "Kernel": ["JSON"],
        "Commerce": ["JSON", "Kernel"],
        "Database": ["JSON", "Kernel"],
        "Durable": ["JSON", "Kernel", "Database"],
        "API": ["JSON", "Kernel", "Database", "Durable", "Commerce"],
        // Servers of others, to develop and test against.
        "Fakes": ["JSON", "Kernel", "Commerce"],
    ]

    /// The modules of the HTTP server. Only the API layer stands on it, and tests that speak to it from outside.
    private static func isServer(_ module: String) -> Bool {
        module == "HTTPTypes" || ["Hummingbird", "NIO", "AsyncHTTPClient"].contains { module.hasPrefix($0) }
    }

    /// Imports and dependencies that go uphill, or sideways.
    func uphill() -> [Violation] {
        targets.flatMap { target in
            uses(of: target).compactMap { use -> Violation? in
                guard let reason = refusal(of: use.module, to: target) else { return nil }
                return Violation(place: use.place, message: "\(target.name) stands on \(use.module): \(reason)")
            }
        }
    }

    private func refusal(of module: String, to target: PackageManifest.Target) -> String? {
        if House.isServer(module), ![.layer("API"), .layer("Fakes"), .testing, .tests].contains(target.role) {
            return "only the API layer knows the HTTP server"
        }
        guard let other = self.target(module) else { return nil }
        switch (target.role, other.role) {
        case (.tests, _): return nil
        case (.plugin, .library) where other.path.hasPrefix(target.path.dropLast("Sources".count)): return nil
        case (.layer("API"), .library), (.layer("Fakes"), .library), (.plugin, .library):
            return other.path == "Sources/CZlib" ? nil : "only its plugin knows the library"
        case (.feature, .library) where other.path == "Sources/CArgon2" && target.name == "MartletIdentity": return nil
        case (_, .library): return "only its plugin knows the library"
        case (.main, .command), (.main, .plugin): return nil
        case (_, .plugin): return "only an executable names concrete plugins"
        case (_, .main), (_, .tests): return "nothing stands on it"
        case (.layer(let name), .layer(let below)):
            guard let allowed = House.layers[name] else { return "the layer is new: say in these tests what it may stand on" }
            return allowed.contains(below) ? nil : "it is not below"
        case (.feature, .layer), (.plugin, .layer), (.command, .layer), (.testing, .layer): return nil
        // Circles among features are looked for on their own.
        case (.feature, .feature), (.plugin, .feature), (.command, .feature), (.testing, .feature), (.testing, .command): return nil
        default: return "it is not below"
        }
    }

    /// Targets that stand on each other in a circle.
    func circles() -> [Violation] {
        var finished: Set<String> = []
        var path: [String] = []
        var found: [Violation] = []

        func visit(_ name: String) {
            if let start = path.firstIndex(of: name) {
                let circle = (path[start...] + [name]).joined(separator: " → ")
                found.append(Violation(place: "Package.swift, \(name)", message: "stands on itself: \(circle)"))
                return
            }
            guard let target = target(name), !finished.contains(name) else { return }
            path.append(name)
            var seen: Set<String> = []
            for use in uses(of: target) where use.module != name && seen.insert(use.module).inserted { visit(use.module) }
            path.removeLast()
            finished.insert(name)
        }
        for target in targets { visit(target.name) }
        return found
    }
}
