import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletJSON
import MartletKernel

/// Takes in what payment providers tell: checks the signature, stores the message as it came, and answers; then acts on it, once,
/// in whatever order messages come.
public struct WebhookIntake: Sendable {
    let environment: Environment
    let database: Database
    let inbox: Inbox
    let ledger: PaymentLedger
    let providers: PaymentProviders

    // MARK: Taking in

    /// Stores a message that is genuine. One that came before is as good as stored.
    ///
    /// - Throws: ``WebhookError``.
    public func receive(_ webhook: PaymentWebhook, from id: String) async throws {
        guard let provider = providers[id] else { throw WebhookError.noProvider }
        let events = try await parse(webhook, by: provider)
        guard let name = events.first?.id else { return }
        let headers = JSONObject(webhook.headers.fields.map { ($0.name, .string($0.value)) })
        _ = try await database.write { transaction in
            try inbox.receive(from: id, externalID: name, headers: headers, body: webhook.body, in: transaction)
        }
    }

    private func parse(_ webhook: PaymentWebhook, by provider: any PaymentProvider) async throws -> [PaymentEvent] {
        do { return try await provider.parseWebhook(webhook) } catch {
            switch error {
            case .notExpected: throw WebhookError.noProvider
            case .unverified(let reason): throw WebhookError.unverified(reason)
            case .forged, .stale, .unreadable: throw WebhookError.rejected(error)
            }
        }
    }

    // MARK: Acting

    /// Does what the stored messages of each provider say.
    var handlers: [JobHandler] {
        providers.ids.map { id in
            Inbox.handler(for: id, database: database, environment: environment) { message in try await act(on: message, from: id) }
        }
    }

    /// - Returns: What came of it, for staff.
    private func act(on message: InboxMessage, from id: String) async throws -> String {
        guard let provider = providers[id] else { return "ignored: there is no such provider any more" }
        let headers = message.headers.map { HTTPTransportHeaders.Field($0.key, $0.value.stringValue ?? "") }
        let webhook = PaymentWebhook(body: message.body, headers: HTTPTransportHeaders(headers), receivedAt: message.receivedAt)
        var results: [String] = []
        for event in try await provider.parseWebhook(webhook) {
            do { results.append("\(event.kind): \(try await act(on: event, from: id))") } catch PaymentError.mismatch(let reason) {
                environment.logger.warning("a webhook is refused", metadata: ["provider": "\(id)", "reason": "\(reason)"])
                results.append("\(event.kind): refused, \(reason)")
            }
        }
        return results.joined(separator: "; ")
    }

    private func act(on event: PaymentEvent, from id: String) async throws -> String {
        guard let subject = event.subject, let news = event.news else { return "ignored, it concerns no payment" }
        guard let payment = try await database.read({ try find(subject, from: id, in: $0) }) else {
            return "ignored, the shop has no such payment"
        }
        if case .refund(let refund) = news, refund.status != .failed, refund.amount > payment.refundable { try await lookUp(payment) }
        switch news {
        case .changed: try await lookUp(payment)
        case .agreed: try await goOn(with: payment)
        case .outcome(let outcome): try await database.write { _ = try ledger.record(outcome, of: payment.id, in: $0) }
        case .refund(let refund): try await database.write { try ledger.record(refund, of: payment.id, in: $0) }
        case .dispute(let dispute): try await database.write { try ledger.record(dispute, of: payment.id, in: $0) }
        }
        return "done"
    }

    /// Goes on with a payment to which its shopper has agreed, who may never come back to the shop.
    private func goOn(with payment: Payment) async throws {
        guard payment.status.isOpen, !payment.isReturning else { return }
        let request = PaymentConfirmation(key: "\(payment.id)/agreed", payment: payment.reference)
        try await record(await providers.confirm(request, with: payment.provider), of: payment)
    }

    private func lookUp(_ payment: Payment) async throws { try await record(await providers.lookUp(payment), of: payment) }

    /// - Throws: ``PaymentError/unknown`` where the provider does not answer: the message is acted upon later.
    private func record(_ outcome: PaymentOutcome, of payment: Payment) async throws {
        if outcome == .unknown { throw PaymentError.unknown }
        try await database.write { _ = try ledger.record(outcome, of: payment.id, in: $0) }
    }

    /// The payment of this provider that an event is about. Where the event names it twice, both must be the same.
    private func find(_ subject: PaymentEvent.Subject, from id: String, in transaction: ReadTransaction) throws -> Payment? {
        let ofProvider = Payment.query.filter(("provider" as Column) == id)
        if let payment = subject.payment {
            return try transaction.first(ofProvider.filter(("id" as Column) == payment))
        }
        guard let external = subject.external else { return nil }
        return try transaction.first(ofProvider.filter(("external_id" as Column) == external))
    }
}

extension SingleExtensionPoint where Value == WebhookIntake {
    public static var webhookIntake: Self { Self("webhook-intake", "the payments feature") }
}

/// Why a message of a provider is not taken.
public enum WebhookError: Error, Equatable {
    /// No payment provider of that name expects any.
    case noProvider
    case rejected(WebhookRejection)
    case unverified(String)
}

extension WebhookError: ProblemConvertible {
    public var problem: Problem {
        switch self {
        case .noProvider: .notFound("payment provider that expects webhooks")
        case .rejected(let reason): Problem(.webhookRejected, "The message is not taken: \(reason).")
        case .unverified(let reason): Problem(.webhookUnverified, "Whether the message is genuine cannot be found out: \(reason).")
        }
    }
}

extension ProblemType {
    public static let webhookRejected = ProblemType(400, "webhook_rejected", "The message is not one that its sender is known to send.")
    public static let webhookUnverified = ProblemType(503, "webhook_unverified", "Whether the message is genuine cannot be told now.")
}
