import CPostgres
import MartletDatabase

/// One statement with its values, ready to be sent.
struct PostgresCommand {
    let text: String
    /// What it is prepared as; `nil` when it is parsed each time.
    let name: String?
    private let types: [UInt32]
    private let parameters: PostgresParameters

    init(_ sql: SQL, statements: inout PostgresStatements) throws {
        parameters = try PostgresParameters(sql.values)
        let entry = statements.entry(for: sql.text, types: parameters.types)
        (text, name, types) = (entry.text, entry.name, entry.types)
    }

    private init(text: String) {
        (self.text, name, types, parameters) = (text, nil, [], PostgresParameters())
    }

    /// A statement without values that is not kept.
    static func once(_ text: String) -> PostgresCommand { PostgresCommand(text: text) }

    func prepare(on handle: OpaquePointer?) -> Bool {
        PQsendPrepare(handle, name, text, Int32(types.count), types) == 1
    }

    func send(on handle: OpaquePointer?) -> Bool {
        // Results are asked for in binary.
        parameters.withPointers { count, values, lengths, formats in
            if let name {
                PQsendQueryPrepared(handle, name, count, values, lengths, formats, 1)
            } else {
                PQsendQueryParams(handle, text, count, types, values, lengths, formats, 1)
            }
        } == 1
    }
}
