import Martlet
import MartletKernel
import TestSupport
import Testing

/// The tables of settings say what the schemas say.
@Suite struct SettingsTests {
    private static let linked = LinkedPlugins.builtIn + TestDatabase.plugins.map { LinkedPlugin($0) }

    private func rows(of plugin: LinkedPlugin) -> [[String]] {
        plugin.schema.settings.map { setting in
            let presence =
                switch setting.presence {
                case .required: "required"
                case .optional: "optional"
                case .defaulted(""): "empty"
                case .defaulted(let value): "`\(value)`"
                }
            return ["`\(setting.key)`", setting.kind.expectation, presence, setting.summary]
        }
    }

    @Test(arguments: linked.filter { $0.placement == .plugin }.map(\.id))
    func `a plugin's README lists its settings`(id: PluginID) throws {
        let plugin = try #require(SettingsTests.linked.first { $0.id == id })
        let marker = "<!-- settings: \(id) -->"
        let page = try #require(Documentation.pages.first { $0.lines.contains(marker) }, "no page has the line \(marker)")
        #expect(page.path.hasPrefix("Plugins/"))
        #expect(
            page.table(below: marker) == rows(of: plugin) || plugin.schema.settings.isEmpty && page.lines.contains("It has no settings."))
    }

    @Test(arguments: linked.filter { $0.placement != .plugin && !$0.schema.settings.isEmpty }.map(\.id))
    func `the page about the manifest lists the settings of sections and features`(id: PluginID) throws {
        let plugin = try #require(SettingsTests.linked.first { $0.id == id })
        #expect(Documentation.page("docs/manifest.md").table(below: "<!-- settings: \(id) -->") == rows(of: plugin))
    }

    @Test func `the page about the manifest lists every feature`() {
        let expected = SettingsTests.linked.filter { $0.placement == .feature }.map { feature in
            ["`\(feature.id)`", feature.summary, feature.requires.map { "`\($0)`" }.joined(separator: ", ")]
        }
        #expect(Documentation.page("docs/manifest.md").table(below: "<!-- features -->") == expected)
    }

    @Test func `the README lists every plugin with what it does`() {
        let rows = Documentation.page("README.md").table(below: "<!-- plugins -->")
        let expected = SettingsTests.linked.filter { $0.placement == .plugin }.map { [$0.id.rawValue, $0.summary] }
        #expect(rows.map { [$0[0].trimmingPrefix("[`").prefix { $0 != "`" }.description, $0[1]] } == expected)
        #expect(rows.count == Documentation.files(in: "Plugins").count)
    }
}
