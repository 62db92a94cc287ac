import MartletDatabase

/// The statements that a connection has prepared, by text and parameter types.
struct PostgresStatements {
    /// What to send for a statement.
    struct Entry {
        /// The text with `$1` for `?`.
        let text: String
        /// What it is prepared as; `nil` when it is not worth it.
        let name: String?
        let types: [UInt32]
    }

    /// How many are kept; beyond it all are dropped, which a shop's fixed set never reaches.
    private static let limit = 512

    private let areKept: Bool
    private var entries: [SQLText: [Entry]] = [:]
    private var prepared: Set<String> = []
    private var nextName = 0
    private(set) var isCleaningDue = false
    private var transactions = 0
    /// The transaction with which the server makes its plans anew.
    private var replanning = 32

    init(areKept: Bool) { self.areKept = areKept }

    /// - Parameter types: The type of each value; `nil` for a null, which fits any.
    mutating func entry(for text: SQLText, types: [UInt32?]) -> Entry {
        guard areKept, PostgresStatements.isWorthPreparing(text) else {
            return Entry(
                text: types.isEmpty ? text.description : PostgresPlaceholders.numbered(text), name: nil, types: types.map { $0 ?? 0 })
        }
        let known = entries[text]
        if let entry = known?.first(where: { zip($0.types, types).allSatisfy { $1 == nil || $0 == $1 } }) { return entry }
        nextName += 1
        // A null takes the type that was there before, so that many rows with nulls here and there come to share a statement.
        let types = types.indices.map { types[$0] ?? known?.last?.types[$0] ?? 0 }
        let entry = Entry(text: known?.first?.text ?? PostgresPlaceholders.numbered(text), name: "martlet_\(nextName)", types: types)
        entries[text, default: []].append(entry)
        return entry
    }

    func isPrepared(_ name: String) -> Bool { prepared.contains(name) }

    mutating func notePrepared(_ name: String) {
        prepared.insert(name)
        if prepared.count >= PostgresStatements.limit { isCleaningDue = true }
    }

    /// The statements no longer fit: a migration changed a table, or a proxy changed the session.
    mutating func noteOutdated() { isCleaningDue = true }

    /// Notes that a transaction begins, and says whether the server should make its plans anew.
    ///
    /// It keeps a statement's plan for as long as nobody has counted the table's rows again, so a table that was empty when the shop
    /// was opened would be read whole for each row long after. Often at first, when tables double in size; seldom later.
    mutating func isReplanningDue() -> Bool {
        transactions += 1
        guard areKept, transactions == replanning else { return false }
        replanning += min(replanning, 4_096)
        return true
    }

    /// Forgets all of them, since the server is told to.
    mutating func clean() {
        isCleaningDue = false
        entries = [:]
        prepared = []
    }

    private static func isWorthPreparing(_ text: SQLText) -> Bool {
        let words: [StaticString] = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"]
        let start = text.utf8.drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x09 || $0 == 0x0D }
        // 0xDF clears the bit that tells a small letter from a capital one.
        return words.contains { start.lazy.map { $0 & 0xDF }.starts(with: $0.description.utf8) }
    }
}
