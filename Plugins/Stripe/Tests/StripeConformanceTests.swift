import MartletCommerce
import MartletKernel
import MartletTesting
import Testing

@testable import MartletStripe

@Suite(.timeLimit(.minutes(2)))
struct StripeConformanceTests {
    private static func provider(_ stripe: FakeStripe) throws -> StripeProvider {
        StripeProvider(
            title: "Card", publishableKey: "pk_test_1", isMulticapture: true,
            client: StripeClient(
                key: try Secret("sk_test_1"), version: StripeClient.version, endpoint: "https://api.stripe.com", transport: stripe),
            webhooks: StripeWebhooks(secrets: [try Secret("whsec_1")]))
    }

    private static let checks = PaymentProviderConformance.checks(for: StripeProvider.capabilities(title: "Card", isMulticapture: true))

    /// Cards that the shopper's page hands over with the request, and those that they give to Stripe's own code.
    @Test(arguments: checks, [true, false])
    func `Stripe keeps the contract`(check: PaymentProviderConformance.Check, isDirect: Bool) async throws {
        let time = ManualTime()
        let stripe = FakeStripe(webhookSecret: "whsec_1", time: time)
        let bench = PaymentBench(
            try Self.provider(stripe), time: time,
            data: { scene in isDirect ? ["payment_method": scene.card] : [:] },
            act: { scene, payment in
                guard let charge = stripe.charges.last(where: { $0.payment == "\(payment)" }) else { return [:] }
                switch (charge.status, scene) {
                case ("requires_payment_method", .declined): return ["payment_method": scene.card]
                case ("requires_payment_method", _): stripe.pay(charge.intent, with: scene.card)
                default: stripe.authenticate(charge.intent, succeeds: scene == .pays)
                }
                return [:]
            },
            books: { stripe.books(of: $0) }, fail: { stripe.fail($0, $0) },
            messages: { stripe.takeMessages() })
        try await check.run(on: bench)
    }
}

extension PaymentBench.Scene {
    fileprivate var card: String {
        switch self {
        case .pays: "pm_card_visa"
        case .declined: "pm_card_chargeDeclinedInsufficientFunds"
        case .fails: "pm_card_authenticationRequired"
        }
    }
}
