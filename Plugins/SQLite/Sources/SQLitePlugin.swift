import MartletDatabase
import MartletKernel

/// The shop's database in one SQLite file.
public struct SQLitePlugin: Plugin {
    public static let id: PluginID = "sqlite"
    public static let summary = "Keeps everything in one SQLite file. Nothing to install, nothing to run."

    public struct Settings: PluginSettings {
        public static let schema = SettingsSchema(
            .string("path", "The database file; it and its folder are made when missing.", default: "data/shop.db"),
            .integer("readers", "How many connections read at once.", in: 1...64, default: 2),
            .duration("busy_timeout", "How long to wait for another process that writes to the file.", default: "5s"))
        let path: String
        let readers: Int
        let busyTimeout: SettingDuration

        init(path: String, readers: Int = 2, busyTimeout: SettingDuration) {
            self.path = path
            self.readers = readers
            self.busyTimeout = busyTimeout
        }
    }

    private let settings: Settings

    public init(settings: Settings) throws {
        guard !settings.path.isEmpty else { throw SettingsError("path", "is empty; name a file such as data/shop.db") }
        self.settings = settings
    }

    public func register(in registrar: inout Registrar) {
        let settings = settings
        registrar.provide(.databaseDriver) { _ in
            SQLiteDriver(path: settings.path, readers: settings.readers, busyTimeout: settings.busyTimeout.duration)
        }
    }
}
