import CPostgres
import MartletDatabase

extension PostgresConnection {
    static let transactionIDText = "SELECT pg_current_xact_id()::text"

    /// What came of a commit that did not fail.
    enum Commit {
        case done
        /// The connection broke before the answer came.
        case lost(LostCommit)
    }

    /// A commit without an answer.
    struct LostCommit {
        let transactionID: String?
        /// ``PostgresConnection/recovery`` when the transaction began.
        let recovery: String?
        let error: DatabaseError
    }

    /// Runs the body in a read-only transaction that sees one state. ``endRead()`` ends it.
    func read<T>(_ body: (any DatabaseConnection) throws -> T) throws -> T {
        begin([.once("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")])
        return try body(self)
    }

    func endRead() {
        guard hasBegun, !isLost else { return }
        _ = try? exchange([.once(isFailed ? "ROLLBACK" : "COMMIT")])
        hasBegun = false
    }

    /// Runs the body in a transaction, which is rolled back when it throws. ``commit()`` ends it otherwise.
    ///
    /// Writes are `READ COMMITTED`: features change rows by conditional updates and under row locks, which PostgreSQL
    /// evaluates on the newest state once it has the row, so a stricter level would add only retries.
    func write<T>(_ body: (any DatabaseConnection) throws -> T) throws -> T {
        var opening: [PostgresCommand] = [.once("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")]
        if knowsOutcomes { opening.append(.once(PostgresConnection.transactionIDText)) }
        begin(opening)
        do {
            let value = try body(self)
            // Its number must be known before anything is committed.
            if !hasBegun { try perform([]) }
            guard !isFailed, !isLost else {
                // The body went on after an error without a savepoint; the server has undone everything.
                throw failure ?? DatabaseError(.other, "a statement failed and the transaction went on without a savepoint")
            }
            return value
        } catch {
            rollBack()
            throw error
        }
    }

    /// Commits, after what was postponed; throws when nothing was committed.
    func commit() throws -> Commit {
        guard hasBegun else { return .done }
        do {
            let result = try perform([.once("COMMIT")])[0]
            hasBegun = false
            guard result.tag == "COMMIT" else {
                throw DatabaseError(.other, "the server rolled the transaction back instead of committing it")
            }
            return .done
        } catch let error as DatabaseError where isLost {
            return .lost(LostCommit(transactionID: transactionID, recovery: recovery, error: error))
        } catch {
            rollBack()
            if !isAlive { close() }
            throw error
        }
    }

    private func begin(_ commands: [PostgresCommand]) {
        hasBegun = false
        transactionID = nil
        failure = nil
        (opening, postponed) = (commands, [])
        if statements.isCleaningDue {
            statements.clean()
            // If the connection is gone, the first statement will say so.
            _ = try? exchange([.once("DEALLOCATE ALL")])
        }
        // An engine that only resembles PostgreSQL knows neither, and would refuse the whole transaction.
        if knowsOutcomes, statements.isReplanningDue() { opening.append(.once("DISCARD PLANS")) }
        if !options.preparesStatements {
            opening.append(.once("SET LOCAL statement_timeout = \(options.statementTimeout.milliseconds)"))
        }
    }

    private func rollBack() {
        postponed = []
        guard hasBegun, !isLost else { return }
        hasBegun = false
        _ = try? exchange([.once("ROLLBACK")])
    }
}
