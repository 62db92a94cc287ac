import MartletCommerce
import MartletJSON
import MartletKernel
import MartletTesting
import TestSupport
import Testing

@testable import MartletManualPayments

@Suite(.timeLimit(.minutes(2)))
struct ManualPaymentsTests {
    @Test func `it promises, takes and gives up whatever it is asked, in any currency, and never doubts`() async throws {
        let provider = ManualPaymentsProvider(capabilities: PaymentCapabilities(title: "Bank transfer"))
        let environment = Environment(random: SeededRandom(seed: 1))
        let payment: PaymentID = environment.identifiers.next()
        let amount = Money(2_489, .eur)
        let request = PaymentRequest(payment: payment, order: environment.identifiers.next(), amount: amount, email: nil)
        let reference = PaymentReference(payment: payment, external: nil, amount: amount)
        #expect(provider.capabilities.accepts(Money(1, try Currency(code: "KWD"))))
        #expect(await provider.authorize(request) == .authorized(external: nil))
        #expect(await provider.lookUp(reference) == .authorized(external: nil))
        #expect(await provider.capture(reference, amount: amount) == .captured(external: nil))
        #expect(await provider.void(reference) == .voided)
    }

    @Test(arguments: TestDatabase.available)
    func `shoppers choose it by the name that the shop gives it`(database: TestDatabase) async throws {
        let settings = "  manual-payments: { title: Pay at the door }\n  flat-shipping: {}\n"
        try await database.shop(settings: settings) { shop in
            let buyer = try await Buyer(in: shop)
            let methods = try await shop.get("\(buyer.path)/payment-methods", buyer.headers)
            #expect(methods["data"] == ([["id": "manual-payments", "name": "Pay at the door"]] as JSONValue))
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
