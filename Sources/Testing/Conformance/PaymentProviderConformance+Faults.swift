import MartletCommerce
import MartletKernel

extension PaymentProviderConformance {
    /// What a provider must do when its vendor, or the network, does not.
    static func faultChecks(_ fault: PaymentFault, _ features: PaymentCapabilities.Features) -> [Check] {
        let name = fault.rawValue.replacing("_", with: " ")
        var checks = [
            Check("\(name): a payment is never said to be made or declined when nobody knows, and is made once") { bench in
                var payment = bench.payment()
                try await bench.fail(fault)
                let outcome = try await bench.authorize(&payment, .pays)
                try await bench.expectHonest(outcome, about: payment)
                _ = try await bench.lookUp(&payment)
                // The second request has the fault too, and the third has none.
                for _ in 0..<2 { _ = try await bench.pay(&payment) }
                _ = try await bench.lookUp(&payment)
                try await bench.expectBooks(payment)
            }
        ]
        if features.contains(.capturesLater) {
            checks.append(
                Check("\(name): a capture takes the money once") { bench in
                    var payment = try await bench.paid(later: true)
                    let key = bench.key()
                    try await bench.fail(fault)
                    let outcome = try await bench.capture(&payment, payment.amount.amount, isFinal: true, key: key)
                    try await bench.expectHonest(outcome, about: payment)
                    // The second request has the fault too, and the third has none.
                    for _ in 0..<2 { _ = try await bench.capture(&payment, payment.amount.amount, isFinal: true, key: key) }
                    try await bench.expectBooks(payment, taken: payment.amount.amount, promised: 0)
                })
        }
        if features.contains(.refunds) {
            checks.append(
                Check("\(name): a refund gives the money back once") { bench in
                    var payment = try await bench.taken()
                    let key = bench.key()
                    try await bench.fail(fault)
                    let outcome = try await bench.refund(&payment, payment.captured, key: key)
                    try await bench.expectHonest(outcome, about: payment)
                    for _ in 0..<2 { _ = try await bench.refund(&payment, payment.captured, key: key) }
                    try await bench.expectBooks(payment, taken: payment.captured, givenBack: payment.captured)
                })
        }
        return checks
    }

    static let webhooks = [
        Check("a message is genuine only as it was sent") { bench in
            let messages = try await bench.paidMessages()
            for message in messages { _ = try await bench.provider.parseWebhook(message) }
            guard let message = messages.first else { throw Nonconformance(description: "the vendor tells nothing of a payment") }
            for wrong in try bench.forgeries(of: message) {
                do {
                    _ = try await bench.provider.parseWebhook(wrong.message)
                } catch {
                    continue
                }
                throw Nonconformance(description: "a message is taken \(wrong.name)")
            }
        },
        Check("messages name the payment, and are known again") { bench in
            var payment = bench.payment()
            _ = try await bench.pay(&payment)
            let (id, external) = (payment.id, payment.external)
            var isNamed = false
            for message in try await bench.messages?() ?? [] {
                let (first, second) = (try await bench.provider.parseWebhook(message), try await bench.provider.parseWebhook(message))
                try expectEqual(first, second, "the same message, read twice")
                try expect(!first.isEmpty && first.allSatisfy { !$0.id.isEmpty }, "a message has no event, or one without a name")
                isNamed =
                    isNamed
                    || first.contains { event in
                        guard let subject = event.subject, event.news != nil else { return false }
                        return subject.payment == id || subject.external != nil && subject.external == external
                    }
            }
            try expect(isNamed, "no message names the payment by the shop's identifier or the vendor's")
        },
    ]
}

extension PaymentBench {
    /// Pays something, and returns what the vendor tells of it.
    fileprivate func paidMessages() async throws -> [PaymentWebhook] {
        _ = try await paid()
        return try await messages?() ?? []
    }

    /// What somebody else might send.
    fileprivate func forgeries(of message: PaymentWebhook) throws -> [(name: String, message: PaymentWebhook)] {
        guard !message.body.isEmpty else { throw Nonconformance(description: "a message is empty") }
        func with(_ body: [UInt8]? = nil, _ headers: HTTPTransportHeaders? = nil, _ receivedAt: Timestamp? = nil) -> PaymentWebhook {
            PaymentWebhook(
                body: body ?? message.body, headers: headers ?? message.headers, receivedAt: receivedAt ?? message.receivedAt)
        }
        var flipped = message.body
        flipped[flipped.count / 2] ^= 1
        var forgeries = [
            ("with a changed bit", with(flipped)), ("with another byte", with(message.body + [32])), ("without headers", with(nil, [:])),
        ]
        // Each header alone may be what a signature stands in.
        let emptied = HTTPTransportHeaders(message.headers.fields.map { .init($0.name, "") })
        forgeries.append(("with empty headers", with(nil, emptied)))
        return forgeries
    }

    /// A payment that is taken, whichever way the provider goes.
    func taken() async throws -> BenchPayment {
        var payment = try await paid()
        if payment.captured < payment.amount.amount {
            _ = try await capture(&payment, payment.amount.amount - payment.captured, isFinal: true, key: key())
        }
        try expectEqual(payment.captured, payment.amount.amount, "what was taken")
        return payment
    }

    /// Expects the vendor's books to be those of one payment.
    func expectBooks(_ payment: BenchPayment, taken: Int64? = nil, promised: Int64? = nil, givenBack: Int64 = 0) async throws {
        let found = try await books(payment.id)
        try expectEqual(found.attempts, 1, "payments that the vendor has got")
        try expectEqual(found.taken, taken ?? payment.captured, "what the vendor has taken")
        if let promised { try expectEqual(found.promised, promised, "what the vendor holds promised") }
        try expectEqual(found.givenBack, givenBack, "what the vendor has given back")
    }

    /// Expects that the vendor holds nothing of a payment, and has taken nothing.
    func expectNothing(_ payment: BenchPayment) async throws {
        let found = try await books(payment.id)
        try expectEqual(found.taken, 0, "what the vendor has taken")
        try expectEqual(found.promised, 0, "what the vendor holds promised")
    }

    func expectRefund(_ payment: inout BenchPayment, _ amount: Int64, key: String) async throws {
        let outcome = try await refund(&payment, amount, key: key)
        guard case .succeeded(let report) = outcome, let refund = report.refunds.first(where: { $0.key == key }) else {
            throw Nonconformance(description: "a refund of \(amount): \(outcome), where a report has it by its key")
        }
        try expectEqual(refund.amount, amount, "what the report says was given back")
        try expect(refund.status != .failed, "the refund failed: \(refund.failure ?? "")")
    }

    /// Expects that an answer claims nothing that the vendor's books deny.
    func expectHonest(_ outcome: PaymentOutcome, about payment: BenchPayment) async throws {
        let found = try await books(payment.id)
        switch outcome {
        case .unknown, .requiresAction, .processing: break
        case .declined(let decline):
            try expect(
                decline.reason == .unavailable || found.taken == 0 && found.promised == 0,
                "declined with \(decline.reason.rawValue), and the vendor has the money")
            if decline.reason == .unavailable, payment.captured == 0, payment.authorized == 0 {
                try expect(found.taken == 0 && found.promised == 0, "unavailable, and the vendor has the money: say unknown")
            }
        case .succeeded(let report):
            try expect(report.captured <= found.taken, "\(report.captured) are said to be taken, and the vendor has \(found.taken)")
        }
    }
}
