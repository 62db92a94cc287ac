import Foundation
import MartletDatabase
import MartletPostgres

/// A schema of a test's own on the server that `MARTLET_TEST_POSTGRES_URL` names.
public struct PostgresSchema: Sendable {
    /// The server's address, with no `?options` of its own.
    public static let server = ProcessInfo.processInfo.environment["MARTLET_TEST_POSTGRES_URL"]

    /// The certificate that the server's own was signed with.
    public static let certificate = ProcessInfo.processInfo.environment["MARTLET_TEST_POSTGRES_CA"]

    private let name: String

    /// The server's address with the schema as the place where tables are made.
    public var url: String { "\(PostgresSchema.server ?? "")?options=-csearch_path%3D\(name)" }

    static func create() async throws -> PostgresSchema {
        let schema = PostgresSchema(name: "test_\(UUID().uuidString.lowercased().replacing("-", with: ""))")
        try await schema.run("DO $$ BEGIN EXECUTE format('CREATE SCHEMA %I', current_setting('martlet.schema')); END $$")
        return schema
    }

    func drop() async throws {
        try await run("DO $$ BEGIN EXECUTE format('DROP SCHEMA %I CASCADE', current_setting('martlet.schema')); END $$")
    }

    private func run(_ statement: SQL) async throws {
        let driver = PostgresDriver(PostgresOptions(address: try PostgresAddress(PostgresSchema.server ?? ""), connections: 1))
        try await driver.open()
        do {
            try await driver.write { [name] connection in
                try connection.run("SELECT set_config('martlet.schema', \(name), true)") { _ in }
                try connection.run(statement) { _ in }
            }
        } catch {
            await driver.close()
            throw error
        }
        await driver.close()
    }
}
