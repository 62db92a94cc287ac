import MartletDatabase
import TestSupport
import Testing

@testable import MartletPostgres

/// What is said of a transaction whose connection broke while it committed, by a server that may have crashed since.
@Suite(.enabled(if: PostgresServer.programs != nil, "no PostgreSQL is installed"), .timeLimit(.minutes(5)))
struct PostgresCommitInquiryTests {
    @Test func `a number that was given out before a crash proves no commit after it`() async throws {
        try await PostgresServer.open { server in
            let options = PostgresOptions(address: try PostgresAddress(server.url))
            let before = try PostgresConnection(options)
            let committed = try #require(try PostgresCommitInquiryTests.transaction(on: before))
            try await server.stop(.fast)
            try await server.start()
            #expect(PostgresCommitInquiryTests.answer(options, committed, before.recovery) == nil)

            try await server.stop(.immediate)
            try await server.start()
            #expect(PostgresCommitInquiryTests.answer(options, committed, before.recovery) == .commitOutcomeUnknown)
            // The server has not come to this one.
            #expect(PostgresCommitInquiryTests.answer(options, "99999", before.recovery) == .connectionLost)
            let after = try PostgresConnection(options)
            #expect(PostgresCommitInquiryTests.answer(options, committed, after.recovery) == nil)
            #expect(PostgresCommitInquiryTests.answer(options, "99999", after.recovery) == .commitOutcomeUnknown)
            before.close()
            after.close()
        }
    }

    /// Commits a transaction and returns its number.
    private static func transaction(on connection: PostgresConnection) throws -> String? {
        _ = try connection.write { try $0.run("CREATE TABLE lefts (number BIGINT)") { _ in } }
        let number = connection.transactionID
        guard case .done = try connection.commit() else { return nil }
        return number
    }

    /// Why the inquiry does not hold a transaction for committed; `nil` when it does.
    private static func answer(_ options: PostgresOptions, _ number: String, _ recovery: String?) -> DatabaseError.Kind? {
        let lost = PostgresConnection.LostCommit(
            transactionID: number, recovery: recovery, error: DatabaseError(.connectionLost, "the connection is gone"))
        do {
            try PostgresCommitInquiry(options, lost).confirm()
            return nil
        } catch {
            return (error as? DatabaseError)?.kind
        }
    }
}
