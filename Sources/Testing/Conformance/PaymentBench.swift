import MartletCommerce
import MartletKernel

/// Where a check of a payment provider runs: the provider, and what stands for its vendor.
///
/// Whoever writes a provider makes one, with a small server that speaks the vendor's protocol and counts money, or with a transport that
/// answers in its place.
public struct PaymentBench: Sendable {
    /// What is to become of a payment.
    public enum Scene: Sendable, Hashable {
        /// The shopper pays and nothing is in the way.
        case pays
        /// The vendor declines.
        case declined
        /// The shopper gives up or fails at what was asked of them.
        case fails
    }

    public typealias Books = VendorBooks

    let provider: any PaymentProvider
    let time: any TimeSource
    let amount: Money
    let declines: Bool
    let data: @Sendable (Scene) -> [String: String]
    let act: @Sendable (Scene, PaymentID) async throws -> [String: String]
    let books: @Sendable (PaymentID) async throws -> Books
    let fail: @Sendable (PaymentFault) async throws -> Void
    let messages: (@Sendable () async throws -> [PaymentWebhook])?

    /// - Parameters:
    ///   - time: What the provider and the vendor take for the present.
    ///   - amount: What checks pay, which the provider must take whole and in parts.
    ///   - declines: Whether the vendor ever declines a payment.
    ///   - data: What the shopper's page sends to ``PaymentProvider/authorize(_:)`` when this is to become of the payment.
    ///   - act: What the shopper does when they are asked to, and what their page sends to ``PaymentProvider/confirm(_:)`` then. Called
    ///     only where a payment ``PaymentOutcome/requiresAction(_:)``.
    ///   - books: What the vendor says has moved.
    ///   - fail: Lets the fault befall the next request that would move money, and the one after it.
    ///   - messages: The vendor's messages that have not been taken yet, signed as of now; `nil` for a provider without webhooks.
    public init(
        _ provider: any PaymentProvider, time: any TimeSource, amount: Money = Money(2_490, .eur), declines: Bool = true,
        data: @escaping @Sendable (Scene) -> [String: String] = { _ in [:] },
        act: @escaping @Sendable (Scene, PaymentID) async throws -> [String: String] = { _, _ in [:] },
        books: @escaping @Sendable (PaymentID) async throws -> Books, fail: @escaping @Sendable (PaymentFault) async throws -> Void,
        messages: (@Sendable () async throws -> [PaymentWebhook])? = nil
    ) {
        self.provider = provider
        self.time = time
        self.amount = amount
        self.declines = declines
        self.data = data
        self.act = act
        self.books = books
        self.fail = fail
        self.messages = messages
    }
}

/// A payment that a check makes, as the shop would keep it.
struct BenchPayment: Sendable {
    let id: PaymentID
    let order: OrderID
    let amount: Money
    let isCapturedLater: Bool
    let createdAt: Timestamp
    var external: String?
    var authorized: Int64 = 0
    var captured: Int64 = 0
    var isClosed = false
    /// What each capture was to make of the total.
    var totals: [String: Int64] = [:]

    var reference: PaymentReference {
        PaymentReference(
            payment: id, order: order, external: external, amount: amount, isCapturedLater: isCapturedLater, captured: captured,
            createdAt: createdAt)
    }

    /// Takes in what the provider says, as the shop's ledger does.
    mutating func take(_ outcome: PaymentOutcome, _ what: String) throws {
        let name: String?
        switch outcome {
        case .succeeded(let report):
            try expectEqual(report.amount, amount, "\(what): the amount of the report")
            try expect(report.captured <= report.authorized || report.isClosed, "\(what): more is taken than was promised")
            authorized = max(authorized, report.authorized, report.captured)
            captured = max(captured, report.captured)
            isClosed = isClosed || report.isClosed
            name = report.external
        case .requiresAction(let action): name = action.external
        case .processing(let external): name = external
        case .declined, .unknown: name = nil
        }
        if let name, let external { try expectEqual(name, external, "\(what): the vendor's name for the payment") }
        external = external ?? name
    }
}

