extension ManifestChecker {
    /// The enabled plugins, each after those that it requires, otherwise as they are linked.
    ///
    /// Reports requirements that are not met, and circles.
    mutating func ordered() -> [PluginID] {
        let byID = Dictionary(enabled.map { ($0.plugin.id, $0) }) { first, _ in first }
        var order: [PluginID] = []
        var path: [PluginID] = []
        var circles: Set<Set<PluginID>> = []

        func visit(_ id: PluginID) {
            guard let one = byID[id], !order.contains(id) else { return }
            if let start = path.firstIndex(of: id) {
                if circles.insert(Set(path[start...])).inserted {
                    let circle = (path[start...] + [id]).map(\.rawValue).joined(separator: " → ")
                    report(one.line, one.plugin.path, "plugins require each other in a circle: \(circle)")
                }
                return
            }
            path.append(id)
            for required in one.plugin.requires {
                if byID[required] == nil { reportMissing(required, of: one) }
                visit(required)
            }
            path.removeLast()
            order.append(id)
        }
        for plugin in linked { visit(plugin.id) }
        return order
    }

    private mutating func reportMissing(_ required: PluginID, of one: Enabled) {
        if let line = switchedOff[required], let plugin = linked.first(where: { $0.id == required }) {
            report(line, plugin.path, "is off, and \(one.plugin.id) requires it: switch \(required) on, or \(one.plugin.id) off")
        } else if let plugin = linked.first(where: { $0.id == required }) {
            report(one.line, one.plugin.path, "requires \(required), which is not enabled: add \(plugin.path)")
        } else {
            report(one.line, one.plugin.path, "requires \(required), which is not linked into this executable")
        }
    }
}
