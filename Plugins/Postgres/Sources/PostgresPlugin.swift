import MartletDatabase
import MartletKernel

/// The shop's database in PostgreSQL.
public struct PostgresPlugin: Plugin {
    public static let id: PluginID = "postgres"
    public static let summary = "Keeps everything in PostgreSQL, for shops that run on several machines."

    public struct Settings: PluginSettings {
        public static let schema = SettingsSchema(
            .secret(
                "url", "Where the database is: postgres://user:password@host:5432/name?sslmode=verify-full, or a libpq connection string."),
            .integer("connections", "How many connections are opened at most.", in: 1...200, default: 10),
            .boolean("prepared_statements", "Whether statements are prepared once a connection; off for PgBouncer.", default: true),
            .duration("connect_timeout", "How long to try to connect.", default: "5s"),
            .duration("statement_timeout", "How long one statement may run; 0s for ever.", default: "30s"))
        let url: Secret
        let connections: Int
        let preparedStatements: Bool
        let connectTimeout: SettingDuration
        let statementTimeout: SettingDuration
    }

    private let options: PostgresOptions

    public init(settings: Settings) throws {
        do {
            options = PostgresOptions(
                address: try PostgresAddress(settings.url.reveal()),
                connections: settings.connections,
                preparesStatements: settings.preparedStatements,
                connectTimeout: settings.connectTimeout.duration,
                statementTimeout: settings.statementTimeout.duration)
        } catch {
            throw SettingsError("url", error.reason)
        }
    }

    public func register(in registrar: inout Registrar) {
        let options = options
        registrar.provide(.databaseDriver) { _ in PostgresDriver(options) }
    }
}
