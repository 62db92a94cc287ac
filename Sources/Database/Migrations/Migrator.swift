import Crypto
import MartletKernel

/// Brings a database to the state that the enabled plugins expect.
///
/// Each migration runs in a transaction of its own together with the note that it ran, under a lease, so several instances
/// may start at once: one migrates, the others wait for it.
public struct Migrator: Sendable {
    /// A migration with the plugin that owns it.
    public struct Step: Sendable {
        public let plugin: PluginID
        public let migration: Migration
    }

    private struct Applied: Sendable {
        let plugin: String
        let number: Int
        let checksum: String
    }

    private let database: Database
    private let environment: Environment
    private let steps: [Step]
    private static let leaseTime = Duration.seconds(60)

    /// - Parameter migrations: In the order of the plugins.
    public init(database: Database, environment: Environment, migrations: [Contributed<Migration>]) throws(MigrationError) {
        self.database = database
        self.environment = environment
        var order: [PluginID] = []
        for contributed in migrations where !order.contains(contributed.plugin) { order.append(contributed.plugin) }
        var steps: [Step] = []
        for plugin in order {
            let own = migrations.filter { $0.plugin == plugin }.map(\.value).sorted { $0.number < $1.number }
            guard own.map(\.number) == Array(1...own.count) else {
                throw .misnumbered(plugin: plugin, numbers: own.map(\.number))
            }
            steps += own.map { Step(plugin: plugin, migration: $0) }
        }
        self.steps = steps
    }

    /// The migrations that have not run yet. Throws when one that ran was changed, or is unknown to this executable.
    public func pending() async throws -> [Step] {
        try await prepare()
        return try unapplied(try await applied())
    }

    /// Runs what is pending and returns it.
    ///
    /// - Parameter progress: Called before each migration.
    @discardableResult
    public func migrate(progress: @Sendable (Step) -> Void = { _ in }) async throws -> [Step] {
        try await prepare()
        let holder = environment.identifiers.next().base32
        while try await !acquireLease(holder) { try await environment.time.pause(for: .milliseconds(100)) }
        Failpoint.migrationLeased.pass()
        do {
            let pending = try unapplied(try await applied())
            for step in pending {
                progress(step)
                try await run(step, holder)
                Failpoint.migrationDone.pass()
            }
            try await releaseLease(holder)
            return pending
        } catch {
            try? await releaseLease(holder)
            throw error
        }
    }

    private func prepare() async throws {
        let types = database.dialect.placeholders
        let (text, int) = (types["text"] ?? "TEXT", types["int"] ?? "BIGINT")
        let statements = [
            """
            CREATE TABLE IF NOT EXISTS martlet_migrations (
                plugin \(text) NOT NULL, number \(int) NOT NULL, name \(text) NOT NULL, checksum \(text) NOT NULL,
                applied_at \(int) NOT NULL, PRIMARY KEY (plugin, number))
            """,
            """
            CREATE TABLE IF NOT EXISTS martlet_migration_lease (
                id \(int) NOT NULL PRIMARY KEY, holder \(text) NOT NULL, held_until \(int) NOT NULL)
            """,
        ]
        do {
            try await database.write { transaction in for statement in statements { try transaction.execute(SQL(text: SQLText(statement))) }
            }
        } catch let error as DatabaseError where error.kind == .uniqueViolation {
            // Two instances made the same table at the same moment: PostgreSQL lets one fail. It exists now.
        }
    }

    private func applied() async throws -> [Applied] {
        try await database.read { transaction in
            try transaction.all("SELECT plugin, number, checksum FROM martlet_migrations") {
                Applied(plugin: try $0.next(), number: try $0.next(), checksum: try $0.next())
            }
        }
    }

    private func unapplied(_ applied: [Applied]) throws -> [Step] {
        let own = Set(steps.map(\.plugin.rawValue))
        var left: [Step] = []
        for step in steps {
            guard let done = applied.first(where: { $0.plugin == step.plugin.rawValue && $0.number == step.migration.number }) else {
                left.append(step)
                continue
            }
            guard done.checksum == checksum(step) else {
                throw MigrationError.changed(plugin: step.plugin, number: step.migration.number, name: step.migration.name)
            }
        }
        for done in applied where own.contains(done.plugin) {
            if !steps.contains(where: { $0.plugin.rawValue == done.plugin && $0.migration.number == done.number }) {
                throw MigrationError.unknown(plugin: PluginID(done.plugin), number: done.number)
            }
        }
        return left
    }

    private func run(_ step: Step, _ holder: String) async throws {
        let now = environment.time.now
        let statements = step.migration.statements(for: database.dialect)
        let checksum = checksum(step)
        try await database.write { transaction in
            let held = try transaction.execute(
                "UPDATE martlet_migration_lease SET held_until = \(now + Migrator.leaseTime) WHERE holder = \(holder)")
            guard held == 1 else { throw MigrationError.leaseLost }
            try transaction.execute(
                """
                INSERT INTO martlet_migrations (plugin, number, name, checksum, applied_at)
                VALUES (\(step.plugin.rawValue), \(step.migration.number), \(step.migration.name), \(checksum), \(now))
                """)
            for statement in statements { try transaction.execute(SQL(text: SQLText(statement))) }
            Failpoint.migrationRunning.pass()
        }
    }

    private func acquireLease(_ holder: String) async throws -> Bool {
        let now = environment.time.now
        return try await database.write { transaction in
            try transaction.execute(
                """
                INSERT INTO martlet_migration_lease (id, holder, held_until) VALUES (1, \(holder), \(now + Migrator.leaseTime))
                ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
                WHERE martlet_migration_lease.held_until < \(now)
                """) == 1
        }
    }

    private func releaseLease(_ holder: String) async throws {
        try await database.write { _ = try $0.execute("UPDATE martlet_migration_lease SET held_until = 0 WHERE holder = \(holder)") }
    }

    private func checksum(_ step: Step) -> String {
        let text = step.migration.statements(for: database.dialect).joined(separator: ";\n")
        return SHA256.hash(data: Array(text.utf8)).prefix(16).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}

/// Why a database cannot be migrated.
public enum MigrationError: Error, Equatable, CustomStringConvertible {
    case misnumbered(plugin: PluginID, numbers: [Int])
    case changed(plugin: PluginID, number: Int, name: String)
    case unknown(plugin: PluginID, number: Int)
    case pending(count: Int)
    case leaseLost

    public var description: String {
        switch self {
        case .misnumbered(let plugin, let numbers):
            "The migrations of \(plugin) are numbered \(numbers.map(String.init).joined(separator: ", ")): they must count 1, 2, 3 …"
        case .changed(let plugin, let number, let name):
            "Migration \(number) '\(name)' of \(plugin) was changed after it ran here: restore it, and add a new migration instead."
        case .unknown(let plugin, let number):
            "The database has run migration \(number) of \(plugin), which this executable does not know: it is older than the database."
        case .pending(let count):
            "\(count) migrations have not run: run 'martlet migrate'."
        case .leaseLost: "Another instance took over the migrations: start again."
        }
    }
}
