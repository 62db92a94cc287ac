import MartletDatabase
import MartletKernel

/// That a payment is another than it was: money was promised, taken or given back, or will not come.
public struct PaymentChange {
    public let before: Payment
    public let after: Payment
    public let transaction: WriteTransaction
}

extension Hook where Input == PaymentChange, Output == Void {
    /// Runs in the transaction that writes a payment's change down, whoever has told of it: the buyer's call, a webhook, the sweeper.
    /// Whoever throws undoes the note, and the change is told of again.
    public static var paymentChange: Self { Self("payments.change") }
}
