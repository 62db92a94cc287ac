import Logging
import MartletCommerce
import MartletKernel

/// Sends notices to people.
///
/// Sending talks to a network, so it happens outside of any transaction, and best in a job: what is enqueued with the transaction
/// that made it necessary is sent after a crash, too.
public struct Notifier: Sendable {
    let catalog: NoticeCatalog
    let senders: MessageSenders
    let hook: AsyncHookChain<SendingNotice, NoticeOutcome>
    let environment: Environment
    let timings: PluginTimings
    let timeout: Duration
    let replyTo: EmailAddress?

    /// Sends a notice over the channel that the recipient's address belongs to.
    ///
    /// What cannot be sent for good is returned, and need not be tried again. What may go well another time is thrown: a job that
    /// passes the error on is tried again, when the service says so or with growing pauses.
    ///
    /// ```swift
    /// JobHandler("identity.verify-email") { job in
    ///     try await notifier.send(notice, to: .email(account.email), key: "\(job.id)-\(job.attempt)")
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - key: Names this one message: sent again with the same key, a service that keeps keys delivers it once. 1 to 120 visible
    ///     characters of ASCII, such as a job's id. A message whose text is another at each attempt, since it has a new secret,
    ///     takes a new key each time, or the service keeps the newer one back.
    /// - Throws: ``NotificationError``, or what a handler of ``MartletKernel/AsyncHook/sendingNotice`` threw.
    @discardableResult
    public func send(_ notice: Notice, to recipient: Recipient, key: String) async throws -> NoticeOutcome {
        guard (1...120).contains(key.utf8.count), let key = MessageKey("\(notice.template)/\(key)") else { throw NotificationError.badKey }
        var message = try catalog.message(for: notice, to: recipient, key: key)
        if case .email(var email) = message {
            email.replyTo = replyTo
            email.headers.append(.automatic)
            message = .email(email)
        }
        do {
            return try await hook(SendingNotice(notice: notice, recipient: recipient, message: message)) { sending in
                try await deliver(sending.message, of: notice)
            }
        } catch let refusal as Refusal {
            environment.logger.info("a notice was withheld", metadata: metadata(notice, message, ["code": "\(refusal.code)"]))
            return .withheld(code: refusal.code)
        }
    }

    /// Whether anything sends over a channel.
    public func serves(_ channel: MessageChannel) -> Bool { senders.serves(channel) }

    private func deliver(_ message: OutgoingMessage, of notice: Notice) async throws -> NoticeOutcome {
        let sender = try senders.sender(of: message)
        let outcome = await timings.measure(PluginID(sender.id), "send-\(message.channel)") {
            // A sender that is late may have sent it all the same; the key keeps the next attempt from sending it twice.
            (try? await environment.time.limit(timeout) { await sender.send() }) ?? .unavailable(retryAfter: nil)
        }
        let details: Logger.Metadata = ["sender": "\(sender.id)"]
        switch outcome {
        case .accepted(let external):
            environment.logger.info("a notice was sent", metadata: metadata(notice, message, details))
            return .accepted(external: external)
        case .rejected(let rejection):
            environment.logger.warning(
                "a notice was rejected", metadata: metadata(notice, message, details.merging(["reason": "\(rejection.reason)"]) { $1 }))
            return .rejected(rejection)
        case .unavailable(let pause):
            throw NotificationError.unavailable(message.channel, retryAfter: pause)
        }
    }

    /// What a log may have of a message: neither its text nor the whole address.
    private func metadata(_ notice: Notice, _ message: OutgoingMessage, _ more: Logger.Metadata) -> Logger.Metadata {
        ["notice": "\(notice.template)", "channel": "\(message.channel)", "to": "\(message.maskedAddress)", "key": "\(message.key)"]
            .merging(more) { $1 }
    }
}

extension SingleExtensionPoint where Value == Notifier {
    /// What sends notices to people.
    public static var notifier: Self { Self("notifier", "the notifications feature") }
}
