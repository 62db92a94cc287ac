import MartletKernel

/// Somebody who takes messages to people. A plugin provides an ``EmailSender``, an ``SMSSender`` or a ``PushSender`` under its id.
///
/// A sender owns no route, no table and no retry. The shop calls it outside any transaction, stops waiting after a while, and calls
/// again with the same ``MessageKey`` when it cannot know whether the message went out. A sender hands the key on to its service
/// where that keeps keys, so that nobody gets a message twice.
///
/// A sender may be called by several tasks at once. It logs neither the text of a message nor the whole of an address:
/// ``EmailAddress/masked`` and ``PhoneNumber/masked`` are what a log may have.
public protocol MessageSender: Sendable {
    /// Whether it only stands in: it is used where nobody else sends, as a mailbox for developers is. False unless said otherwise.
    var isStandIn: Bool { get }
}

extension MessageSender {
    public var isStandIn: Bool { false }
}

/// What a sender answers.
public enum SendingOutcome: Sendable, Equatable {
    /// The service has taken the message and sees to the rest; its own name for it, if it gives one.
    case accepted(external: String?)
    /// It will never be sent. It is not tried again.
    case rejected(Rejection)
    /// It could not be sent now: a time-out, a limit, a fault of the service. It is tried again, with the same key, not before so
    /// long, and with growing pauses where the service does not say.
    ///
    /// Whatever is not clearly accepted or rejected belongs here, also when the message may have gone out.
    case unavailable(retryAfter: Duration?)
}

/// Why a message will never be sent.
public enum Rejection: Error, Sendable, Equatable, CustomStringConvertible {
    /// Nobody is reached there: the address does not exist, the device is gone, or its owner wants no messages.
    case recipient(String)
    /// The message is not acceptable, or the shop's account at the service is not.
    case message(String)

    /// A sentence for operators. It holds neither the text nor the address.
    public var reason: String {
        switch self {
        case .recipient(let reason), .message(let reason): reason
        }
    }

    public var description: String { reason }
}
