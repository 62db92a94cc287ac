import BarePostgres
import Foundation
import MartletDatabase

/// A connection to PostgreSQL with nothing around it.
final class PostgresSession {
    private var handle: OpaquePointer?
    /// The names of what is prepared.
    private var statements: [SQLText: String] = [:]

    init(_ url: String) throws {
        handle = PQconnectdb(url)
        guard PQstatus(handle) == CONNECTION_OK else { throw failure("PostgreSQL cannot be reached") }
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
    }

    func close() {
        PQfinish(handle)
        handle = nil
    }

    static func connected<T>(to url: String, _ body: (PostgresSession) throws -> T) throws -> T {
        let session = try PostgresSession(url)
        defer { session.close() }
        return try body(session)
    }

    /// Runs statements and waits for them.
    func execute(_ sql: String) throws {
        let result = PQexec(handle, sql)
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK else {
            throw failure(sql.description)
        }
    }

    /// The first column of the rows of a query, as texts.
    func texts(_ sql: String) throws -> [String] {
        let result = PQexec(handle, sql)
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_TUPLES_OK else { throw failure(sql.description) }
        return (0..<PQntuples(result)).map { String(cString: PQgetvalue(result, $0, 0)) }
    }

    // MARK: Pipelines

    var socket: Int32 { PQsocket(handle) }

    /// From now on statements are sent without waiting for the ones before.
    func beginPipelining() throws {
        guard PQenterPipelineMode(handle) == 1, PQsetnonblocking(handle, 1) == 0 else { throw failure("pipelining is refused") }
    }

    /// Sends a whole transaction, prepared as far as it is known already.
    func send(_ transaction: RecordedTransaction) throws {
        try send(
            transaction.writes ? "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", [])
        for statement in transaction.statements { try send(statement.text, statement.values) }
        try send("COMMIT", [])
        guard PQpipelineSync(handle) == 1, PQflush(handle) >= 0 else { throw failure("a transaction cannot be sent") }
    }

    /// Takes in what has come; true when the transaction that was sent is answered whole.
    func receive() throws -> Bool {
        guard PQconsumeInput(handle) == 1, PQflush(handle) >= 0 else { throw failure("nothing can be received") }
        while PQisBusy(handle) == 0 {
            guard let result = PQgetResult(handle) else { continue }
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_PIPELINE_SYNC: return true
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK: continue
            default: throw failure(String(cString: PQresultErrorMessage(result)))
            }
        }
        return false
    }

    private func send(_ sql: SQLText, _ values: [SQLValue]) throws {
        let parameters = PostgresBinary(values)
        if statements[sql] == nil {
            let name = "s\(statements.count)"
            guard PQsendPrepare(handle, name, PostgresSession.numbered(sql.description), Int32(values.count), parameters.types) == 1 else {
                throw failure(sql.description)
            }
            statements[sql] = name
        }
        let sent = parameters.withPointers { pointers in
            PQsendQueryPrepared(handle, statements[sql], Int32(values.count), pointers, parameters.lengths, parameters.formats, 1)
        }
        guard sent == 1 else { throw failure(sql.description) }
    }

    /// The text with `$1`, `$2` … in the place of each `?` outside of quotes.
    static func numbered(_ sql: String) -> String {
        var (count, isQuoted) = (0, false)
        return sql.map { character in
            if character == "'" { isQuoted.toggle() }
            guard character == "?", !isQuoted else { return String(character) }
            count += 1
            return "$\(count)"
        }.joined()
    }

    private func failure(_ what: String) -> Failure { Failure("\(what): \(String(cString: PQerrorMessage(handle)))") }
}

/// Values in the form in which libpq takes them.
private struct PostgresBinary {
    private(set) var types: [Oid] = []
    private(set) var lengths: [Int32] = []
    private(set) var formats: [Int32] = []
    private var bytes: [[UInt8]?] = []

    init(_ values: [SQLValue]) { for value in values { append(value) } }

    private mutating func append(_ value: SQLValue) {
        switch value {
        case .null: append(nil, type: 0)
        case .text(let text): append(Array(text.utf8) + [0], type: 0, format: 0)
        case .integer(let integer): append(withUnsafeBytes(of: integer.bigEndian, Array.init), type: 20)
        case .real(let real): append(withUnsafeBytes(of: real.bitPattern.bigEndian, Array.init), type: 701)
        case .boolean(let bool): append([bool ? 1 : 0], type: 16)
        case .bytes(let bytes): append(bytes, type: 17)
        case .identifier(let high, let low): append(withUnsafeBytes(of: (high.bigEndian, low.bigEndian), Array.init), type: 2_950)
        }
    }

    private mutating func append(_ value: [UInt8]?, type: Oid, format: Int32 = 1) {
        types.append(type)
        lengths.append(Int32(value?.count ?? 0))
        formats.append(format)
        bytes.append(value)
    }

    func withPointers<T>(_ body: ([UnsafePointer<CChar>?]) -> T) -> T {
        let joined = bytes.compactMap { $0 }.joined() + [0]
        return joined.withUnsafeBytes { buffer in
            var next = buffer.assumingMemoryBound(to: CChar.self).baseAddress
            return body(
                bytes.map { value in
                    defer { if let value { next = next?.advanced(by: value.count) } }
                    return value == nil ? nil : next
                })
        }
    }
}
