import MartletKernel

/// Something that must hold in the database at all times. `martlet verify` checks it.
public struct Invariant: Sendable {
    /// A stable name: `stock.on_hand`.
    public let name: String
    /// What must hold, as a sentence.
    public let statement: String
    /// Counts the rows that are looked at.
    let counted: SQL
    /// Selects the rows that break it; the first column names one, in words that a person can look up.
    let violations: SQL

    /// - Parameters:
    ///   - counted: `SELECT COUNT(*) …`.
    ///   - violations: Selects one text for each row that breaks it.
    public init(_ name: String, _ statement: String, counted: SQL, violations: SQL) {
        self.name = name
        self.statement = statement
        self.counted = counted
        self.violations = violations
    }
}

extension ListExtensionPoint where Value == Invariant {
    public static var invariants: Self { Self("invariants", "what must always hold") }
}

/// Checks invariants over a live database, all on one state of it.
public struct Verifier: Sendable {
    /// What was found of one invariant.
    public struct Finding: Sendable {
        public let invariant: Invariant
        public let rows: Int
        /// The rows that break it, at most a hundred.
        public let violations: [String]
    }

    private let invariants: [Invariant]

    public init(_ invariants: [Invariant]) { self.invariants = invariants }

    public func findings(in transaction: ReadTransaction) throws -> [Finding] {
        try invariants.map { invariant in
            Finding(
                invariant: invariant, rows: try transaction.count(invariant.counted),
                violations: try transaction.all("\(invariant.violations) LIMIT 100") { try $0.next(String.self) })
        }
    }
}
