import MartletCommerce
import MartletKernel

/// The payment providers that are on. Every call is bounded in time: one that does not answer is unknown, never lost.
public struct PaymentProviders: Sendable {
    private let providers: [String: any PaymentProvider]
    private let environment: Environment
    private let timeout: Duration
    private let timings: PluginTimings

    init(_ providers: [String: any PaymentProvider], environment: Environment, timeout: Duration, timings: PluginTimings) {
        self.providers = providers
        self.environment = environment
        self.timeout = timeout
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

    public func authorize(_ request: PaymentRequest, with id: String) async -> PaymentOutcome {
        await call(id, "authorize") { await $0.authorize(request) }
    }

    public func capture(_ payment: Payment) async -> PaymentOutcome {
        await call(payment.provider, "capture") { await $0.capture(payment.reference, amount: payment.amount) }
    }

    public func void(_ payment: Payment) async -> PaymentOutcome {
        await call(payment.provider, "void") { await $0.void(payment.reference) }
    }

    public func lookUp(_ payment: Payment) async -> PaymentOutcome {
        await call(payment.provider, "look-up") { await $0.lookUp(payment.reference) }
    }

    private func call(_ id: String, _ operation: String, _ body: @escaping @Sendable (any PaymentProvider) async -> PaymentOutcome) async
        -> PaymentOutcome
    {
        guard let provider = providers[id] else { return .unknown }
        return await timings.measure(PluginID(id), operation) {
            // A provider that is late, or whose buyer has gone, may have moved money all the same.
            (try? await environment.time.limit(timeout) { await body(provider) }) ?? .unknown
        }
    }
}

extension SingleExtensionPoint where Value == PaymentProviders {
    public static var payments: Self { Self("payments", "the payments feature") }
}
