import CPostgres

/// The server's answer to one command.
final class PostgresResult {
    /// The fields of an error (`PG_DIAG_…` in `postgres_ext.h`, macros that Swift does not import).
    enum Field: UInt8 {
        case state = 67  // C
        case message = 77  // M
        case detail = 68  // D
        case column = 99  // c
        case constraint = 110  // n
    }

    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { PQclear(pointer) }

    var isSuccess: Bool {
        let status = PQresultStatus(pointer)
        return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK
    }

    /// Whether this is an error, rather than what comes after one in the same pipeline.
    var isError: Bool { PQresultStatus(pointer) != PGRES_PIPELINE_ABORTED }

    var rowCount: Int32 { PQntuples(pointer) }

    /// What the server calls what it did: `INSERT 0 1`.
    var tag: String { String(cString: PQcmdStatus(pointer)) }

    /// How many rows were changed; none for what only reads.
    var changes: Int {
        let tag = tag
        guard let count = tag.split(separator: " ").last.flatMap({ Int($0) }) else { return 0 }
        return ["INSERT", "UPDATE", "DELETE", "MERGE"].contains { tag.hasPrefix($0) } ? count : 0
    }

    func field(_ field: Field) -> String? {
        PQresultErrorField(pointer, Int32(field.rawValue)).map { String(cString: $0) }
    }
}
