import MartletCommerce
import MartletKernel
import MartletNotifications
import MartletTesting
import Synchronization
import Testing

/// The suite that senders are held against: one that does all it must passes, and each fault of a sender is found.
@Suite(.timeLimit(.minutes(3)))
struct MessageConformanceTests {
    private static let all = MessageConformance.checks(for: .email) + MessageConformance.faultChecks(for: .email)

    private func bench(_ flaw: ServiceSender.Flaw?) -> MessageBench {
        let sender = ServiceSender(flaw: flaw)
        return MessageBench(.email(sender), received: { sender.received }, fail: { sender.fail($0) })
    }

    @Test(arguments: all)
    func `a sender that does all it must passes`(check: MessageConformance.Check) async throws { try await check.run(on: bench(nil)) }

    @Test(arguments: ServiceSender.Flaw.allCases)
    func `a sender with a flaw is found out`(flaw: ServiceSender.Flaw) async throws {
        var found: [String] = []
        for check in MessageConformanceTests.all {
            do { try await check.run(on: bench(flaw)) } catch let error as Nonconformance { found.append("\(error)") }
        }
        #expect(!found.isEmpty, "\(flaw)")
    }
}

/// A sender and its service in one, which does everything right, or one thing wrong.
final class ServiceSender: EmailSender {
    enum Flaw: CaseIterable, Sendable {
        case forgetsKeys, cutsKeys, cutsTexts, unstuffsDots, dropsHTML, dropsHeaders, dropsReplyTo, foldsSubjects, losesSome
        case rejectsWhatIsUnclear, ignoresPauses, retriesUnknownRecipients, tellsAddresses, ignoresCancellation, namesNothing
    }

    private struct State {
        var received: [MessageBench.Received] = []
        var keys: Set<String> = []
        var fault: MessageBench.Fault?
        var count = 0
    }

    private let flaw: Flaw?
    private let state = Mutex(State())

    init(flaw: Flaw?) { self.flaw = flaw }

    var received: [MessageBench.Received] { state.withLock { $0.received } }

    func fail(_ fault: MessageBench.Fault) { state.withLock { $0.fault = fault } }

    func send(_ message: EmailMessage) async -> SendingOutcome {
        switch state.withLock({ $0.fault }) {
        case .unreachable?, .garbage?: return flaw == .rejectsWhatIsUnclear ? .rejected(.message("no")) : .unavailable(retryAfter: nil)
        case .limit?: return .unavailable(retryAfter: flaw == .ignoresPauses ? nil : .seconds(90))
        case .unknownRecipient?:
            if flaw == .retriesUnknownRecipients { return .unavailable(retryAfter: nil) }
            return .rejected(.recipient(flaw == .tellsAddresses ? "550 \(message.to)" : "550"))
        case .silence?:
            if flaw == .ignoresCancellation { return .accepted(external: nil) }
            try? await SystemTime().sleep(for: .seconds(3_600))
            return .unavailable(retryAfter: nil)
        case nil: return take(message)
        }
    }

    private func take(_ message: EmailMessage) -> SendingOutcome {
        var key = message.key.rawValue
        if flaw == .cutsKeys { key = String(key.prefix(64).dropFirst()) }
        var text = message.text
        if flaw == .cutsTexts { text = String(text.prefix(5_000)) }
        if flaw == .unstuffsDots { text = text.replacing("\n..", with: "\n.") }
        var headers: [String: String] = [:]
        if flaw != .dropsHeaders { for header in message.headers { headers[header.name] = header.value.rawValue } }
        if flaw != .dropsReplyTo { headers["Reply-To"] = message.replyTo?.rawValue }
        let subject = flaw == .foldsSubjects ? String(message.subject.rawValue.prefix(78)) : message.subject.rawValue
        let received = MessageBench.Received(
            to: message.to.rawValue, subject: subject, text: text, html: flaw == .dropsHTML ? nil : message.html, headers: headers)
        state.withLock { state in
            state.count += 1
            guard state.keys.insert(key).inserted || flaw == .forgetsKeys else { return }
            if flaw == .losesSome, state.count == 13 { return }
            state.received.append(received)
        }
        return .accepted(external: flaw == .namesNothing ? "" : "m1")
    }
}
