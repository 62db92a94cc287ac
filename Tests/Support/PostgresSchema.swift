import Foundation
import MartletDatabase
import MartletKernel
import MartletPostgres

/// A schema of a test's own on the server that `MARTLET_TEST_POSTGRES_URL` names.
public struct PostgresSchema: Sendable {
    /// The server's address, with no `?options` of its own.
    public static let server = ProcessInfo.processInfo.environment["MARTLET_TEST_POSTGRES_URL"]

    /// The certificate that the server's own was signed with.
    public static let certificate = ProcessInfo.processInfo.environment["MARTLET_TEST_POSTGRES_CA"]

    /// The server's port.
    public static var port: Int { server.flatMap { URLComponents(string: $0)?.port } ?? 5432 }

    /// The password in the server's address.
    public static var password: String { server.flatMap { URLComponents(string: $0)?.password } ?? "" }

    private let name: String

    /// The server's address with the schema as the place where tables are made, and as the name that connections go by.
    public var url: String { url() }

    /// - Parameters:
    ///   - port: Where to connect instead, such as to a ``FaultyLink``.
    ///   - parameters: Further parameters of the address, such as `sslmode`.
    public func url(port: Int? = nil, _ parameters: [String: String] = [:]) -> String {
        var components = URLComponents(string: PostgresSchema.server ?? "") ?? URLComponents()
        if let port { components.port = port }
        components.queryItems =
            [URLQueryItem(name: "options", value: "-csearch_path=\(name)"), URLQueryItem(name: "application_name", value: name)]
            + parameters.sorted { $0.key < $1.key }.map { URLQueryItem(name: $0.key, value: $0.value) }
        return components.string?.replacing("csearch_path=", with: "csearch_path%3D") ?? ""
    }

    /// Runs the body with a new schema, which is dropped afterwards.
    public static func create<T>(_ body: (PostgresSchema) async throws -> T) async throws -> T {
        let schema = PostgresSchema(name: "test_\(UUID().uuidString.lowercased().replacing("-", with: ""))")
        try await schema.run("DO $$ BEGIN EXECUTE format('CREATE SCHEMA %I', current_setting('martlet.schema')); END $$")
        do {
            let result = try await body(schema)
            try await schema.drop()
            return result
        } catch {
            try? await schema.drop()
            throw error
        }
    }

    private func drop() async throws {
        try await run("DO $$ BEGIN EXECUTE format('DROP SCHEMA %I CASCADE', current_setting('martlet.schema')); END $$")
    }

    private func run(_ statement: SQL) async throws {
        let driver = PostgresDriver(PostgresOptions(address: try PostgresAddress(PostgresSchema.server ?? ""), connections: 1))
        try await driver.open()
        do {
            // Once more where the server's own cleaning stands in the way.
            try await Database(driver: driver, environment: Environment()).write { [name] transaction in
                try transaction.execute("SELECT set_config('martlet.schema', \(name), true)")
                try transaction.execute(statement)
            }
        } catch {
            await driver.close()
            throw error
        }
        await driver.close()
    }
}
