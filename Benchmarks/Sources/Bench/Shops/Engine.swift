/// Where shops keep their data.
enum Engine: Sendable {
    case sqlite
    /// A server, by the address of one of its databases without that database's name: `postgres://user:password@host:port/`.
    case postgres(server: String)

    var name: String {
        switch self {
        case .sqlite: "SQLite"
        case .postgres: "PostgreSQL"
        }
    }

    var isPostgres: Bool { if case .postgres = self { true } else { false } }
}
