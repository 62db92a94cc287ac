import MartletKernel
import MartletTesting
import Testing

struct ManifestRequirementTests {
    @Test func `a requirement that is off is reported where it is switched off`() {
        #expect(
            mistakes("features:\n  beta: on\n  alpha: off") == [
                "shop.yaml:3: features.alpha: is off, and beta requires it: switch alpha on, or beta off"
            ])
    }

    @Test func `a requirement that is not enabled is reported with the place to enable it`() {
        #expect(
            mistakes("plugins:\n  needy: {}", linked: fixtures + [LinkedPlugin(NeedyPlugin.self)]) == [
                "shop.yaml:2: plugins.needy: requires everything, which is not enabled: add plugins.everything"
            ])
    }

    @Test func `a requirement that is not linked is reported`() {
        #expect(
            mistakes("\nplugins:\n  needy:", linked: [LinkedPlugin(NeedyPlugin.self)]) == [
                "shop.yaml:3: plugins.needy: requires everything, which is not linked into this executable"
            ])
    }

    @Test func `a requirement that is on with bad settings is no missing requirement`() {
        #expect(
            mistakes("plugins: { needy: {}, everything: [] }", linked: fixtures + [LinkedPlugin(NeedyPlugin.self)]) == [
                "shop.yaml:1: plugins.everything: found a list; expected a group of settings"
            ])
        #expect(
            mistakes("plugins: { needy: {}, everything: maybe }", linked: fixtures + [LinkedPlugin(NeedyPlugin.self)]) == [
                "shop.yaml:1: plugins.everything: found a text; expected on, off or a group of settings"
            ])
    }

    @Test func `a circle is written out, once`() {
        let linked = [LinkedPlugin(Ring<One>.self), LinkedPlugin(Ring<Two>.self), LinkedPlugin(Ring<Three>.self)]
        #expect(
            mistakes("plugins:\n  one:\n  two:\n  three:", linked: linked) == [
                "shop.yaml:2: plugins.one: plugins require each other in a circle: one → two → three → one"
            ])
    }

    @Test func `a plugin that requires itself is a circle`() {
        #expect(
            mistakes("plugins: { self: {} }", linked: [LinkedPlugin(Ring<Alone>.self)]) == [
                "shop.yaml:1: plugins.self: plugins require each other in a circle: self → self"
            ])
    }

    @Test func `a circle that others lead to is written without them`() {
        let linked = [
            LinkedPlugin(Ring<Into>.self), LinkedPlugin(Ring<One>.self), LinkedPlugin(Ring<Two>.self), LinkedPlugin(Ring<Three>.self),
        ]
        #expect(
            mistakes("plugins: { into: {}, one: {}, two: {}, three: {} }", linked: linked) == [
                "shop.yaml:1: plugins.two: plugins require each other in a circle: two → three → one → two"
            ])
    }

    @Test(arguments: 0..<20)
    func `in whatever order plugins are linked, each comes after those that it requires`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let linked = (fixtures + [LinkedPlugin(NeedyPlugin.self)]).shuffled(using: &random)
        let yaml = "plugins: { widget: {}, needy: {}, everything: { label: x }, vault: { secret_key: s } }"
        let ids = try manifest(yaml, linked: linked).ids
        #expect(Set(ids) == Set(linked.map(\.id.rawValue)))
        for plugin in linked {
            let own = try #require(ids.firstIndex(of: plugin.id.rawValue))
            for required in plugin.requires { #expect(try #require(ids.firstIndex(of: required.rawValue)) < own) }
        }
    }
}

private struct NeedyPlugin: Inert {
    static let id: PluginID = "needy"
    static let requires: [PluginID] = ["everything"]
    init(settings: NoSettings) {}
}

/// Names a plugin and what it requires.
private protocol Link: Sendable {
    static var id: PluginID { get }
    static var requires: [PluginID] { get }
}

private struct Ring<L: Link>: Inert {
    static var id: PluginID { L.id }
    static var requires: [PluginID] { L.requires }
    init(settings: NoSettings) {}
}

private enum One: Link { static let id: PluginID = "one", requires: [PluginID] = ["two"] }
private enum Two: Link { static let id: PluginID = "two", requires: [PluginID] = ["three"] }
private enum Three: Link { static let id: PluginID = "three", requires: [PluginID] = ["one"] }
private enum Alone: Link { static let id: PluginID = "self", requires: [PluginID] = ["self"] }
private enum Into: Link { static let id: PluginID = "into", requires: [PluginID] = ["two"] }
