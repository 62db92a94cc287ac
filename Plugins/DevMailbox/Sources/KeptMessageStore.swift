import MartletDatabase
import MartletJSON
import MartletKernel
import MartletNotifications

/// All SQL of the mailbox.
enum KeptMessageStore {
    /// Keeps a message. Returns its identifier, or that of the one that has the same key already.
    static func insert(_ message: KeptMessage, in transaction: WriteTransaction) throws -> KeptMessageID {
        let headers = JSONValue.array(message.headers.map { ["name": .string($0.name), "value": .string($0.value)] })
        let inserted = try transaction.execute(
            """
            INSERT INTO dev_mailbox_messages (id, channel, recipient, subject, body, html, headers, message_key, sent_at)
            VALUES (\(message.id), \(message.channel.rawValue), \(message.to), \(message.subject), \(message.text), \(message.html),
                \(headers), \(message.key), \(message.sentAt))
            ON CONFLICT (channel, message_key) DO NOTHING
            """)
        guard inserted == 0 else { return message.id }
        return try transaction.value(
            "SELECT id FROM dev_mailbox_messages WHERE channel = \(message.channel.rawValue) AND message_key = \(message.key)",
            as: KeptMessageID.self) ?? message.id
    }

    /// Forgets all but the newest.
    static func shrink(to count: Int, in transaction: WriteTransaction) throws {
        try transaction.execute(
            """
            DELETE FROM dev_mailbox_messages
            WHERE id < (SELECT id FROM dev_mailbox_messages ORDER BY id DESC LIMIT 1 OFFSET \(count - 1))
            """)
    }

    /// Messages that came after one, or the newest; oldest first.
    static func messages(after id: KeptMessageID?, limit: Int, in transaction: ReadTransaction) throws -> [KeptMessage] {
        guard let id else { return try transaction.all("\(columns) ORDER BY id DESC LIMIT \(limit)", read).reversed() }
        return try transaction.all("\(columns) WHERE id > \(id) ORDER BY id LIMIT \(limit)", read)
    }

    static func message(_ id: KeptMessageID, in transaction: ReadTransaction) throws -> KeptMessage? {
        try transaction.first("\(columns) WHERE id = \(id)", read)
    }

    private static let columns: SQL =
        "SELECT id, channel, recipient, subject, body, html, headers, message_key, sent_at FROM dev_mailbox_messages"

    private static func read(_ row: inout Row) throws -> KeptMessage {
        KeptMessage(
            id: try row.next(), channel: MessageChannel(rawValue: try row.next(String.self)) ?? .email, to: try row.next(),
            subject: try row.next(), text: try row.next(), html: try row.next(),
            headers: (try row.next(JSONValue.self).arrayValue ?? []).map {
                KeptMessage.Header(name: $0["name"]?.stringValue ?? "", value: $0["value"]?.stringValue ?? "")
            }, key: try row.next(), sentAt: try row.next())
    }
}
