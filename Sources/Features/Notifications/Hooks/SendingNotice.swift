import MartletCommerce
import MartletKernel

/// A notice that is about to be sent.
public struct SendingNotice: Sendable {
    public let notice: Notice
    public let recipient: Recipient
    /// What the sender gets. A handler may change it: add a header, another way to answer, a line at the end.
    public var message: OutgoingMessage
}

extension AsyncHook where Input == SendingNotice, Output == NoticeOutcome {
    /// Runs before each notice is handed to a sender, outside of any transaction. A handler that throws a ``Refusal`` withholds it; any
    /// other error counts as a failure that is worth another attempt.
    public static var sendingNotice: Self { Self("notifications.sending") }
}
