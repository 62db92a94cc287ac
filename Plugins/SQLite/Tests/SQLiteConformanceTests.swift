import MartletSQLite
import MartletTesting
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct SQLiteConformanceTests {
    @Test(arguments: DatabaseConformance.checks)
    func `the driver does what every driver must`(check: DatabaseConformance.Check) async throws {
        try await TestDatabase.sqlite.create { location in try await check.run { try location.driver() } }
    }
}
