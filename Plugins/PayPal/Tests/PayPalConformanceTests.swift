import MartletCommerce
import MartletKernel
import MartletTesting
import Testing
import X509

@testable import MartletPayPal

@Suite(.timeLimit(.minutes(2)))
struct PayPalConformanceTests {
    @Test(arguments: PaymentProviderConformance.checks(for: PayPalProvider.capabilities(title: "PayPal")))
    func `PayPal keeps the contract`(check: PaymentProviderConformance.Check) async throws {
        let time = ManualTime()
        let paypal = FakePayPal(webhook: "WH1", time: time)
        let bench = PaymentBench(
            try PayPalProvider.test(paypal, time), time: time,
            act: { scene, payment in
                guard scene != .fails, let order = paypal.order(of: payment) else { return [:] }
                paypal.agree(to: order, with: scene == .pays ? .full : .empty)
                return [:]
            },
            books: { paypal.books(of: $0) }, fail: { paypal.fail($0, $0) }, messages: { paypal.takeMessages() })
        try await check.run(on: bench)
    }

    @Test func `a token is fetched once, and again when it is taken back or has expired`() async throws {
        let time = ManualTime()
        let paypal = FakePayPal(webhook: "WH1", time: time)
        let client = PayPalClient.test(paypal, time)
        func tokens() -> Int { paypal.requests.count { $0.url.hasSuffix("/v1/oauth2/token") } }
        func ask() async { await #expect(throws: PayPalFailure.self) { try await client.get("/v2/checkout/orders/NONE") } }
        for _ in 0..<3 { await ask() }
        #expect(tokens() == 1)
        paypal.dropTokens()
        await ask()
        #expect(tokens() == 2 && paypal.requests.count == 7)
        time.advance(by: .seconds(32_400 - 61))
        await ask()
        #expect(tokens() == 2)
        time.advance(by: .seconds(1))
        await ask()
        #expect(tokens() == 3)
    }

    @Test func `a promise that is three days old is renewed before it is taken`() async throws {
        let time = ManualTime()
        let paypal = FakePayPal(webhook: "WH1", time: time)
        let provider = try PayPalProvider.test(paypal, time)
        let payment = try await provider.promised(paypal, time)
        time.advance(by: .seconds(3 * 86_400))
        for (key, amount) in [("first-part", 1_000), ("second-part", 1_490)] {
            let outcome = await provider.capture(
                PaymentCapture(
                    key: key, payment: payment.capturing(amount == 1_000 ? 0 : 1_000), amount: Money(Int64(amount), .eur), isFinal: false))
            guard case .succeeded(let report) = outcome else { throw Unexpected(outcome: outcome) }
            #expect(report.captured == (amount == 1_000 ? 1_000 : 2_490))
        }
        #expect(paypal.requests.count { $0.url.hasSuffix("/reauthorize") } == 1)
        #expect(paypal.books(of: payment.payment) == VendorBooks(attempts: 1, promised: 0, taken: 2_490, givenBack: 0))
    }

    @Test func `what is larger than any capture is given back of several, and known as one`() async throws {
        let time = ManualTime()
        let paypal = FakePayPal(webhook: "WH1", time: time)
        let provider = try PayPalProvider.test(paypal, time)
        let payment = try await provider.promised(paypal, time)
        for (key, taken) in [("first-part", Int64(0)), ("second-part", 1_245)] {
            _ = await provider.capture(
                PaymentCapture(key: key, payment: payment.capturing(taken), amount: Money(1_245, .eur), isFinal: false))
        }
        let refund = PaymentRefund(key: "payop_1", payment: payment.capturing(2_490), amount: Money(2_000, .eur), reason: .other)
        // The answer to the second part is lost.
        paypal.fail(nil, nil, .silenceAfter)
        #expect(await provider.refund(refund) == .unknown)
        let again = await provider.refund(refund)
        guard case .succeeded(let report) = again else { throw Unexpected(outcome: again) }
        #expect(report.refunds.map(\.amount) == [2_000] && report.refunds.first?.key == "payop_1")
        #expect(paypal.books(of: payment.payment).givenBack == 2_000)
        let third = PaymentRefund(key: "payop_2", payment: payment.capturing(2_490), amount: Money(491, .eur), reason: .other)
        let refused = await provider.refund(third)
        guard case .declined = refused else { throw Unexpected(outcome: refused) }
    }

    @Test func `amounts are written as PayPal wants them, or refused`() throws {
        func value(_ amount: Int64, _ code: String) throws -> JSONValue? {
            PayPalAmount.encode(Money(amount, try Currency(code: code)))?["value"]
        }
        #expect(try value(1_999, "EUR") == "19.99" && value(5, "USD") == "0.05")
        #expect(try value(500, "JPY") == "500")
        #expect(try value(50_000, "HUF") == "500" && value(50_050, "HUF") == nil && value(100, "TWD") == "1")
        #expect(try value(12_340, "KWD") == nil && value(100, "INR") == nil)
        for currency in PayPalAmount.currencies {
            let money = Money(12_300, currency)
            #expect(PayPalAmount.decode(PayPalAmount.encode(money)) == money)
        }
    }
}

struct Unexpected: Error { let outcome: PaymentOutcome }

extension PayPalClient {
    static func test(_ paypal: FakePayPal, _ time: ManualTime) -> PayPalClient {
        guard let secret = try? Secret("secret") else { preconditionFailure("a secret is not empty") }
        return PayPalClient(id: "AeA1", secret: secret, endpoint: "https://api-m.paypal.com", transport: paypal, time: time)
    }
}

extension PayPalProvider {
    static func test(_ paypal: FakePayPal, _ time: ManualTime, signatures: (any PayPalSignatures)? = nil) throws -> PayPalProvider {
        let here = PayPalSignaturesHere(
            webhook: "WH1", roots: CertificateStore(try PayPalCertificate.read(FakePayPal.trustedRoots)),
            endpoint: "https://api-m.paypal.com", transport: paypal, time: time)
        return PayPalProvider(title: "PayPal", client: .test(paypal, time), webhooks: PayPalWebhooks(signatures: signatures ?? here))
    }

    /// A payment of 24.90 EUR that is promised.
    func promised(_ paypal: FakePayPal, _ time: ManualTime) async throws -> PaymentReference {
        let identifiers = Environment(random: SeededRandom(seed: 7)).identifiers
        var payment = PaymentReference(
            payment: identifiers.next(), order: identifiers.next(), amount: Money(2_490, .eur), isCapturedLater: true, createdAt: time.now)
        let begun = await authorize(PaymentRequest(key: "\(payment.payment)", payment: payment, orderNumber: "K7M2"))
        guard case .requiresAction(let action) = begun, let order = action.external else {
            throw Unexpected(outcome: begun)
        }
        payment = payment.named(order)
        paypal.agree(to: order)
        let confirmed = await confirm(PaymentConfirmation(key: "confirm", payment: payment))
        guard case .succeeded = confirmed else { throw Unexpected(outcome: confirmed) }
        return payment
    }
}

extension PaymentReference {
    func named(_ external: String) -> PaymentReference {
        PaymentReference(
            payment: payment, order: order, external: external, amount: amount, isCapturedLater: isCapturedLater, createdAt: createdAt)
    }

    func capturing(_ captured: Int64) -> PaymentReference {
        PaymentReference(
            payment: payment, order: order, external: external, amount: amount, isCapturedLater: isCapturedLater, captured: captured,
            createdAt: createdAt)
    }
}
