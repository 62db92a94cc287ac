/// Holds a manifest against the linked plugins: which are on, and with which settings.
struct ManifestChecker {
    /// A plugin that is on, and the line that says so.
    struct Enabled {
        let plugin: LinkedPlugin
        let line: Int
    }

    let file: String
    let linked: [LinkedPlugin]
    var problems: [ManifestProblem]
    private(set) var made: [PluginID: any Plugin] = [:]
    private(set) var enabled: [Enabled] = []
    /// The lines on which plugins are switched off.
    private(set) var switchedOff: [PluginID: Int] = [:]

    init(file: String, linked: [LinkedPlugin], problems: [ManifestProblem]) {
        self.file = file
        self.problems = problems
        var first: [LinkedPlugin] = []
        var twice: Set<PluginID> = []
        for plugin in linked {
            if first.contains(where: { $0.id == plugin.id }) { twice.insert(plugin.id) } else { first.append(plugin) }
        }
        self.linked = first
        for id in twice { report(1, id.rawValue, "is linked into this executable more than once: plugins need ids of their own") }
    }

    mutating func check(_ root: ManifestValue) {
        let sections = linked.filter { $0.placement == .section }
        let names = sections.map(\.id.rawValue) + ["features", "plugins"]
        guard let entries = root.entries else {
            let expected = names.map { "\($0):" }.joined(separator: ", ")
            return report(root.line, "", "found \(root.found(hidden: true)); expected sections: \(expected)")
        }
        for entry in entries where !names.contains(entry.key) { unknown(entry, path: entry.key, among: names) }
        func entry(_ key: String) -> ManifestValue.Entry? { entries.first { $0.key == key } }
        for section in sections {
            let entry = entry(section.id.rawValue)
            enable(section, entry?.value ?? .nothing(line: 1), line: entry?.line ?? 1)
        }
        checkGroup("features", entry("features"), .feature, expected: "features by name, each on, off or a group of settings")
        checkGroup("plugins", entry("plugins"), .plugin, expected: "plugins by name, each with its settings")
    }

    private mutating func checkGroup(_ name: String, _ group: ManifestValue.Entry?, _ placement: PluginPlacement, expected: String) {
        let plugins = linked.filter { $0.placement == placement }
        var entries: [ManifestValue.Entry] = []
        if let group {
            if let found = group.value.entries {
                entries = found
            } else if !group.value.isUnreadable {
                report(group.line, name, "found \(group.value.found(hidden: true)); expected \(expected)")
            }
        }
        for entry in entries where !plugins.contains(where: { $0.id.rawValue == entry.key }) {
            unknown(entry, path: "\(name).\(entry.key)", among: plugins.map(\.id.rawValue))
        }
        for plugin in plugins {
            if let entry = entries.first(where: { $0.key == plugin.id.rawValue }) {
                enable(plugin, entry.value, line: entry.line)
            } else if placement == .feature {
                enable(plugin, .nothing(line: 1), line: 1)
            }
        }
    }

    private mutating func enable(_ plugin: LinkedPlugin, _ value: ManifestValue, line: Int) {
        var value = value
        if case .scalar(let word, _, _) = value {
            switch word {
            case "on", "true", "yes":
                value = .nothing(line: line)
            case "off", "false", "no":
                if plugin.placement != .section {
                    switchedOff[plugin.id] = line
                    return
                }
                report(line, plugin.path, "is always on: remove it, or give its settings")
                value = .unreadable(line: line)
            default:
                let found = value.found(hidden: plugin.schema.settings.contains { $0.kind == .secret })
                report(line, plugin.path, "found \(found); expected on, off or a group of settings")
                value = .unreadable(line: line)
            }
        }
        enabled.append(Enabled(plugin: plugin, line: line))
        var settings = SettingsChecker(file: file, path: plugin.path, schema: plugin.schema)
        let node = settings.check(value, line: line)
        if settings.problems.isEmpty, let node {
            do { made[plugin.id] = try plugin.make(node) } catch { settings.report(error, from: value, line: line) }
        }
        problems += settings.problems
    }

    /// Reports a name that nothing has: where it belongs if it is another kind of thing, or else what may have been meant.
    private mutating func unknown(_ entry: ManifestValue.Entry, path: String, among names: [String]) {
        let hint =
            if let plugin = linked.first(where: { $0.id.rawValue == entry.key }) {
                plugin.placement == .section ? "it is a section of its own" : "it stands under \(plugin.placement)s:"
            } else if let nearest = Spelling.nearest(to: entry.key, among: names) {
                "did you mean \(nearest)?"
            } else {
                names.isEmpty ? "none is linked into this executable" : "known are " + names.sorted().joined(separator: ", ")
            }
        report(entry.line, path, "is unknown; \(hint)")
    }

    mutating func report(_ line: Int, _ path: String, _ message: String) {
        problems.append(ManifestProblem(file: file, line: line, path: path, message: message))
    }
}

extension LinkedPlugin {
    /// The keys of the manifest that lead to the plugin.
    var path: String {
        switch placement {
        case .section: id.rawValue
        case .feature: "features.\(id)"
        case .plugin: "plugins.\(id)"
        }
    }
}
