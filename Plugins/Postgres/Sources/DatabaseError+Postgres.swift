import MartletDatabase

extension DatabaseError {
    init(_ result: PostgresResult, in text: String) {
        let kind = Kind(sqlState: result.field(.state) ?? "")
        var message = result.field(.message) ?? "the server gave no reason"
        if let detail = result.field(.detail) { message += " (\(detail))" }
        let constraint: String? =
            switch kind {
            case .notNullViolation: result.field(.column)
            case .uniqueViolation, .foreignKeyViolation, .checkViolation: result.field(.constraint)
            default: nil
            }
        self.init(kind, constraint: constraint, "\(message) [\(text.prefix(200))]")
    }
}

extension DatabaseError.Kind {
    /// Maps an SQLSTATE (postgresql.org/docs/current/errcodes-appendix.html).
    init(sqlState: String) {
        switch sqlState {
        case "23505", "23P01": self = .uniqueViolation
        case "23503", "23001": self = .foreignKeyViolation
        case "23514": self = .checkViolation
        case "23502": self = .notNullViolation
        case "40001": self = .serializationFailure
        case "40P01": self = .deadlock
        case "55P03": self = .busy
        case "25006": self = .readOnly
        case "53100": self = .full
        case "XX001", "XX002": self = .corrupt
        case "57P01", "57P02", "57P03", "53300", "25P03": self = .connectionLost
        default: self = sqlState.hasPrefix("08") ? .connectionLost : .other
        }
    }
}
