import MartletCommerce
import MartletKernel
import MartletNotifications

/// Where a check of a sender runs: the sender, and what stands for its service.
///
/// Whoever writes a sender makes one: with a small server that speaks the service's protocol, or with a transport that answers in its
/// place.
public struct MessageBench: Sendable {
    /// A message as it came out at the other end.
    public struct Received: Sendable, Equatable {
        public let to: String
        /// The subject of an email, the title of a notification.
        public let subject: String?
        public let text: String
        public let html: String?
        /// The headers of an email by their names; more of them than were asked for are fine.
        public let headers: [String: String]

        public init(to: String, subject: String? = nil, text: String, html: String? = nil, headers: [String: String] = [:]) {
            self.to = to
            self.subject = subject
            self.text = text
            self.html = html
            self.headers = headers
        }
    }

    /// Something that services do.
    public enum Fault: Sendable, Hashable, CaseIterable {
        /// It cannot be reached, or closes the connection.
        case unreachable
        /// It answers what makes no sense.
        case garbage
        /// It has had too much of us, and says to wait 90 seconds; a service that cannot say how long has no such fault.
        case limit
        /// It knows no such recipient.
        case unknownRecipient
        /// It takes the message and never answers.
        case silence
    }

    /// A sender of one channel.
    public enum Sender: Sendable {
        case email(any EmailSender)
        case sms(any SMSSender)
        /// With a device that it knows.
        case push(any PushSender, PushDevice)

        public var channel: MessageChannel {
            switch self {
            case .email: .email
            case .sms: .sms
            case .push: .push
            }
        }
    }

    let sender: Sender
    let received: @Sendable () async throws -> [Received]
    let fail: @Sendable (Fault) async throws -> Void

    /// - Parameters:
    ///   - received: What came out at the other end, in the order of its coming.
    ///   - fail: Makes the service do so at everything that comes from now on.
    public init(
        _ sender: Sender, received: @escaping @Sendable () async throws -> [Received],
        fail: @escaping @Sendable (Fault) async throws -> Void = { _ in }
    ) {
        self.sender = sender
        self.received = received
        self.fail = fail
    }
}

extension MessageBench {
    /// What a check sends, over whichever channel.
    struct Draft: Sendable {
        var key = "conformance/1"
        var subject = "Your order is on its way"
        var text = "Hello Ada,\n\nyour order has left us.\n"
        var html: String? = nil
        var headers: [EmailHeader] = []
        var replyTo: EmailAddress? = nil
    }

    /// The address that checks send to.
    var recipient: String {
        switch sender {
        case .email: "ada@example.com"
        case .sms: PhoneNumber.example.rawValue
        case .push(_, let device): device.token
        }
    }

    func send(_ draft: Draft = Draft()) async throws -> SendingOutcome {
        guard let key = MessageKey(draft.key), let address = EmailAddress("ada@example.com") else {
            throw Nonconformance(description: "the check itself is wrong: \(draft.key)")
        }
        switch sender {
        case .email(let sender):
            return await sender.send(
                EmailMessage(
                    key: key, to: address, subject: SingleLine(draft.subject), text: draft.text, html: draft.html, replyTo: draft.replyTo,
                    headers: draft.headers))
        case .sms(let sender): return await sender.send(SMSMessage(key: key, to: .example, text: draft.text))
        case .push(let sender, let device):
            return await sender.send(PushMessage(key: key, to: device, title: SingleLine(draft.subject), text: draft.text))
        }
    }

    func expectAccepted(_ what: String, _ draft: Draft = Draft()) async throws {
        let outcome = try await send(draft)
        guard case .accepted(let external) = outcome else {
            throw Nonconformance(description: "\(what): \(outcome) where it is to be accepted")
        }
        try expect(external != "", "\(what): the service's own name for it is empty: say nil where there is none")
    }
}
