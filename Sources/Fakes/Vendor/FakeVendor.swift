import MartletCommerce

/// A payment service that stands for a real one: its API with a strict state machine, its money, which is counted, and its messages.
/// It refuses what the real one refuses, and does wrong only when it is told to.
public protocol FakeVendor: HTTPTransport {
    /// What was sent, in order.
    var requests: [HTTPTransportRequest] { get }

    /// Lets faults befall the next requests, one each; `nil` is none.
    func fail(_ faults: PaymentFault?...)

    /// Lets a fault befall every request from now on, or none.
    func failAlways(_ fault: PaymentFault?)

    /// What the vendor has of a payment of the shop's.
    func books(of payment: PaymentID) -> VendorBooks

    /// What a buyer does who is asked to. Returns what the vendor's page hands to the shop's.
    ///
    /// - Parameter agrees: Whether they pay; otherwise they give up, or fail at what their bank asks.
    @discardableResult
    func act(on payment: PaymentID, agrees: Bool) -> [String: String]

    /// What a buyer sees who is asked to pay the vendor's object of that name; `nil` for none.
    func bill(of object: String) -> FakeBill?

    /// Takes the messages that wait for the shop, oldest first, signed as of now.
    func takeMessages() -> [PaymentWebhook]
}

/// What a buyer is asked to pay.
public struct FakeBill: Sendable, Equatable {
    /// The shop's name for the payment.
    public let payment: PaymentID
    public let amount: Money
    /// Whether the buyer has something to do.
    public let isOpen: Bool
    /// Where they go afterwards.
    public let returnURL: String?
}
