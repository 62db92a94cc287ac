import MartletCommerce
import MartletDatabase
import MartletKernel
import MartletNotifications

/// Takes every message and keeps it in a table, the newest ones only.
struct DevMailbox: EmailSender, SMSSender, PushSender, Mailbox {
    let database: Database
    let environment: Environment
    /// How many messages are kept.
    let capacity: Int

    var isStandIn: Bool { true }

    func send(_ message: EmailMessage) async -> SendingOutcome {
        var headers = message.headers.map { KeptMessage.Header(name: $0.name, value: $0.value.rawValue) }
        if let address = message.replyTo { headers.append(.init(name: "Reply-To", value: address.rawValue)) }
        return await keep(
            .email, to: message.to.rawValue, subject: message.subject.rawValue, text: message.text, html: message.html, headers: headers,
            message.key)
    }

    func send(_ message: SMSMessage) async -> SendingOutcome {
        await keep(.sms, to: message.to.rawValue, subject: nil, text: message.text, message.key)
    }

    func send(_ message: PushMessage) async -> SendingOutcome {
        await keep(
            .push, to: "\(message.to.sender): \(message.to.token)", subject: message.title.rawValue, text: message.text, message.key)
    }

    private func keep(
        _ channel: MessageChannel, to recipient: String, subject: String?, text: String, html: String? = nil,
        headers: [KeptMessage.Header] = [], _ key: MessageKey
    ) async -> SendingOutcome {
        let message = KeptMessage(
            id: environment.identifiers.next(), channel: channel, to: recipient.storable, subject: subject?.storable, text: text.storable,
            html: html?.storable, headers: headers, key: key.rawValue, sentAt: environment.time.now)
        do {
            let id = try await database.write { transaction in
                let id = try KeptMessageStore.insert(message, in: transaction)
                try KeptMessageStore.shrink(to: capacity, in: transaction)
                return id
            }
            return .accepted(external: "\(id)")
        } catch {
            environment.logger.warning("a message could not be kept", metadata: ["key": "\(key)", "error": "\(error)"])
            return .unavailable(retryAfter: nil)
        }
    }

    func messages(after id: KeptMessageID?, limit: Int, in transaction: ReadTransaction) throws -> [KeptMessage] {
        try KeptMessageStore.messages(after: id, limit: limit, in: transaction)
    }

    func message(_ id: KeptMessageID, in transaction: ReadTransaction) throws -> KeptMessage? {
        try KeptMessageStore.message(id, in: transaction)
    }
}

extension String {
    /// The text without what no database takes.
    fileprivate var storable: String { replacing("\0", with: "\u{FFFD}") }
}
