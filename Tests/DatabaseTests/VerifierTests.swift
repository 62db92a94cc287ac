import MartletDatabase
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct VerifierTests {
    @Test(arguments: TestDatabase.available)
    func `each invariant says how many rows were looked at and which ones break it`(database: TestDatabase) async throws {
        let light = Invariant(
            "pets.light", "A pet weighs less than ten.", counted: "SELECT COUNT(*) FROM pets",
            violations: "SELECT name FROM pets WHERE weight >= 10 ORDER BY id")
        let owned = Invariant(
            "pets.owned", "A pet has an owner.", counted: "SELECT COUNT(*) FROM pets", violations: "SELECT name FROM pets WHERE owner = 0")
        try await database.open { database, environment in
            let migrations = [Contributed(plugin: "tests" as PluginID, value: Pet.migration)]
            try await Migrator(database: database, environment: environment, migrations: migrations).migrate()
            try await database.write {
                try $0.insert((1...150).map { Pet($0, "n\($0)", weight: 12) } + [Pet(151, "Mouse", weight: 0.1)])
            }
            let findings = try await database.read { try Verifier([light, owned]).findings(in: $0) }
            #expect(findings.map(\.rows) == [151, 151])
            #expect(findings[0].violations.count == 100)
            #expect(findings[0].violations.first == "n1")
            #expect(findings[1].violations.isEmpty)
        }
    }
}
