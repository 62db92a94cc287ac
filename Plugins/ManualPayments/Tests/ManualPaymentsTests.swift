import MartletCommerce
import MartletJSON
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@testable import MartletManualPayments

@Suite(.timeLimit(.minutes(2)))
struct ManualPaymentsTests {
    @Test func `it promises, takes, gives up and gives back what it is told, in any currency, and never doubts`() async throws {
        let provider = ManualPaymentsProvider(title: "Bank transfer")
        let environment = Environment(random: SeededRandom(seed: 1))
        let amount = Money(2_489, .eur)
        func payment(captured: Int64 = 0) -> PaymentReference {
            PaymentReference(
                payment: environment.identifiers.next(), order: environment.identifiers.next(), amount: amount, isCapturedLater: false,
                captured: captured, createdAt: environment.time.now)
        }
        #expect(provider.capabilities.accepts(Money(1, try Currency(code: "KWD"))))
        let promised = PaymentOutcome.succeeded(.authorized(amount, external: nil))
        #expect(await provider.authorize(PaymentRequest(key: "a", payment: payment(), orderNumber: "1")) == promised)
        #expect(await provider.lookUp(payment()) == promised)
        let rest = PaymentCapture(key: "b", payment: payment(captured: 489), amount: Money(2_000, .eur), isFinal: true)
        #expect(await provider.capture(rest) == .succeeded(.captured(amount, external: nil)))
        #expect(await provider.void(PaymentVoid(key: "c", payment: payment())) == .succeeded(.voided(amount, external: nil)))
        let refund = PaymentRefund(key: "d", payment: payment(captured: 2_489), amount: Money(9, .eur), reason: .other)
        guard case .succeeded(let report) = await provider.refund(refund) else {
            Issue.record("no refund")
            return
        }
        #expect(report.refunds == [RefundReport(external: "d", key: "d", amount: 9, status: .succeeded)])
    }

    @Test(arguments: TestDatabase.available)
    func `shoppers choose it by the name that the shop gives it`(database: TestDatabase) async throws {
        let settings = "  manual-payments: { title: Pay at the door }\n  flat-shipping: {}\n"
        try await database.shop(settings: settings) { shop in
            let buyer = try await Buyer(in: shop)
            let methods = try await shop.get("\(buyer.path)/payment-methods", buyer.headers)
            #expect(methods["data"] == ([["id": "manual-payments", "name": "Pay at the door", "confirmation": "none"]] as JSONValue))
        }
    }

    @Test func `a name that says nothing is refused`() async throws {
        let manifest = "plugins:\n  sqlite: {}\n  manual-payments: { title: \"\" }\n"
        let error = await #expect(throws: ManifestError.self) {
            try await TestShop.open(plugins: TestDatabase.plugins, manifest: manifest) { _ in }
        }
        #expect(error?.description.contains("manual-payments.title") == true)
    }
}
