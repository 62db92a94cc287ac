import Yams

/// Holds a manifest against the linked plugins: which are on, with which settings, in which order.
struct ManifestChecker {
    let file: String
    let linked: [LinkedPlugin]
    var problems: [ManifestProblem]
    private(set) var made: [PluginID: any Plugin] = [:]
    private var enabled: [(plugin: LinkedPlugin, line: Int)] = []
    private var switchedOff: Set<PluginID> = []

    init(file: String, linked: [LinkedPlugin], problems: [ManifestProblem]) {
        self.file = file
        self.linked = linked
        self.problems = problems
    }

    mutating func check(_ root: ManifestValue) {
        guard case .mapping(let entries, _) = root else {
            return report(root.line, "", "expected sections such as store:, server:, features: and plugins:")
        }
        let sections = linked.filter { $0.placement == .section }
        for entry in entries
        where !["features", "plugins"].contains(entry.key) && !sections.contains(where: { $0.id.rawValue == entry.key }) {
            unknown(entry.key, line: entry.line, path: entry.key, among: sections.map(\.id.rawValue) + ["features", "plugins"])
        }
        func value(_ key: String) -> ManifestValue? { entries.first { $0.key == key }?.value }
        for section in sections { enable(section, value(section.id.rawValue) ?? .mapping([], line: 1), path: section.id.rawValue) }
        checkFeatures(value("features"))
        checkPlugins(value("plugins"))
    }

    private mutating func checkFeatures(_ value: ManifestValue?) {
        let features = linked.filter { $0.placement == .feature }
        var said: [String: ManifestValue] = [:]
        if let value {
            guard case .mapping(let entries, _) = value else {
                return report(value.line, "features", "expected features by name, each on, off or a group of settings")
            }
            for entry in entries {
                said[entry.key] = entry.value
                if !features.contains(where: { $0.id.rawValue == entry.key }) {
                    unknown(entry.key, line: entry.line, path: "features.\(entry.key)", among: features.map(\.id.rawValue))
                }
            }
        }
        for feature in features { enable(feature, said[feature.id.rawValue] ?? .mapping([], line: 1), path: "features.\(feature.id)") }
    }

    private mutating func checkPlugins(_ value: ManifestValue?) {
        guard let value else { return }
        guard case .mapping(let entries, _) = value else {
            return report(value.line, "plugins", "expected plugins by name, each with its settings")
        }
        let plugins = linked.filter { $0.placement == .plugin }
        for entry in entries {
            if let plugin = plugins.first(where: { $0.id.rawValue == entry.key }) {
                enable(plugin, entry.value, path: "plugins.\(plugin.id)")
            } else {
                unknown(entry.key, line: entry.line, path: "plugins.\(entry.key)", among: plugins.map(\.id.rawValue))
            }
        }
    }

    private mutating func enable(_ plugin: LinkedPlugin, _ value: ManifestValue, path: String) {
        var value = value
        if case .scalar(let word, let line) = value {
            switch word {
            case "on", "true", "yes": value = .mapping([], line: line)
            case "off", "false", "no":
                guard plugin.placement != .section else { return report(line, path, "is always on: remove it, or give its settings") }
                switchedOff.insert(plugin.id)
                return
            default: return report(line, path, "found '\(word)'; expected on, off or a group of settings")
            }
        }
        enabled.append((plugin, value.line))
        var settings = SettingsChecker(file: file, path: path, schema: plugin.schema)
        let node = settings.check(value)
        problems += settings.problems
        guard settings.problems.isEmpty, let node else { return }
        do { made[plugin.id] = try plugin.make(node) } catch { report(value.line, path, SettingsChecker.message(error)) }
    }

    /// The enabled plugins, each after those that it requires, otherwise as they are linked.
    mutating func ordered() -> [PluginID] {
        let byID = Dictionary(enabled.map { ($0.plugin.id, $0) }) { first, _ in first }
        var order: [PluginID] = []
        var path: [PluginID] = []
        var circles: Set<Set<PluginID>> = []

        func visit(_ id: PluginID) {
            guard let (plugin, line) = byID[id], !order.contains(id) else { return }
            if let start = path.firstIndex(of: id) {
                if circles.insert(Set(path[start...])).inserted {
                    let circle = (path[start...] + [id]).map(\.rawValue).joined(separator: " → ")
                    report(line, id.rawValue, "plugins require each other in a circle: \(circle)")
                }
                return
            }
            path.append(id)
            for required in plugin.requires {
                if byID[required] == nil {
                    let remedy =
                        switchedOff.contains(required)
                        ? "which is off: switch it on, or \(id) off"
                        : linked.contains { $0.id == required }
                            ? "which is not enabled: add it" : "which is not linked into this executable"
                    report(line, id.rawValue, "requires \(required), \(remedy)")
                }
                visit(required)
            }
            path.removeLast()
            order.append(id)
        }
        let rank = Dictionary(uniqueKeysWithValues: linked.enumerated().map { ($1.id, $0) })
        for (plugin, _) in enabled.sorted(by: { rank[$0.plugin.id, default: 0] < rank[$1.plugin.id, default: 0] }) { visit(plugin.id) }
        return order
    }

    private mutating func unknown(_ name: String, line: Int, path: String, among names: [String]) {
        let nearest = Spelling.nearest(to: name, among: names).map { "did you mean \($0)?" }
        report(line, path, "is unknown; " + (nearest ?? "known are " + names.sorted().joined(separator: ", ")))
    }

    private mutating func report(_ line: Int, _ path: String, _ message: String) {
        problems.append(ManifestProblem(file: file, line: line, path: path, message: message))
    }
}
