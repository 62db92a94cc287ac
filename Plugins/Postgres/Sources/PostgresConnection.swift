import CPostgres
import Foundation
import MartletDatabase

/// A connection to a server, used by one thread.
///
/// It is in pipeline mode throughout: what goes together is sent together and ended with one sync. So a transaction's `BEGIN` goes with
/// its first statement, the preparation of a statement with its first run, and what nobody waits for with what is run next.
final class PostgresConnection: DatabaseConnection {
    let dialect = SQLDialect.postgres
    let options: PostgresOptions
    private var handle: OpaquePointer?
    var statements: PostgresStatements
    /// What opens the transaction, until its first statement takes it along.
    var opening: [PostgresCommand] = []
    /// Statements that nobody waits for, until something takes them along.
    var postponed: [PostgresCommand] = []
    /// Whether the server has been told of a transaction.
    var hasBegun = false
    /// The transaction's number, which the server knows even after this connection is gone.
    var transactionID: String?
    /// The first error of the transaction.
    var failure: DatabaseError?
    /// Whether the server can be asked what became of a transaction.
    private(set) var knowsOutcomes = false
    /// When the server began to count anew, which it does after each crash.
    private(set) var recovery: String?
    /// Set when the talk with the server went wrong, whatever libpq thinks of the socket.
    private var isBroken = false

