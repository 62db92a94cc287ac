import MartletCommerce
import MartletKernel

/// The payment providers that are on. Every call is bounded in time: one that does not answer is unknown, never lost.
///
/// A call that fails at once is made a second time, with the same key. A provider that keeps failing is left alone for a while.
public struct PaymentProviders: Sendable {
    private let providers: [String: any PaymentProvider]
    private let breakers: [String: CircuitBreaker]
    private let environment: Environment
    private let timeout: Duration
    /// Whether money is promised first, where the provider can wait.
    private let capturesLater: Bool
    private let timings: PluginTimings

    init(
        _ providers: [String: any PaymentProvider], environment: Environment, timeout: Duration, capturesLater: Bool, timings: PluginTimings
    ) {
        self.providers = providers
        breakers = providers.mapValues { _ in CircuitBreaker(time: environment.time) }
        self.environment = environment
        self.timeout = timeout
        self.capturesLater = capturesLater
        self.timings = timings
    }

    /// The providers that take an amount, by id.
    public func accepting(_ amount: Money) -> [(id: String, capabilities: PaymentCapabilities)] {
        providers.filter { $0.value.capabilities.accepts(amount) }.sorted { $0.key < $1.key }.map {
            (id: $0.key, capabilities: $0.value.capabilities)
        }
    }

    /// Whether a provider is on.
    public func contains(_ id: String) -> Bool { providers[id] != nil }

    /// What a provider can do; `nil` for one that is not on.
    public func capabilities(of id: String) -> PaymentCapabilities? { providers[id]?.capabilities }

    /// Whether a new payment with a provider is promised first and taken later.
    public func isCapturedLater(_ id: String) -> Bool { capturesLater && capabilities(of: id)?.features.contains(.capturesLater) == true }

    /// The providers that are on.
    var ids: [String] { providers.keys.sorted() }

    /// Those that can give a promise up.
    var idsOfVoiding: [String] { ids.filter { capabilities(of: $0)?.features.contains(.voids) == true } }

    subscript(id: String) -> (any PaymentProvider)? { providers[id] }

    // MARK: Calls

    public func authorize(_ request: PaymentRequest, with id: String) async -> PaymentOutcome {
        await call(id, "authorize", isRepeatable: true) { await $0.authorize(request) }
    }

    public func confirm(_ request: PaymentConfirmation, with id: String) async -> PaymentOutcome {
        known(await call(id, "confirm", isRepeatable: true) { await $0.confirm(request) })
    }

    public func lookUp(_ payment: Payment) async -> PaymentOutcome {
        known(await call(payment.provider, "look-up") { await $0.lookUp(payment.reference) })
    }

    /// Gives a payment up that was only begun.
    public func void(_ payment: Payment) async -> PaymentOutcome {
        known(
            await call(payment.provider, "void") {
                await $0.void(PaymentVoid(key: "\(payment.id)/void", payment: payment.reference))
            })
    }

    /// Saves a way to pay.
    func save(_ request: MethodRequest, with id: String) async -> MethodOutcome {
        guard let provider = providers[id] else { return .unknown }
        let (environment, timeout) = (environment, timeout)
        return await timings.measure(PluginID(id), "save") {
            (try? await environment.time.limit(timeout) { await provider.save(request) }) ?? .unknown
        }
    }

    /// What an answer says of what was begun before: a provider that cannot be reached now says nothing about it.
    private func known(_ outcome: PaymentOutcome) -> PaymentOutcome {
        if case .declined(let decline) = outcome, decline.reason == .unavailable { .unknown } else { outcome }
    }

    /// Asks for an operation. Asked again, it is the same operation.
    ///
    /// - Parameter isRepeated: Whether it was asked for before, and may have been done then.
    func perform(_ operation: PaymentOperation, on payment: Payment, isRepeated: Bool = false) async -> PaymentOutcome {
        let outcome = await ask(operation, on: payment)
        return isRepeated ? known(outcome) : outcome
    }

    private func ask(_ operation: PaymentOperation, on payment: Payment) async -> PaymentOutcome {
        let amount = Money(operation.amount, payment.amount.currency)
        return await call(payment.provider, operation.kind.rawValue, isRepeatable: true) { provider in
            switch operation.kind {
            case .capture:
                await provider.capture(
                    PaymentCapture(
                        key: operation.key, payment: payment.reference, amount: amount, isFinal: operation.isFinal,
                        total: operation.target))
            case .void: await provider.void(PaymentVoid(key: operation.key, payment: payment.reference))
            case .refund:
                await provider.refund(
                    PaymentRefund(key: operation.key, payment: payment.reference, amount: amount, reason: operation.reason ?? .other))
            }
        }
    }

    /// - Parameter isRepeatable: Whether a call that fails at once is made again.
    private func call(
        _ id: String, _ operation: String, isRepeatable: Bool = false,
        _ body: @escaping @Sendable (any PaymentProvider) async -> PaymentOutcome
    ) async -> PaymentOutcome {
        guard let provider = providers[id], let breaker = breakers[id] else { return .unknown }
        guard breaker.lets() else { return .declined(Decline(.unavailable)) }
        let (environment, timeout) = (environment, timeout)
        let outcome = await timings.measure(PluginID(id), operation) {
            // A provider that is late, or whose buyer has gone, may have moved money all the same.
            let start = environment.time.now
            let once: @Sendable () async -> PaymentOutcome = {
                (try? await environment.time.limit(timeout) { await body(provider) }) ?? .unknown
            }
            let first = await once()
            let isEarly = environment.time.now < start + timeout / 4
            guard first == .unknown, isRepeatable, isEarly, !Task.isCancelled else { return first }
            return known(await once())
        }
        breaker.note(outcome)
        return outcome
    }
}

extension SingleExtensionPoint where Value == PaymentProviders {
    public static var payments: Self { Self("payments", "the payments feature") }
}
