import MartletDatabase
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct MigratorTests {
    private let first = Migration(1, "make notes", ["CREATE TABLE notes (text {text} NOT NULL)"])
    private let second = Migration(2, "sign notes", ["ALTER TABLE notes ADD COLUMN author TEXT"])

    private func migrator(_ database: Database, _ environment: Environment, _ migrations: (PluginID, Migration)...) throws -> Migrator {
        try Migrator(
            database: database, environment: environment, migrations: migrations.map { Contributed(plugin: $0.0, value: $0.1) })
    }

    @Test(arguments: TestDatabase.available)
    func `migrations run once, each plugin's by number, plugins in their order`(database: TestDatabase) async throws {
        try await database.open { database, environment in
            let other = Migration(1, "copy notes", ["CREATE TABLE copies AS SELECT * FROM notes"])
            let migrator = try migrator(database, environment, ("notes", second), ("notes", first), ("copies", other))
            #expect(try await migrator.pending().map(\.migration.name) == ["make notes", "sign notes", "copy notes"])
            #expect(try await migrator.migrate().count == 3)
            #expect(try await migrator.migrate().isEmpty)
            #expect(try await migrator.pending().isEmpty)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a migration that was changed after it ran is refused by name`(database: TestDatabase) async throws {
        try await database.open { database, environment in
            try await migrator(database, environment, ("notes", first)).migrate()
            let changed = Migration(1, "make notes", ["CREATE TABLE notes (text {text})"])
            let error = await #expect(throws: MigrationError.self) {
                try await migrator(database, environment, ("notes", changed)).migrate()
            }
            #expect(error == .changed(plugin: "notes", number: 1, name: "make notes"))
            #expect(error?.description.contains("restore it, and add a new migration instead") == true)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `an executable that is older than the database is refused`(database: TestDatabase) async throws {
        try await database.open { database, environment in
            try await migrator(database, environment, ("notes", first), ("notes", second)).migrate()
            let error = await #expect(throws: MigrationError.self) {
                _ = try await migrator(database, environment, ("notes", first)).pending()
            }
            #expect(error == .unknown(plugin: "notes", number: 2))
        }
    }

    @Test(arguments: TestDatabase.available)
    func `the tables of a plugin that was switched off stay, and are no mistake`(database: TestDatabase) async throws {
        try await database.open { database, environment in
            try await migrator(database, environment, ("notes", first)).migrate()
            let others = try migrator(database, environment, ("others", Migration(1, "make others", ["CREATE TABLE others (a {int})"])))
            #expect(try await others.migrate().count == 1)
            #expect(try await database.read { try $0.count("SELECT COUNT(*) FROM notes") } == 0)
        }
    }

    @Test(arguments: [[2], [1, 3], [1, 1], [0, 1]])
    func `numbers that do not count from 1 are refused before anything is opened`(numbers: [Int]) async throws {
        try await TestDatabase.sqlite.open { database, environment in
            let migrations = numbers.map { Contributed(plugin: "notes", value: Migration($0, "step", [])) }
            let error = #expect(throws: MigrationError.self) {
                _ = try Migrator(database: database, environment: environment, migrations: migrations)
            }
            #expect(error == .misnumbered(plugin: "notes", numbers: numbers.sorted()))
        }
    }

    @Test(arguments: TestDatabase.available)
    func `an instance that died while it migrated is followed by another after its lease`(database: TestDatabase) async throws {
        let time = ManualTime()
        try await database.open(time: time) { database, environment in
            let migrator = try migrator(database, environment, ("notes", first))
            _ = try await migrator.pending()
            try await database.write {
                _ = try $0.execute(
                    "INSERT INTO martlet_migration_lease (id, holder, held_until) VALUES (1, 'dead', \(time.now + .seconds(60)))")
            }
            async let steps = migrator.migrate()
            time.advance(by: .seconds(61))
            #expect(try await steps.count == 1)
        }
    }
}
