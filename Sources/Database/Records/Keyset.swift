/// A page of a list, by the position of the last row seen rather than by a count, so that it costs the same wherever it
/// is and skips nothing when rows come and go.
public struct Keyset: Sendable {
    /// One column of the order. The last one must be unique.
    public struct Term: Sendable {
        /// What the column holds: a cursor that holds something else is none of this order.
        public enum Kind: Sendable {
            case identifier, integer, text
        }

        public let column: SQL
        public let kind: Kind
        public let descending: Bool

        public init(_ column: Column, _ kind: Kind = .identifier, descending: Bool = false) {
            self.init(expression: "\(column)", kind, descending: descending)
        }

        public init(expression: SQL, _ kind: Kind = .identifier, descending: Bool = false) {
            self.column = expression
            self.kind = kind
            self.descending = descending
        }
    }

    public let terms: [Term]
    /// The values of ``terms`` in the last row of the page before; `nil` for the first page.
    public let after: [SQLValue]?
    public let limit: Int

    public init(_ terms: [Term], after: [SQLValue]? = nil, limit: Int) {
        precondition(after.map { $0.count == terms.count } ?? true, "a cursor has one value for each term of the order")
        self.terms = terms
        self.after = after
        self.limit = limit
    }

    /// `(a, b) > (x, y)`, written out so that each term has its own direction.
    public var condition: SQL? {
        guard let after else { return nil }
        var alternatives: [SQL] = []
        for last in terms.indices {
            var parts: [SQL] = terms[..<last].indices.map { "\(terms[$0].column) = \(after[$0])" }
            let comparison: SQL = terms[last].descending ? "<" : ">"
            parts.append("\(terms[last].column) \(comparison) \(after[last])")
            alternatives.append("(\(parts.joined(" AND ")))")
        }
        return alternatives.joined(" OR ")
    }

    public var order: SQL {
        terms.map { $0.descending ? "\($0.column) DESC" : "\($0.column)" as SQL }.joined(", ")
    }
}