extension PaymentBench {
    private static let identifiers = Environment(random: SeededRandom(seed: 20_261_127)).identifiers

    func payment(_ amount: Money? = nil, later: Bool = false) -> BenchPayment {
        BenchPayment(
            id: PaymentBench.identifiers.next(), order: PaymentBench.identifiers.next(), amount: amount ?? self.amount,
            isCapturedLater: later, createdAt: time.now)
    }

    /// A key that no other request has.
    func key() -> String { "\(PaymentBench.identifiers.next(PaymentOperationID.self))" }

    /// A customer who keeps how they pay.
    var customer: CustomerID { PaymentBench.identifiers.next() }

    func authorize(
        _ payment: inout BenchPayment, _ scene: Scene, saved: SavedMethodToken? = nil, savesFor: CustomerID? = nil,
        isOffSession: Bool = false
    ) async throws -> PaymentOutcome {
        let outcome = await provider.authorize(
            PaymentRequest(
                key: "\(payment.id)", payment: payment.reference, orderNumber: "K7M2X9QT4B", email: EmailAddress("ada@example.com"),
                data: saved == nil ? data(scene) : [:], returnURL: "https://shop.example.com/paid", saved: saved, savesFor: savesFor,
                isOffSession: isOffSession))
        try payment.take(outcome, "authorize")
        return outcome
    }

    /// Pays to the end, with all that the shopper has to do.
    func pay(_ payment: inout BenchPayment, _ scene: Scene = .pays) async throws -> PaymentOutcome {
        var outcome = try await authorize(&payment, scene)
        // At the vendor's page, and perhaps at the bank's.
        for _ in 0..<3 {
            guard case .requiresAction = outcome else { break }
            outcome = try await confirm(&payment, scene)
            if scene != .pays { break }
        }
        return outcome
    }

    /// The shopper does what they are asked to, and comes back.
    func confirm(_ payment: inout BenchPayment, _ scene: Scene) async throws -> PaymentOutcome {
        let data = try await act(scene, payment.id)
        let outcome = await provider.confirm(
            PaymentConfirmation(key: key(), payment: payment.reference, data: data, returnURL: "https://shop.example.com/paid"))
        try payment.take(outcome, "confirm")
        return outcome
    }

    /// A payment that was made.
    func paid(later: Bool = false, _ amount: Money? = nil) async throws -> BenchPayment {
        var payment = payment(amount, later: later)
        let outcome = try await pay(&payment)
        guard case .succeeded = outcome else { throw Nonconformance(description: "a payment that nothing is in the way of: \(outcome)") }
        return payment
    }

    func capture(_ payment: inout BenchPayment, _ amount: Int64, isFinal: Bool, key: String) async throws -> PaymentOutcome {
        let total = payment.totals[key] ?? payment.captured + amount
        payment.totals[key] = total
        let outcome = await provider.capture(
            PaymentCapture(
                key: key, payment: payment.reference, amount: Money(amount, payment.amount.currency), isFinal: isFinal, total: total))
        try payment.take(outcome, "capture")
        return outcome
    }

    func void(_ payment: inout BenchPayment, key: String) async throws -> PaymentOutcome {
        let outcome = await provider.void(PaymentVoid(key: key, payment: payment.reference))
        try payment.take(outcome, "void")
        return outcome
    }

    func refund(_ payment: inout BenchPayment, _ amount: Int64, key: String) async throws -> PaymentOutcome {
        let outcome = await provider.refund(
            PaymentRefund(
                key: key, payment: payment.reference, amount: Money(amount, payment.amount.currency), reason: .requestedByCustomer))
        try payment.take(outcome, "refund")
        return outcome
    }

    func lookUp(_ payment: inout BenchPayment) async throws -> PaymentOutcome {
        let outcome = await provider.lookUp(payment.reference)
        try payment.take(outcome, "look-up")
        return outcome
    }
}
