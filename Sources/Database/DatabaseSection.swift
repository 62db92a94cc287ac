import MartletKernel

/// The `database:` section of the manifest: what holds for every driver.
public struct DatabaseSection: Plugin {
    public static let id: PluginID = "database"
    public static let summary = "How the shop uses its database, whatever the driver."
    public static let placement = PluginPlacement.section

    public struct Settings: PluginSettings {
        public static let schema = SettingsSchema(
            .boolean("migrate_on_start", "Whether 'martlet serve' runs pending migrations before it opens.", default: true),
            .integer("attempts", "How often a transaction that collides with others is run at most.", in: 1...100, default: 10),
            .secret(
                "encryption_keys",
                "What secrets are sealed with: 32 random bytes in Base64. Several while they change, separated by commas: the first seals, all open.",
                optional: true))
        let migrateOnStart: Bool
        let attempts: Int
        let encryptionKeys: Secret?
    }

    private let settings: Settings
    private let keys: KeyRing

    public init(settings: Settings) throws {
        self.settings = settings
        keys = try KeyRing(settings.encryptionKeys)
    }

    public func register(in registrar: inout Registrar) {
        let (settings, keys) = (settings, keys)
        registrar.provide(.keyRing) { _ in keys }
        registrar.provide(.database) { resolver in
            Database(driver: try resolver(.databaseDriver), environment: resolver.environment, attempts: settings.attempts)
        }
        registrar.provide(.migrator) { resolver in
            try Migrator(
                database: try resolver(.database), environment: resolver.environment, migrations: try resolver.contributed(.migrations))
        }
        registrar.provide(.migrationPolicy) { _ in settings.migrateOnStart ? .onStart : .byHand }
        registrar.add(.lifecycle) { resolver in
            let driver = try resolver(.databaseDriver)
            return LifecycleStep("database", start: { try await driver.open() }, stop: { await driver.close() })
        }
        registrar.add(.healthChecks) { resolver in
            let database = try resolver(.database)
            return HealthCheck("database") {
                do {
                    try await database.ping()
                    return .healthy
                } catch {
                    return .failing("the database cannot be reached")
                }
            }
        }
    }
}

/// When migrations run.
public enum MigrationPolicy: Sendable {
    case onStart, byHand
}

extension SingleExtensionPoint where Value == Migrator {
    public static var migrator: Self { Self("migrator", "the database: section") }
}

extension SingleExtensionPoint where Value == MigrationPolicy {
    public static var migrationPolicy: Self { Self("migration-policy", "the database: section") }
}
