import ArgumentParser
import MartletKernel

/// Runs the `martlet` command with a store's plugins. It is all that a store's `main.swift` calls:
///
/// ```swift
/// import Martlet
/// import MartletSQLite
///
/// await runMartlet(with: [SQLitePlugin.self, GiftWrapPlugin.self])
/// ```
///
/// - Parameter plugins: What the executable holds besides the features that come with Martlet; the manifest says which of
///   them are on.
public func runMartlet(with plugins: [any Plugin.Type]) async { await runMartlet(with: plugins, time: SystemTime()) }

/// Runs the command on a clock of its own.
package func runMartlet(with plugins: [any Plugin.Type], time: any TimeSource) async {
    await LinkedPlugins.$current.withValue(LinkedPlugins.builtIn + plugins.map { LinkedPlugin($0) }) {
        await ShopOptions.$time.withValue(time) { await MartletCommand.main() }
    }
}
