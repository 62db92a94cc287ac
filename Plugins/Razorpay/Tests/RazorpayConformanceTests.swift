import Foundation
import MartletCommerce
import MartletJSON
import MartletKernel
import MartletTesting
import Testing

@testable import MartletRazorpay

@Suite(.timeLimit(.minutes(2)))
struct RazorpayConformanceTests {
    private static func provider(_ transport: any HTTPTransport, webhookSecret: String = "webhook-secret") throws -> RazorpayProvider {
        RazorpayProvider(
            title: "UPI", areRefundsInstant: false,
            client: RazorpayClient(
                keyID: "rzp_test_1", keySecret: try Secret("key_secret"), endpoint: "https://api.razorpay.com", transport: transport),
            webhooks: RazorpayWebhooks(secrets: [try Secret(webhookSecret)]))
    }

    @Test(arguments: PaymentProviderConformance.checks(for: RazorpayProvider.capabilities(title: "UPI")))
    func `Razorpay keeps the contract`(check: PaymentProviderConformance.Check) async throws {
        let time = ManualTime()
        let razorpay = FakeRazorpay(keySecret: "key_secret", webhookSecret: "webhook-secret", time: time)
        let bench = PaymentBench(
            // A buyer who fails may try again, so nothing is declined for good.
            try Self.provider(razorpay), time: time, amount: Money(2_490, .inr), declines: false,
            act: { scene, payment in razorpay.act(on: payment, agrees: scene == .pays) },
            books: { razorpay.books(of: $0) }, fail: { razorpay.fail($0, $0) }, messages: { razorpay.takeMessages() })
        try await check.run(on: bench)
    }

    @Test(.enabled("there are no signature vectors of Razorpay's beside the project") { Contract.vectors != nil })
    func `signatures are those of Razorpay's own library`() async throws {
        let vectors = try #require(Contract.vectors?["vectors"]?.arrayValue)
        let webhook = try #require(vectors.first { $0["kind"] == "webhook" })
        let body = try #require(Contract.bytes("mocks/fake_payment_authorized_webhook.json"))
        let signature = try #require(webhook["signature"]?.stringValue)
        let provider = try Self.provider(FakeRazorpay(keySecret: "", webhookSecret: "", time: ManualTime()), webhookSecret: "key_secret")
        func message(_ body: [UInt8], _ signature: String) -> PaymentWebhook {
            PaymentWebhook(body: body, headers: ["X-Razorpay-Signature": signature], receivedAt: ManualTime().now)
        }
        let checkout = try #require(vectors.first { $0["kind"] == "payment" })
        func data(_ signature: String) -> [String: String] {
            ["razorpay_payment_id": checkout["payment_id"]?.stringValue ?? "", "razorpay_signature": signature]
        }
        let right = try #require(checkout["signature"]?.stringValue)
        #expect(provider.isSigned(data(right), order: "fake_order_id"))
        for wrong in ["", "00", String(right.reversed())] { #expect(!provider.isSigned(data(wrong), order: "fake_order_id")) }
        #expect(!provider.isSigned(data(right), order: "other_order_id"))

        let event = try #require(try await provider.parseWebhook(message(body, signature)).first)
        #expect(event.kind == "payment.authorized" && event.subject?.external == "order_100000000order")
        for wrong in [message(body + [10], signature), message(body, String(signature.reversed())), message(body, "")] {
            await #expect(throws: WebhookRejection.forged) { try await provider.parseWebhook(wrong) }
        }
    }

    @Test(.enabled("there are no objects of Razorpay's beside the project") { Contract.vectors != nil })
    func `Razorpay's own objects are read`() throws {
        func object(_ name: String) throws -> JSONValue { try JSONValue.parse(try #require(Contract.bytes("mocks/\(name).json"))) }
        #expect(try RazorpayOrder(object("fake_order"))?.amount == Money(500, .inr))
        let payment = try #require(RazorpayPayment(try object("fake_captured_payment")))
        #expect(payment.isTaken && payment.report(order: "order_1")?.captured == 500)
        let refund = try #require(RefundReport(razorpay: try object("fake_refund")))
        #expect(refund.amount == 300_100 && refund.status == .succeeded && refund.key == "#126")
    }
}

/// Objects and vectors that Razorpay's own library is tested with. They are not part of the project.
private enum Contract {
    static let vectors = bytes("signature-vectors.json").flatMap { try? JSONValue.parse($0) }

    static func bytes(_ name: String) -> [UInt8]? {
        var folder = URL(filePath: #filePath)
        for _ in 0..<5 { folder.deleteLastPathComponent() }
        return (try? Data(contentsOf: folder.appending(path: "shared/contracts/razorpay/\(name)"))).map { Array($0) }
    }
}
