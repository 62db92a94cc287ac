import MartletKernel

/// Somebody who takes money: manual payments, Stripe, PayPal. A plugin provides one under its id.
///
/// A provider translates: it says to the vendor what the shop asks, and to the shop what the vendor answers. It owns no route, no
/// table and no retry. The shop calls it outside any transaction, bounds each call in time, and keeps what it answers.
///
/// Three rules hold for every call:
///
/// 1. Each request has a ``PaymentRequest/key``. The same key never moves money twice, however often it comes.
/// 2. Whatever is not clearly a yes or a no is ``PaymentOutcome/unknown``. The shop looks it up until somebody knows.
/// 3. It is exact or refused, never approximate: an amount that the vendor cannot take as it is, is declined.
///
/// `PaymentProviderConformance` in MartletTesting checks a provider against all of them.
public protocol PaymentProvider: Sendable {
    var capabilities: PaymentCapabilities { get }

    /// Begins a payment. The money is promised or taken at once, or the shopper has something to do first.
    func authorize(_ request: PaymentRequest) async -> PaymentOutcome

    /// Goes on with a payment when the shopper has done what ``PaymentOutcome/requiresAction(_:)`` asked for.
    func confirm(_ request: PaymentConfirmation) async -> PaymentOutcome

    /// Takes money that was promised. ``PaymentOutcome/declined(_:)`` leaves the promise as it is.
    func capture(_ request: PaymentCapture) async -> PaymentOutcome

    /// Gives up what is promised and not yet taken, and makes sure that a payment that was only begun never comes about.
    func void(_ request: PaymentVoid) async -> PaymentOutcome

    /// Gives back money that was taken.
    func refund(_ request: PaymentRefund) async -> PaymentOutcome

    /// Says where a payment stands: all of it, its refunds included. It moves no money.
    ///
    /// A payment of which the vendor has never heard is ``PaymentOutcome/declined(_:)`` with ``Decline/Reason/notStarted``.
    func lookUp(_ payment: PaymentReference) async -> PaymentOutcome

    /// Reads a message from the vendor: first its signature, then what it says.
    ///
    /// - Returns: What has happened, which may be nothing that concerns payments. The first event's name is the message's.
    /// - Throws: ``WebhookRejection`` for a message that the vendor did not send so, or not now.
    func parseWebhook(_ webhook: PaymentWebhook) async throws(WebhookRejection) -> [PaymentEvent]

    /// Saves a way to pay without paying, or goes on with that when the customer has done what was asked for.
    func save(_ request: MethodRequest) async -> MethodOutcome

    /// Makes the vendor forget a payment method that a customer has saved. False where it could not be reached.
    func forget(_ method: SavedMethodToken) async -> Bool

    /// The payments that the vendor has got since a time, page by page: for comparing the shop's books with its own.
    ///
    /// - Parameter cursor: Where the page before ended; `nil` for the first.
    func payments(since time: Timestamp, after cursor: String?) async throws -> PaymentPage
}

extension PaymentProvider {
    public func confirm(_ request: PaymentConfirmation) async -> PaymentOutcome { await lookUp(request.payment) }

    public func void(_ request: PaymentVoid) async -> PaymentOutcome { .declined(Decline(.notSupported)) }

    public func refund(_ request: PaymentRefund) async -> PaymentOutcome { .declined(Decline(.notSupported)) }

    public func parseWebhook(_ webhook: PaymentWebhook) async throws(WebhookRejection) -> [PaymentEvent] { throw .notExpected }

    public func save(_ request: MethodRequest) async -> MethodOutcome { .declined(Decline(.notSupported)) }

    public func forget(_ method: SavedMethodToken) async -> Bool { true }

    public func payments(since time: Timestamp, after cursor: String?) async throws -> PaymentPage { throw PaymentsNotListed() }
}

extension NamedExtensionPoint where Value == any PaymentProvider {
    /// Payment providers by the id of their plugin.
    public static var paymentProviders: Self { Self("payment-providers", "a payment provider") }
}
