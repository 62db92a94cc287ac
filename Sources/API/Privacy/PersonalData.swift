import MartletDatabase
import MartletJSON
import MartletKernel

/// What a feature or a plugin keeps about people, how it is shown to them, and how it is erased.
///
/// Whoever has a table with something about a customer contributes one to ``ListExtensionPoint/personalData``: names, addresses, what
/// they did. It then is part of every export and every erasure.
public struct PersonalData: Sendable {
    /// Its name in an export: `orders`. No other has it.
    public let name: String
    /// What is kept, as customers would say it.
    public let summary: String
    /// The tables that it sees to.
    public let tables: Set<String>
    /// Everything that is kept about somebody, without secrets.
    public let export: @Sendable (DataSubject, ReadTransaction) throws -> JSONObject
    /// Why somebody cannot be erased yet, one sentence each; empty when they can.
    public let obstacles: @Sendable (DataSubject, ReadTransaction) throws -> [String]
    /// Removes what is kept about somebody, or takes from it everything that leads back to them. Ledgers keep their amounts.
    public let erase: @Sendable (DataSubject, WriteTransaction) throws -> Void

    /// A query that finds what has stayed of people who were erased: those in the table `customer_erasures`, by its `customer_id`. Each
    /// row is a sentence for whoever runs `martlet verify`. `nil` where no customer is named.
    public let remnants: SQL?

    public init(
        _ name: String, _ summary: String, tables: Set<String>,
        export: @escaping @Sendable (DataSubject, ReadTransaction) throws -> JSONObject,
        obstacles: @escaping @Sendable (DataSubject, ReadTransaction) throws -> [String] = { _, _ in [] },
        erase: @escaping @Sendable (DataSubject, WriteTransaction) throws -> Void, remnants: SQL? = nil
    ) {
        self.name = name
        self.summary = summary
        self.tables = tables
        self.export = export
        self.obstacles = obstacles
        self.erase = erase
        self.remnants = remnants
    }
}

extension ListExtensionPoint where Value == PersonalData {
    /// What is kept about people, by whom.
    public static var personalData: Self { Self("personal-data", "what is kept about people, to be exported and erased") }
}

extension JSONWritable {
    /// The value as JSON, for what is put together of many parts.
    public func asJSON() throws -> JSONValue { try JSONValue.parse(jsonBytes) }
}
