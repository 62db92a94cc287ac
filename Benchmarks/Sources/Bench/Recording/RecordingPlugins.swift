import MartletDatabase
import MartletKernel
import MartletPostgres
import MartletSQLite

extension Recording {
    /// Where the plugins below write to. Plugins are made by the manifest, so this reaches them by the task.
    @TaskLocal static var current = Recording()
}

/// SQLite as a shop uses it, written down.
struct RecordingSQLite: Plugin {
    static let id: PluginID = "recording-sqlite"
    static let summary = "Writes down what SQLite is told."

    struct Settings: PluginSettings {
        static let schema = SettingsSchema(.string("path", "The database file.", default: ""))
        let path: String
    }

    let settings: Settings

    func register(in registrar: inout Registrar) {
        let (path, recording) = (settings.path, Recording.current)
        registrar.provide(.databaseDriver) { _ in RecordingDriver(SQLiteDriver(path: path), to: recording) }
    }
}

/// PostgreSQL as a shop uses it, written down.
struct RecordingPostgres: Plugin {
    static let id: PluginID = "recording-postgres"
    static let summary = "Writes down what PostgreSQL is told."

    struct Settings: PluginSettings {
        static let schema = SettingsSchema(.string("url", "Where the database is.", default: ""))
        let url: String
    }

    let settings: Settings

    func register(in registrar: inout Registrar) throws {
        let (options, recording) = (PostgresOptions(address: try PostgresAddress(settings.url)), Recording.current)
        registrar.provide(.databaseDriver) { _ in RecordingDriver(PostgresDriver(options), to: recording) }
    }
}
