/// What a database refused or could not do.
public struct DatabaseError: Error, Sendable, CustomStringConvertible {
    /// What happened, whatever the driver.
    public enum Kind: Sendable, Equatable {
        /// A `UNIQUE` or primary key constraint was violated.
        case uniqueViolation
        /// A foreign key points to nothing, or something still points here.
        case foreignKeyViolation
        /// A `CHECK` constraint was violated.
        case checkViolation
        /// A column that takes no null got one.
        case notNullViolation
        /// The transaction collided with another and can be run again.
        case serializationFailure
        case deadlock
        /// Somebody else holds the database for too long; can be run again.
        case busy
        /// The database cannot be reached, or the connection broke and the transaction did not commit; can be run again.
        case connectionLost
        /// The connection broke while committing, and the database could not be asked what became of it.
        case commitOutcomeUnknown
        /// The disk is full.
        case full
        /// The database, or the transaction, takes no writes.
        case readOnly
        /// The file is no database, or is damaged.
        case corrupt
        /// A column does not hold what is read from it.
        case unreadable
        /// Anything else: a wrong statement, a wrong type.
        case other
    }

    public let kind: Kind
    /// The constraint or column at fault, where the database names it.
    public let constraint: String?
    /// The database's own words. They may hold data: for logs, not for clients.
    public let message: String

    public init(_ kind: Kind, constraint: String? = nil, _ message: String) {
        self.kind = kind
        self.constraint = constraint
        self.message = message
    }

    @usableFromInline
    static func unreadable(column: Int, _ message: String) -> DatabaseError {
        DatabaseError(.unreadable, "column \(column): \(message)")
    }

    /// Whether the same body may well succeed when it is run again.
    public var isRetryable: Bool {
        switch kind {
        case .serializationFailure, .deadlock, .busy, .connectionLost: true
        default: false
        }
    }

    /// Whether the database is out of reach, so that a client should come back later.
    public var isUnavailable: Bool {
        switch kind {
        case .connectionLost, .commitOutcomeUnknown, .busy, .full, .readOnly: true
        default: false
        }
    }

    public var description: String {
        "\(kind)" + (constraint.map { " (\($0))" } ?? "") + ": " + message
    }
}
