import MartletPostgres
import MartletTesting
import TestSupport
import Testing

@Suite(.enabled(if: PostgresSchema.server != nil, "no PostgreSQL is at hand"), .timeLimit(.minutes(2)))
struct PostgresConformanceTests {
    @Test(arguments: DatabaseConformance.checks)
    func `the driver does what every driver must`(check: DatabaseConformance.Check) async throws {
        try await PostgresSchema.create { schema in try await check.run { try driver(schema.url) } }
    }

    @Test(arguments: DatabaseConformance.checks)
    func `it does so without prepared statements, as behind PgBouncer`(check: DatabaseConformance.Check) async throws {
        try await PostgresSchema.create { schema in try await check.run { try driver(schema.url, preparesStatements: false) } }
    }

    @Test(arguments: DatabaseConformance.networkChecks)
    func `the driver outlives a network that fails`(check: DatabaseConformance.NetworkCheck) async throws {
        try await PostgresSchema.create { schema in
            try await FaultyLink.open(to: PostgresSchema.port) { link in
                let url = schema.url(port: link.port, ["sslmode": "disable", "gssencmode": "disable"])
                // The protocol ends a statement with a NUL; without it, `READ COMMITTED` would be meant too.
                try await check.run(through: link, commit: "COMMIT\0") { try driver(url) }
            }
        }
    }

    private func driver(_ url: String, preparesStatements: Bool = true) throws -> PostgresDriver {
        PostgresDriver(
            PostgresOptions(
                address: try PostgresAddress(url), connections: 4, preparesStatements: preparesStatements, connectTimeout: .seconds(2)))
    }
}
