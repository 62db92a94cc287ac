import Foundation
import MartletCommerce
import MartletJSON
import MartletKernel
import MartletTesting
import Synchronization
import TestSupport
import Testing
import X509

@testable import MartletPayPal

/// What is sent to PayPal, and what the fake answers, beside PayPal's own description of its API.
///
/// It is not part of the project: without it the tests are skipped.
@Suite(.timeLimit(.minutes(2)))
struct PayPalContractTests {
    @Test(.enabled("there is no description of PayPal's API beside the project") { Contract.isThere })
    func `every request and every answer is one that PayPal describes`() async throws {
        let time = ManualTime()
        let paypal = FakePayPal(webhook: "8PT597110X687430L", time: time)
        let wire = Wire(paypal)
        let provider = PayPalProvider(
            title: "PayPal",
            client: PayPalClient(
                id: "AeA1", secret: try Secret("secret"), endpoint: "https://api-m.paypal.com", transport: wire, time: time),
            webhooks: PayPalWebhooks(
                signatures: PayPalSignaturesAtPayPal(
                    client: PayPalClient(
                        id: "AeA1", secret: try Secret("secret"), endpoint: "https://api-m.paypal.com", transport: wire, time: time),
                    webhook: "8PT597110X687430L")))
        try await play(provider, paypal, time)

        var sent: Set<String> = []
        for (request, answer) in wire.exchanges {
            let path = "/" + request.url.split(separator: "/").dropFirst(2).joined(separator: "/")
            guard path != "/v1/oauth2/token" else { continue }
            let (contract, operation, template) = try #require(Contract.operation(request.method.rawValue, path), "\(request)")
            sent.insert("\(request.method.rawValue) \(template)")
            let body = request.body.isEmpty ? JSONValue.object([:]) : try JSONValue.parse(request.body)
            if let schema = contract.resolved(operation["requestBody"] ?? .null)["content"]?["application/json"]?["schema"] {
                let objections = contract.objections(to: body, schema)
                #expect(objections.isEmpty, "\(request): \(objections)")
            } else {
                #expect(request.body.isEmpty, "\(request)")
            }
            let key = request.headers["PayPal-Request-Id"]
            #expect(key.map { (1...108).contains($0.count) } ?? true)
            let described = operation["responses"]?["\(answer.status)"] ?? operation["responses"]?["default"]
            let schema = contract.resolved(try #require(described))["content"]?["application/json"]?["schema"]
            guard let schema, !answer.body.isEmpty else { continue }
            let objections = contract.objections(to: try JSONValue.parse(answer.body), schema, isStrict: answer.isSuccess)
            #expect(objections.isEmpty, "\(request), \(answer.status): \(objections)")
        }
        #expect(sent.count == 9, "\(sent.sorted())")
    }

    /// Does everything that the provider can.
    private func play(_ provider: PayPalProvider, _ paypal: FakePayPal, _ time: ManualTime) async throws {
        let promised = try await provider.promised(paypal, time)
        time.advance(by: .seconds(4 * 86_400))
        let part = PaymentCapture(key: "payop_1", payment: promised, amount: Money(1_000, .eur), isFinal: false)
        _ = await provider.capture(part)
        _ = await provider.void(PaymentVoid(key: "payop_2", payment: promised.capturing(1_000)))
        _ = await provider.refund(
            PaymentRefund(key: "payop_3", payment: promised.capturing(1_000), amount: Money(400, .eur), reason: .other))

        let identifiers = Environment(random: SeededRandom(seed: 8)).identifiers
        let payment = PaymentReference(
            payment: identifiers.next(), order: identifiers.next(), amount: Money(2_490, .eur), isCapturedLater: false, createdAt: time.now)
        let begun = await provider.authorize(
            PaymentRequest(
                key: "\(payment.payment)", payment: payment, orderNumber: "K7M2", email: EmailAddress("ada@example.com"),
                returnURL: "https://shop.example.com/paid"))
        guard case .requiresAction(let action) = begun, let order = action.external else { throw Unexpected(outcome: begun) }
        paypal.agree(to: order, with: .empty)
        guard case .declined = await provider.confirm(PaymentConfirmation(key: "c", payment: payment.named(order))) else { return }
        paypal.agree(to: order)
        guard case .succeeded = await provider.confirm(PaymentConfirmation(key: "d", payment: payment.named(order))) else { return }
        for message in paypal.takeMessages() { _ = try await provider.parseWebhook(message) }
    }
}

/// Remembers what goes over the wire.
private final class Wire: HTTPTransport {
    private let paypal: FakePayPal
    private let kept = Mutex<[(HTTPTransportRequest, HTTPTransportAnswer)]>([])

    init(_ paypal: FakePayPal) { self.paypal = paypal }

    var exchanges: [(HTTPTransportRequest, HTTPTransportAnswer)] { kept.withLock { $0 } }

    func send(_ request: HTTPTransportRequest) async throws(HTTPTransportError) -> HTTPTransportAnswer {
        let answer = try await paypal.send(request)
        kept.withLock { $0.append((request, answer)) }
        return answer
    }
}

/// PayPal's descriptions of its API.
private enum Contract {
    static let checks: [SchemaCheck] = [
        "checkout_orders_v2.cleaned.json", "payments_payment_v2.cleaned.json", "notifications_webhooks_v1.json",
    ].compactMap { name in
        var folder = URL(filePath: #filePath)
        for _ in 0..<5 { folder.deleteLastPathComponent() }
        let bytes = (try? Data(contentsOf: folder.appending(path: "shared/contracts/paypal/\(name)"))).map { Array($0) }
        return bytes.flatMap { try? JSONValue.parse($0, limits: JSONLimits(depth: 200)) }.map { SchemaCheck($0) }
    }

    static var isThere: Bool { checks.count == 3 }

    static func operation(_ method: String, _ path: String) -> (SchemaCheck, JSONValue, String)? {
        for check in checks {
            if let found = check.operation(method, path) { return (check, found.operation, found.template) }
        }
        return nil
    }
}
