/// The variety of SQL that a driver speaks.
public struct SQLDialect: Sendable, Hashable, CustomStringConvertible {
    public let name: String
    /// What the placeholders of portable migrations stand for.
    ///
    /// Types are `{id}`, `{int}`, `{text}`, `{bool}`, `{real}`, `{bytes}`, `{json}`, `{timestamp}`, `{key}` for a text that
    /// sorts by its bytes whatever the database's language, and `{sequence}` for a primary key that the database counts up.
    /// `{clustered}` after a table's closing parenthesis keeps its rows in the order of its primary key where the database
    /// can, in one tree rather than two: for tables with a primary key and short rows, of some 200 bytes at most.
    public let placeholders: [String: String]
    /// What locks the rows of a `SELECT` until the transaction ends; empty where one writer is alone anyway.
    public let forUpdate: SQL
    /// What locks the rows of a `SELECT` and passes over those that somebody else has locked.
    public let forUpdateSkipLocked: SQL

    public static let sqlite = SQLDialect(
        name: "sqlite",
        placeholders: [
            "id": "BLOB", "int": "INTEGER", "text": "TEXT", "bool": "INTEGER", "real": "REAL", "bytes": "BLOB", "json": "TEXT",
            "timestamp": "INTEGER", "key": "TEXT", "sequence": "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT",
            "clustered": " WITHOUT ROWID",
        ],
        forUpdate: "", forUpdateSkipLocked: "")

    public static let postgres = SQLDialect(
        name: "postgres",
        placeholders: [
            "id": "UUID", "int": "BIGINT", "text": "TEXT", "bool": "BOOLEAN", "real": "DOUBLE PRECISION", "bytes": "BYTEA",
            "json": "JSONB", "timestamp": "BIGINT", "key": "TEXT COLLATE \"C\"",
            "sequence": "BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "clustered": "",
        ],
        forUpdate: " FOR UPDATE", forUpdateSkipLocked: " FOR UPDATE SKIP LOCKED")

    public static func == (a: SQLDialect, b: SQLDialect) -> Bool { a.name == b.name }
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
    public var description: String { name }
}
