import MartletDatabase
import MartletJSON
import MartletKernel

public enum InboxMessageTag: IDTag { public static let prefix = "inbox" }
public typealias InboxMessageID = ID<InboxMessageTag>

/// A message from outside that was stored before it was acknowledged, such as a provider's webhook.
public struct InboxMessage: Sendable, Equatable {
    public let id: InboxMessageID
    /// Who sent it: a plugin's id.
    public let source: String
    /// The sender's own name for it; the same name twice is the same message.
    public let externalID: String
    public let headers: JSONObject
    /// The body as it came, byte for byte.
    public let body: [UInt8]
    public let receivedAt: Timestamp
}

/// Stores messages from outside, each once, and has them handled afterwards.
public struct Inbox: Sendable {
    private let environment: Environment
    private let jobs: JobQueue

    init(environment: Environment, jobs: JobQueue) {
        self.environment = environment
        self.jobs = jobs
    }

    /// Stores a message and enqueues its handling. Returns false for one that came before.
    public func receive(
        from source: String, externalID: String, headers: JSONObject, body: [UInt8], in transaction: WriteTransaction
    ) throws -> Bool {
        let id = environment.identifiers.next(InboxMessageID.self)
        let stored = try transaction.execute(
            """
            INSERT INTO inbox_messages (id, source, external_id, headers, body, received_at)
            VALUES (\(id), \(source), \(externalID), \(JSONValue.object(headers)), \(body), \(environment.time.now))
            ON CONFLICT (source, external_id) DO NOTHING
            """)
        Failpoint.messageStored.pass()
        guard stored == 1 else { return false }
        try enqueue(id, from: source, in: transaction)
        return true
    }

    /// Has a message handled again. False when there is none.
    public func replay(_ id: InboxMessageID, in transaction: WriteTransaction) throws -> Bool {
        let source = try transaction.value("SELECT source FROM inbox_messages WHERE id = \(id)", as: String.self)
        guard let source else { return false }
        try transaction.execute("UPDATE inbox_messages SET handled_at = NULL, result = NULL WHERE id = \(id)")
        // It may wait for an operator, or for its next try.
        try transaction.execute("DELETE FROM jobs WHERE unique_key = \(Inbox.jobKey(id)) AND attempts > 0")
        try enqueue(id, from: source, in: transaction)
        return true
    }

    private func enqueue(_ id: InboxMessageID, from source: String, in transaction: WriteTransaction) throws {
        try jobs.enqueue(Inbox.jobKind(source), payload: Array("\(id)".utf8), uniqueKey: Inbox.jobKey(id), in: transaction)
    }

    /// Does the jobs of one source: finds the message, hands it over, notes what came of it.
    ///
    /// - Parameter handle: Returns what came of it, in a sentence for staff.
    public static func handler(
        for source: String, database: Database, environment: Environment,
        handle: @escaping @Sendable (InboxMessage) async throws -> String
    ) -> JobHandler {
        JobHandler.withEnding(jobKind(source)) { job in
            let id = try InboxMessageID(String(decoding: job.payload, as: UTF8.self))
            guard let message = try await database.read({ try Inbox.unhandled(id, in: $0) }) else { return nil }
            let result = String(try await handle(message).prefix(1_000))
            Failpoint.messageHandled.pass()
            let now = environment.time.now
            return { transaction in
                try transaction.executeLater(
                    "UPDATE inbox_messages SET handled_at = \(now), result = \(result) WHERE id = \(id) AND handled_at IS NULL")
            }
        }
    }

    /// Forgets some of the messages that were handled before a time. Returns how many.
    static func purge(_ limit: Int, before time: Timestamp, in transaction: WriteTransaction) throws -> Int {
        try transaction.execute(
            "DELETE FROM inbox_messages WHERE id IN (SELECT id FROM inbox_messages WHERE handled_at < \(time) LIMIT \(limit))")
    }

    private static func jobKind(_ source: String) -> String { "inbox:\(source)" }

    static func jobKey(_ id: InboxMessageID) -> String { "inbox:\(id)" }

    private static func unhandled(_ id: InboxMessageID, in transaction: ReadTransaction) throws -> InboxMessage? {
        try transaction.first(
            "SELECT id, source, external_id, headers, body, received_at FROM inbox_messages WHERE id = \(id) AND handled_at IS NULL"
        ) { row in
            InboxMessage(
                id: try row.next(), source: try row.next(), externalID: try row.next(),
                headers: try row.next(JSONValue.self).objectValue ?? JSONObject(), body: try row.next(), receivedAt: try row.next())
        }
    }
}

extension SingleExtensionPoint where Value == Inbox {
    public static var inbox: Self { Self("inbox", "the durable: section") }
}
