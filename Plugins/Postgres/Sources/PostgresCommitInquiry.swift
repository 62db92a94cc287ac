import Foundation
import MartletDatabase

/// Finds out what became of a transaction whose connection broke while it committed.
struct PostgresCommitInquiry {
    private let options: PostgresOptions
    private let lost: PostgresConnection.LostCommit
    /// How long to ask.
    private static let patience = Duration.seconds(10)
    /// After that, the server is told to end the transaction if it still runs: nobody is there to end it.
    private static let grace = Duration.seconds(2)

    init(_ options: PostgresOptions, _ lost: PostgresConnection.LostCommit) {
        self.options = options
        self.lost = lost
    }

    /// Returns when the transaction has committed, throws `connectionLost` when it has not, and `commitOutcomeUnknown` when
    /// the server cannot say.
    func confirm() throws {
        guard let transactionID = lost.transactionID else { throw unknown }
        let clock = ContinuousClock()
        let start = clock.now
        var connection: PostgresConnection?
        defer { connection?.close() }
        var pause = 0.01
        while clock.now - start < PostgresCommitInquiry.patience {
            do {
                let asked = try connection ?? PostgresConnection(options)
                connection = asked
                // A server that crashed gives numbers out again which it had not written down. Then somebody else may have this one.
                let hasCrashed = asked.recovery != lost.recovery
                switch try asked.status(of: transactionID) {
                case "committed": if hasCrashed { throw unknown } else { return }
                case "aborted": throw lost.error
                case "in progress":
                    if hasCrashed { throw lost.error }
                    if clock.now - start > PostgresCommitInquiry.grace { try asked.endTransaction(transactionID) }
                default: throw unknown
                }
            } catch let error as DatabaseError where error.kind == .connectionLost && connection?.isLost != false {
                connection?.close()
                connection = nil
            } catch let error as DatabaseError where error.kind == .other {
                // After a crash: nobody has had this number yet, so it was not written down, and what it did was not either.
                throw connection?.recovery == lost.recovery ? unknown : lost.error
            }
            Thread.sleep(forTimeInterval: pause)
            pause = min(pause * 2, 0.5)
        }
        throw unknown
    }

    private var unknown: DatabaseError {
        DatabaseError(.commitOutcomeUnknown, "the connection was lost during the commit, and the server could not say what became of it")
    }
}

extension PostgresConnection {
    fileprivate func status(of transactionID: String) throws -> String? {
        let result = try exchange([try PostgresCommand("SELECT pg_xact_status(\(transactionID)::text::xid8)", statements: &statements)])[0]
        let row = PostgresRow(result)
        return row.isNull(at: 0) ? nil : try row.text(at: 0)
    }

    fileprivate func endTransaction(_ transactionID: String) throws {
        _ = try exchange([
            try PostgresCommand(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_xid = \(transactionID)::text::xid8::xid",
                statements: &statements)
        ])
    }
}
