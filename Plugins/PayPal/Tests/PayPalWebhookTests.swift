import MartletCommerce
import MartletJSON
import MartletKernel
import MartletTesting
import Testing
import X509

@testable import MartletPayPal

@Suite(.timeLimit(.minutes(2)))
struct PayPalWebhookTests {
    private let time = ManualTime()
    private let paypal: FakePayPal
    private let provider: PayPalProvider

    init() throws {
        paypal = FakePayPal(webhook: "WH1", time: time)
        provider = try PayPalProvider.test(paypal, time)
    }

    private func certificate(for name: String) throws -> Certificate {
        try #require(try PayPalCertificate.read(try FakeCertificate(name: name).chain).first)
    }

    private static let event: JSONValue = [
        "id": "WH-1", "event_type": "PAYMENT.CAPTURE.COMPLETED",
        "resource": ["id": "3C6", "supplementary_data": ["related_ids": ["order_id": "5O1"]]],
    ]

    private func rejection(_ message: PaymentWebhook) async -> WebhookRejection? {
        do {
            _ = try await provider.parseWebhook(message)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a message is PayPal's, for this shop, and of these days`() async throws {
        #expect(await rejection(paypal.message(Self.event)) == nil)
        #expect(await rejection(paypal.message(Self.event, webhook: "WH2")) == .forged)
        #expect(await rejection(paypal.message(Self.event, at: time.now - .seconds(3 * 86_400))) == nil)
        #expect(await rejection(paypal.message(Self.event, at: time.now - .seconds(4 * 86_400))) == .stale)
        #expect(await rejection(paypal.message(Self.event, at: time.now + .seconds(301))) == .stale)
        for name in ["Transmission-Id", "Transmission-Time", "Transmission-Sig", "Cert-Url", "Auth-Algo"] {
            var message = paypal.message(Self.event)
            message.headers["PayPal-\(name)"] = nil
            #expect(await rejection(message) == .forged, "\(name)")
            message.headers["PayPal-\(name)"] = "SHA1withRSA"
            #expect(await rejection(message) == .forged, "\(name)")
        }
        // The certificate is fetched once.
        #expect(paypal.requests.count == 1)
    }

    @Test(arguments: [
        "https://evil.example.com/v1/notifications/certs/CERT-1", "https://api.paypal.com.evil.example/v1/notifications/certs/CERT-1",
        "https://evilpaypal.com/v1/notifications/certs/CERT-1", "http://api.paypal.com/v1/notifications/certs/CERT-1",
        "https://api.paypal.com@evil.example/v1/notifications/certs/CERT-1", "https://api.paypal.com:8443/v1/notifications/certs/CERT-1",
        "https://api.paypal.com/v1/notifications/certs/../../upload/CERT-1", "https://api.paypal.com/uploads/CERT-1",
        "https://127.0.0.1/v1/notifications/certs/CERT-1", "file:///v1/notifications/certs/CERT-1", "",
    ])
    func `a certificate is fetched from PayPal and from nobody else`(address: String) async throws {
        var message = paypal.message(Self.event)
        message.headers["PayPal-Cert-Url"] = address
        #expect(await rejection(message) == .forged)
        #expect(paypal.requests.isEmpty)
    }

    @Test func `a certificate that nobody who is trusted has signed, or that is somebody else's, proves nothing`() async throws {
        // The machine does not know the fake's authority.
        let untrusting = try PayPalProvider.test(
            paypal, time,
            signatures: PayPalSignaturesHere(
                webhook: "WH1", roots: .systemTrustRoots, endpoint: "https://api-m.paypal.com", transport: paypal, time: time))
        await #expect(throws: WebhookRejection.forged) { try await untrusting.parseWebhook(paypal.message(Self.event)) }
        #expect(!PayPalCertificate.isPayPals(try certificate(for: "paypal.com.evil.example")))
        #expect(!PayPalCertificate.isPayPals(try certificate(for: "evilpaypal.com")))
        #expect(PayPalCertificate.isPayPals(try certificate(for: "messageverificationcerts.paypal.com")))
    }

    @Test func `a certificate that cannot be fetched now is no reason to refuse the message for good`() async throws {
        let network = TestNetwork()
        let signatures = PayPalSignaturesHere(
            webhook: "WH1", roots: CertificateStore(try PayPalCertificate.read(FakePayPal.trustedRoots)),
            endpoint: "https://api-m.paypal.com", transport: network, time: time)
        let provider = try PayPalProvider.test(paypal, time, signatures: signatures)
        let unverified = WebhookRejection.unverified("the certificate cannot be fetched")
        await #expect(throws: unverified) { try await provider.parseWebhook(paypal.message(Self.event)) }
        network.pass(to: paypal)
        _ = try await provider.parseWebhook(paypal.message(Self.event))
    }

    @Test func `PayPal itself is asked where the shop wishes so`() async throws {
        let signatures = PayPalSignaturesAtPayPal(client: .test(paypal, time), webhook: "WH1")
        let provider = try PayPalProvider.test(paypal, time, signatures: signatures)
        let message = paypal.message(Self.event)
        #expect(try await provider.parseWebhook(message).first?.kind == "PAYMENT.CAPTURE.COMPLETED")
        var changed = Self.event.objectValue ?? [:]
        changed["id"] = "WH-2"
        var forged = message
        forged.body = JSONValue.object(changed).jsonBytes
        await #expect(throws: WebhookRejection.forged) { try await provider.parseWebhook(forged) }
        // What follows the event must not become a field of the question.
        forged.body = message.body + Array(#", "webhook_id": "WH3""#.utf8)
        await #expect(throws: WebhookRejection.forged) { try await provider.parseWebhook(forged) }
        paypal.fail(.errorBefore)
        await #expect(throws: WebhookRejection.unverified("PayPal does not answer")) { try await provider.parseWebhook(message) }
    }

    @Test func `events name the payment, and what the shop is to do`() async throws {
        let payment = try await provider.promised(paypal, time)
        var events: [PaymentEvent] = []
        for message in paypal.takeMessages() { events += try await provider.parseWebhook(message) }
        #expect(events.map(\.kind) == ["CHECKOUT.ORDER.APPROVED", "PAYMENT.AUTHORIZATION.CREATED"])
        #expect(events.map(\.news) == [.agreed, .changed])
        #expect(events.allSatisfy { $0.subject == .init(payment: payment.payment, external: payment.external) })

        _ = await provider.capture(PaymentCapture(key: "part-1", payment: payment, amount: payment.amount, isFinal: true))
        paypal.dispute(try #require(payment.external), status: "OPEN")
        paypal.dispute(try #require(payment.external), status: "RESOLVED", outcome: "RESOLVED_BUYER_FAVOUR")
        paypal.dispute(try #require(payment.external), status: "RESOLVED", outcome: "RESOLVED_SELLER_FAVOUR")
        var disputes: [DisputeReport.Status] = []
        for message in paypal.takeMessages() {
            guard let event = try await provider.parseWebhook(message).first, case .dispute(let dispute) = event.news else { continue }
            #expect(event.subject?.payment == payment.payment && dispute.amount == payment.amount)
            disputes.append(dispute.status)
        }
        #expect(disputes == [.open, .lost, .won])
    }
}