    init(_ options: PostgresOptions) throws {
        self.options = options
        statements = PostgresStatements(areKept: options.preparesStatements)
        // Later ones win: the address may change all but the encoding.
        let parameters = [
            ("connect_timeout", String(max(2, (options.connectTimeout.milliseconds + 999) / 1_000))),
            ("keepalives_idle", "30"), ("keepalives_interval", "5"), ("keepalives_count", "3"), ("tcp_user_timeout", "30000"),
            ("fallback_application_name", "martlet"), ("dbname", options.address.text), ("client_encoding", "UTF8"),
        ]
        let keywords = parameters.map { strdup($0.0) }
        let values = parameters.map { strdup($0.1) }
        defer { for pointer in keywords + values { free(pointer) } }
        handle = PQconnectdbParams(keywords.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil], 1)
        do {
            guard PQstatus(handle) == CONNECTION_OK else { throw lost("cannot connect to \(options.address)") }
            // Notices would go to the standard error.
            PQsetNoticeProcessor(handle, { _, _ in }, nil)
            guard PQenterPipelineMode(handle) == 1 else { throw lost("pipelining is refused") }
            try prepareSession()
        } catch {
            close()
            throw error
        }
    }

    func close() {
        PQfinish(handle)
        handle = nil
    }

    private func prepareSession() throws {
        var commands: [PostgresCommand] = [
            // An engine that only resembles PostgreSQL may not know it.
            .once("SELECT count(*) FROM pg_catalog.pg_proc WHERE proname = 'pg_xact_status'")
        ]
        // A proxy hands the session to others, so there each transaction sets its own.
        if options.preparesStatements {
            commands.append(.once("SET statement_timeout = \(options.statementTimeout.milliseconds)"))
            commands.append(.once("SET idle_in_transaction_session_timeout = 60000"))
            commands.append(.once(PostgresConnection.planning))
        }
        let results = try exchange(commands)
        knowsOutcomes = try PostgresRow(results[0]).integer(at: 0) > 0
        if knowsOutcomes {
            let row = PostgresRow(try exchange([.once("SELECT stats_reset::text FROM pg_catalog.pg_stat_bgwriter")])[0])
            recovery = row.isNull(at: 0) ? nil : try row.text(at: 0)
        }
    }

    /// Settings of the planner for a shop, whose rows are in memory or on a disk without moving parts, and whose statements are
    /// short. Without them, reading twenty products' prices by a key costs more in the planner's eyes than reading all prices,
    /// and long searches are compiled each time. What somebody has chosen for the server, the database or the role stays.
    private static let planning = """
        SELECT set_config(name, chosen, false) FROM (VALUES ('random_page_cost', '1.1'), ('jit', 'off')) AS choices (name, chosen)
        JOIN pg_catalog.pg_settings USING (name) WHERE source = 'default'
        """

    /// Whether the connection can be used. Sees what the server said meanwhile: that it shuts down, for one.
    var isAlive: Bool {
        !isBroken && PQconsumeInput(handle) == 1 && PQstatus(handle) == CONNECTION_OK && PQtransactionStatus(handle) == PQTRANS_IDLE
    }

    var isLost: Bool { isBroken || PQstatus(handle) != CONNECTION_OK }

    /// Whether a statement failed and the server refuses everything but a rollback.
    var isFailed: Bool { PQtransactionStatus(handle) == PQTRANS_INERROR }

    // MARK: DatabaseConnection

    @discardableResult
    func run(_ sql: SQL, row: (any RowCursor) throws -> Void) throws -> Int {
        let result = try perform([PostgresCommand(sql, statements: &statements)])[0]
        if result.rowCount > 0 {
            let cursor = PostgresRow(result)
            for index in 0..<result.rowCount {
                cursor.index = index
                try row(cursor)
            }
        }
        return result.changes
    }

    /// The server's answers to one pipeline are held in memory.
    private static let pipelineLimit = 256

    @discardableResult
    func runAll(_ sqls: [SQL]) throws -> [Int] {
        var changes: [Int] = []
        changes.reserveCapacity(sqls.count)
        for start in stride(from: 0, to: sqls.count, by: PostgresConnection.pipelineLimit) {
            let part = sqls[start..<min(start + PostgresConnection.pipelineLimit, sqls.count)]
            changes += try perform(try part.map { try PostgresCommand($0, statements: &statements) }).map(\.changes)
        }
        if sqls.isEmpty { try perform([]) }
        return changes
    }

    func runLater(_ sqls: [SQL]) throws {
        for sql in sqls {
            postponed.append(try PostgresCommand(sql, statements: &statements))
            if postponed.count == PostgresConnection.pipelineLimit { try perform([]) }
        }
    }

    /// Runs commands of a transaction after what was postponed, the first ones together with what opens it.
    @discardableResult
    func perform(_ commands: [PostgresCommand]) throws -> [PostgresResult] {
        guard !commands.isEmpty || !postponed.isEmpty else { return [] }
        let first = opening + postponed
        let asked = opening.firstIndex { $0.text == PostgresConnection.transactionIDText }
        if !opening.isEmpty { hasBegun = true }
        (opening, postponed) = ([], [])
        do {
            guard !first.isEmpty else { return try exchange(commands) }
            let results = try exchange(first + commands)
            if let asked { transactionID = try PostgresRow(results[asked]).text(at: 0) }
            return Array(results[first.count...])
        } catch let error as DatabaseError {
            if failure == nil { failure = error }
            throw error
        }
    }

    // MARK: Talking

    /// Sends commands in one go, waits for all answers, and returns them in order or throws the first error.
    func exchange(_ commands: [PostgresCommand]) throws -> [PostgresResult] {
        var awaited: [(command: PostgresCommand, isPreparation: Bool)] = []
        var preparing: Set<String> = []
        for command in commands {
            if let name = command.name, !statements.isPrepared(name), preparing.insert(name).inserted {
                guard command.prepare(on: handle) else { throw lost("cannot send") }
                awaited.append((command, true))
            }
            guard command.send(on: handle) else { throw lost("cannot send") }
            awaited.append((command, false))
        }
        guard PQpipelineSync(handle) == 1 else { throw lost("cannot send") }

        var results: [PostgresResult] = []
        results.reserveCapacity(commands.count)
        var failed: (result: PostgresResult, command: PostgresCommand)?
        for (command, isPreparation) in awaited {
            guard let pointer = PQgetResult(handle) else { throw lost("no answer") }
            let result = PostgresResult(pointer)
            while let more = PQgetResult(handle) { PQclear(more) }
            if !result.isSuccess {
                if failed == nil, result.isError { failed = (result, command) }
                if PQstatus(handle) != CONNECTION_OK { break }
            } else if !isPreparation {
                results.append(result)
            } else if let name = command.name {
                statements.notePrepared(name)
            }
        }
        // The answer to the sync; nothing, or another error, when the connection is gone.
        PQclear(PQgetResult(handle))
        if let failed { throw error(failed.result, in: failed.command.text) }
        guard !isLost, results.count == commands.count else { throw lost("no answer") }
        return results
    }

    private func error(_ result: PostgresResult, in text: String) -> DatabaseError {
        let error = DatabaseError(result, in: text)
        if isLost || error.kind == .connectionLost {
            isBroken = true
            return DatabaseError(.connectionLost, options.address.redacted(error.message))
        }
        // A prepared statement is not there, is there already, or gives other columns than before.
        let isOutdated =
            switch result.field(.state) {
            case "26000", "42P05": true
            case "0A000": error.message.contains("cached plan")
            default: false
            }
        guard isOutdated else { return error }
        statements.noteOutdated()
        return DatabaseError(.serializationFailure, error.message)
    }

    private func lost(_ what: String) -> DatabaseError {
        isBroken = true
        let words = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
        let message = words.split(separator: "\n").joined(separator: "; ")
        return DatabaseError(.connectionLost, options.address.redacted("\(what): \(message)"))
    }
}
