import MartletKernel

/// A step in the life of a plugin's tables. Numbered, append-only: once released, it is never changed.
///
/// The statements may hold placeholders for types (`{id}`, `{int}`, `{text}`, `{bool}`, `{real}`, `{bytes}`, `{json}`,
/// `{timestamp}`, `{key}`, `{sequence}`) and for the way in which a table is kept (`{clustered}`), which each dialect fills
/// in; ``SQLDialect/placeholders`` says what they are. A `CHECK` of a column's words is written with `OR`: for `IN`, SQLite builds
/// a table each time a row is written.
public struct Migration: Sendable {
    /// What one statement is for.
    public enum Statement: Sendable {
        /// The same on every database, but for placeholders.
        case portable(StaticString)
        /// On one dialect only.
        case only(SQLDialect, StaticString)
    }

    /// The number within the plugin, from 1, and a name: `1`, `create products`.
    public let number: Int
    public let name: String
    public let statements: [Statement]

    public init(_ number: Int, _ name: String, _ statements: [Statement]) {
        self.number = number
        self.name = name
        self.statements = statements
    }

    /// The statements for a dialect, placeholders filled in.
    public func statements(for dialect: SQLDialect) -> [String] {
        statements.compactMap { statement in
            let text: StaticString
            switch statement {
            case .portable(let portable): text = portable
            case .only(let only, let special):
                guard only == dialect else { return nil }
                text = special
            }
            return dialect.placeholders.reduce(text.description) {
                $0.replacing("{\($1.key)}", with: $1.value)
            }
        }
    }
}

extension Migration.Statement: ExpressibleByStringLiteral {
    public init(stringLiteral value: StaticString) { self = .portable(value) }
}

extension ListExtensionPoint where Value == Migration {
    /// The migrations of all plugins; within a plugin they run by number, between plugins by requirement.
    public static var migrations: Self { Self("migrations", "migrations of tables") }
}
