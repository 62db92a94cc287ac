import MartletCommerce
import MartletKernel
import MartletNotifications

/// What every sender of messages must do, as checks that any sender can be run against.
///
/// ```swift
/// @Test(arguments: MessageConformance.checks(for: .email) + MessageConformance.faultChecks(for: .email))
/// func `my sender keeps the contract`(check: MessageConformance.Check) async throws {
///     let service = MyFakeService()
///     let bench = MessageBench(.email(MySender(service)), received: { service.messages }, fail: { service.fault = $0 })
///     try await check.run(on: bench)
/// }
/// ```
///
/// A check throws ``Nonconformance`` with the words of what was expected.
public enum MessageConformance {
    /// One thing that a sender must do.
    public struct Check: Sendable, CustomStringConvertible {
        public let description: String
        private let body: @Sendable (MessageBench) async throws -> Void

        init(_ description: String, _ body: @escaping @Sendable (MessageBench) async throws -> Void) {
            self.description = description
            self.body = body
        }

        /// Runs the check on a new bench, to which nothing has been sent.
        public func run(on bench: MessageBench) async throws { try await body(bench) }
    }

    /// What every sender of a channel must do.
    public static func checks(for channel: MessageChannel) -> [Check] { everySender + (channel == .email ? email : []) }

    /// What every sender of a channel must do when its service does not.
    ///
    /// - Parameter faults: Those that the service can have; all unless given.
    public static func faultChecks(for channel: MessageChannel, _ faults: Set<MessageBench.Fault> = Set(MessageBench.Fault.allCases))
        -> [Check]
    {
        MessageBench.Fault.allCases.filter(faults.contains).map(check)
    }

    private static let everySender = [
        Check("a message arrives as it was sent") { bench in
            try await bench.expectAccepted("a message")
            try await bench.expectOne(.init())
        },
        Check("a text arrives whole, whatever it looks like") { bench in
            // What ends a message, begins a header or a command, or has a meaning in a protocol that senders speak.
            let text = "Grüße, 你好 👋🏽\n\n.\n..two\nFrom here\nSubject: other\nQUIT\n--boundary\n<b>&amp;</b> 100% \\ \"quoted\" {{name}}\n"
            try await bench.expectAccepted("a text with everything in it", .init(text: text))
            try await bench.expectOne(.init(text: text))
        },
        Check("a long text arrives whole or is rejected, and is never cut") { bench in
            let text = String(repeating: "Martlets have no feet, and so never land. ", count: bench.sender.channel == .email ? 2_000 : 30)
            switch try await bench.send(.init(text: text)) {
            case .accepted: try await bench.expectOne(.init(text: text))
            case .rejected(.message): try expectEqual(try await bench.received().count, 0, "messages that have arrived")
            case let outcome: throw Nonconformance(description: "a long text: \(outcome), and trying again does not make it shorter")
            }
        },
        Check("the same key is one message") { bench in
            for _ in 1...3 { try await bench.expectAccepted("a message that is sent again") }
            try expectEqual(try await bench.received().count, 1, "messages that have arrived")
        },
        Check("the same text under another key is another message") { bench in
            for key in ["a", "b"] { try await bench.expectAccepted("a message", .init(key: key)) }
            try expectEqual(try await bench.received().count, 2, "messages that have arrived")
        },
        Check("the longest key is taken") { bench in
            let keys = ["a", "b"].map { $0 + String(repeating: "k", count: 198) + $0 }
            for key in keys { try await bench.expectAccepted("a message with a key of 200 characters", .init(key: key)) }
            try expectEqual(try await bench.received().count, 2, "messages that have arrived")
        },
        Check("many at once all arrive, each once") { bench in
            try await withThrowingTaskGroup { group in
                for number in 1...20 {
                    group.addTask { try await bench.expectAccepted("one of many", .init(key: "n\(number)", text: "Number \(number).")) }
                }
                try await group.waitForAll()
            }
            let texts = try await bench.received().map(\.text.normalized).sorted()
            try expectEqual(texts, (1...20).map { "Number \($0)." }.sorted(), "texts that have arrived")
        },
    ]

