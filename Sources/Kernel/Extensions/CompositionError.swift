/// Plugins that do not fit together.
public enum CompositionError: Error, Equatable, CustomStringConvertible {
    case unfilled(point: String, expected: String)
    case filledTwice(point: String, expected: String, by: [PluginID])
    case nameTaken(point: String, name: String, by: PluginID)
    case circle([String])
    case wrongType(point: String, by: PluginID)

    public var description: String {
        switch self {
        case .unfilled(let point, let expected):
            "Nothing fills '\(point)': enable \(expected)."
        case .filledTwice(let point, let expected, let plugins):
            "'\(point)' takes exactly one of \(expected), and "
                + plugins.map(\.rawValue).joined(separator: " and ") + " are on: disable all but one."
        case .nameTaken(let point, let name, let plugin):
            "'\(name)' of '\(point)' is taken already when \(plugin) registers it: choose another name."
        case .circle(let steps):
            "These need each other to be built: " + steps.joined(separator: " → ") + "."
        case .wrongType(let point, let plugin):
            "\(plugin) contributes something of another kind to '\(point)': two extension points have one name."
        }
    }
}
