import Foundation
import MartletTesting
import Testing

// region: conformance
@Suite(.timeLimit(.minutes(5)))
struct CountingDriverTests {
    @Test(arguments: DatabaseConformance.checks)
    func `the driver keeps the contract`(check: DatabaseConformance.Check) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("driver-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await check.run { CountingDriver(path: "\(folder.path)/test.db") }
    }
}
// endregion