    private static let email = [
        Check("an email has its HTML, its headers, and where answers go") { bench in
            let draft = MessageBench.Draft(
                html: "<!doctype html>\n<p>Grüße, <b>Ada</b>.</p>\n",
                headers: [.automatic] + EmailHeader.unsubscribe(at: "https://example.com/u/1"), replyTo: EmailAddress("help@example.com"))
            try await bench.expectAccepted("an email with everything", draft)
            try await bench.expectOne(draft)
        },
        Check("a subject in any script arrives as it was sent") { bench in
            let draft = MessageBench.Draft(subject: "Ihre Bestellung „Größe 42“ – 你好, «мир», " + String(repeating: "long ", count: 20))
            try await bench.expectAccepted("an email", draft)
            try await bench.expectOne(draft)
        },
    ]

    private static func check(_ fault: MessageBench.Fault) -> Check {
        switch fault {
        case .unreachable: unclear("a service that cannot be reached is unavailable", fault)
        case .garbage: unclear("an answer that makes no sense is unavailable, since the message may have gone out", fault)
        case .limit:
            Check("a service that asks to wait is unavailable for so long") { bench in
                try await bench.fail(.limit)
                try expectEqual(try await bench.send(), .unavailable(retryAfter: .seconds(90)), "the outcome")
            }
        case .unknownRecipient:
            Check("a recipient that there is not is rejected, and the reason tells neither address nor text") { bench in
                try await bench.fail(.unknownRecipient)
                let outcome = try await bench.send(.init(text: "A secret: 913842"))
                guard case .rejected(.recipient(let reason)) = outcome else {
                    throw Nonconformance(description: "a recipient that there is not: \(outcome)")
                }
                try expect(!reason.isEmpty, "the reason is empty")
                try expect(!reason.contains(bench.recipient) && !reason.contains("913842"), "the reason tells address or text: \(reason)")
            }
        case .silence:
            Check("whoever stops waiting for a silent service is let go") { bench in
                try await bench.fail(.silence)
                let time = SystemTime()
                try await firstToEnd(
                    of: {
                        let sending = Task { try await bench.send() }
                        try await time.sleep(for: .milliseconds(50))
                        sending.cancel()
                        try expectUnclear(try await sending.value)
                    },
                    {
                        try await time.sleep(for: .seconds(20))
                        throw Nonconformance(description: "a send that was cancelled goes on: wait in a way that heeds cancellation")
                    })
            }
        }
    }

    private static func unclear(_ description: String, _ fault: MessageBench.Fault) -> Check {
        Check(description) { bench in
            try await bench.fail(fault)
            try expectUnclear(try await bench.send())
        }
    }

    private static func expectUnclear(_ outcome: SendingOutcome) throws {
        guard case .unavailable = outcome else { throw Nonconformance(description: "\(outcome) where it is to be unavailable") }
    }
}

extension MessageBench {
    /// Expects that one message has arrived, and that it is this one.
    fileprivate func expectOne(_ draft: Draft) async throws {
        let received = try await received()
        guard let message = received.first, received.count == 1 else {
            throw Nonconformance(description: "\(received.count) messages have arrived where one is expected")
        }
        try expectEqual(message.to, recipient, "the recipient")
        try expectEqual(message.text.normalized, draft.text.normalized, "the text")
        if sender.channel != .sms { try expectEqual(message.subject, SingleLine(draft.subject).rawValue, "the subject") }
        guard sender.channel == .email else { return }
        try expectEqual(message.html?.normalized, draft.html?.normalized, "the part of HTML")
        let headers = Dictionary(message.headers.map { ($0.key.lowercased(), $0.value) }) { first, _ in first }
        for header in draft.headers {
            try expectEqual(headers[header.name.lowercased()], header.value.rawValue, "the header \(header.name)")
        }
        if let address = draft.replyTo {
            try expect(headers["reply-to"]?.contains(address.rawValue) == true, "Reply-To: \(headers["reply-to"] ?? "none")")
        }
    }
}

extension String {
    /// The text without what transport may change: how lines end, and whether the last one does.
    fileprivate var normalized: String {
        var text = replacing("\r\n", with: "\n")
        while text.hasSuffix("\n") || text.hasSuffix(" ") { text.removeLast() }
        return text
    }
}
