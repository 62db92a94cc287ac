import MartletCommerce
import MartletDatabase
import MartletKernel

/// What has happened to a payment. Entries are only ever added, and their sums are what the payment says.
public enum PaymentEntryKind: String, Sendable, CaseIterable, SQLConvertible {
    case authorized, captured, voided, failed
    /// Money is given back.
    case refunded
    /// A refund has failed: the money is back.
    case refundFailed = "refund_failed"
    /// A shopper's bank holds money back.
    case disputed
    /// The bank has given it back.
    case disputeWon = "dispute_won"
}
