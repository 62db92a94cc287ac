import Foundation
import MartletCommerce
import MartletJSON
import MartletKernel
import MartletPayments
import MartletTesting
import TestSupport

/// A payment provider that takes money somewhere, with a fake of that place.
enum PaymentVendor: String, CaseIterable, Sendable {
    case stripe, razorpay, paypal

    /// Opens a shop that takes money through this provider and no other.
    func shop<T>(
        on database: TestDatabase, capture: String = "at-once", extra: [any Plugin.Type] = [], settings: String = "",
        log: MemoryLog? = nil, _ body: (TestShop, any FakeVendor) async throws -> T
    ) async throws -> T {
        let roots = FileManager.default.temporaryDirectory.appending(path: "roots-\(UUID().uuidString).pem")
        try FakePayPal.trustedRoots.write(to: roots, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: roots) }
        return try await database.shop(
            sections: "features: { payments: { capture: \(capture) } }",
            settings: "\(manifestLine(roots: roots.path))  flat-shipping: {}\n\(settings)", extra: extra, log: log
        ) { shop in
            let fake: any FakeVendor =
                switch self {
                case .stripe: FakeStripe(webhookSecret: "whsec_1", time: shop.time)
                case .razorpay: FakeRazorpay(keySecret: "key_secret", webhookSecret: "webhook_secret", time: shop.time)
                case .paypal: FakePayPal(webhook: "WH1", time: shop.time)
                }
            shop.network.answer { request async throws(HTTPTransportError) in try await fake.send(request) }
            return try await body(shop, fake)
        }
    }

    private func manifestLine(roots: String) -> String {
        switch self {
        case .stripe:
            "  stripe: { secret_key: sk_test_1, publishable_key: pk_test_1, webhook_secret: whsec_1, multicapture: true }\n"
        case .razorpay: "  razorpay: { key_id: rzp_test_1, key_secret: key_secret, webhook_secret: webhook_secret }\n"
        case .paypal:
            "  paypal: { client_id: AeA1, client_secret: client_secret, webhook_id: WH1, webhook_roots: \"\(roots)\" }\n"
        }
    }

    /// Whether what is promised can be taken in parts.
    var capturesParts: Bool { self != .razorpay }
}

extension TestShop {
    /// A buyer whose cart can be ordered: 24.89 EUR.
    func readyBuyer(_ variant: String) async throws -> Buyer {
        let buyer = try await Buyer(in: self)
        _ = try await buyer.add(variant)
        try await buyer.fillIn()
        return buyer
    }

    /// Begins to pay for a cart.
    func begin(_ vendor: PaymentVendor, _ buyer: Buyer, _ more: JSONObject = [:]) async throws -> TestAnswer {
        var body: JSONObject = ["provider": .string(vendor.rawValue), "return_url": "https://shop.test/paid"]
        for (name, value) in more { body[name] = value }
        return try await post("\(buyer.path)/payment-sessions", .object(body), buyer.headers)
    }

    func confirm(_ session: String, of buyer: Buyer, data: [String: String] = [:]) async throws -> TestAnswer {
        let data = JSONObject(data.map { ($0.key, .string($0.value)) })
        return try await post("/api/v1/store/payment-sessions/\(session)/confirm", ["data": .object(data)], buyer.headers)
    }

    /// Hands every message that waits to the shop, and lets it act on them.
    func deliverAll(of fake: any FakeVendor, from vendor: PaymentVendor) async throws {
        for message in fake.takeMessages() { await deliver(message, to: vendor.rawValue) }
        try await settle()
    }

    /// Every payment that there is, oldest first.
    func payments() async throws -> [Payment] {
        try await database.read { try $0.all(Payment.query.sorted(by: "id")) }
    }
}
