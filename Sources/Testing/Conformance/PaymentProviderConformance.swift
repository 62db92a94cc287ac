import MartletCommerce
import MartletKernel

/// What every payment provider must do, as checks that any provider can be run against. They cover what it declares in its
/// capabilities and every fault, and nothing else.
///
/// ```swift
/// @Test(arguments: PaymentProviderConformance.checks(for: myCapabilities))
/// func `my provider keeps the contract`(check: PaymentProviderConformance.Check) async throws {
///     let vendor = MyFakeVendor()
///     let bench = PaymentBench(MyProvider(vendor), time: vendor.time, books: { vendor.books($0) }, fail: { vendor.fault = $0 })
///     try await check.run(on: bench)
/// }
/// ```
///
/// A check throws ``Nonconformance`` with the words of what was expected.
public enum PaymentProviderConformance {
    /// One thing that a provider must do.
    public struct Check: Sendable, CustomStringConvertible {
        public let description: String
        private let body: @Sendable (PaymentBench) async throws -> Void

        init(_ description: String, _ body: @escaping @Sendable (PaymentBench) async throws -> Void) {
            self.description = description
            self.body = body
        }

        /// Runs the check on a new bench, with a vendor who has got nothing yet.
        public func run(on bench: PaymentBench) async throws { try await body(bench) }
    }

    /// The checks of a provider with these capabilities.
    ///
    /// - Parameter faults: Those that the vendor can have; all unless given.
    public static func checks(
        for capabilities: PaymentCapabilities, faults: Set<PaymentFault> = Set(PaymentFault.allCases)
    ) -> [Check] {
        let features = capabilities.features
        var checks = everyProvider
        if features.contains(.capturesLater) { checks += captures(features) }
        if features.contains([.capturesLater, .voids]) { checks += voids }
        if features.contains(.refunds) { checks += refunds(features) }
        if features.contains(.savedMethods) { checks += savedMethods }
        if features.contains([.savedMethods, .offSession]) { checks += offSession }
        if features.contains(.webhooks) { checks += webhooks }
        for fault in PaymentFault.allCases where faults.contains(fault) { checks += faultChecks(fault, features) }
        return checks
    }

    // MARK: Every provider

    private static let everyProvider = [
        Check("a payment takes the whole amount, once") { bench in
            let payment = try await bench.paid()
            // A provider that leaves the taking to somebody else promises it.
            let promised = payment.isClosed ? 0 : payment.authorized - payment.captured
            try await bench.expectBooks(payment, taken: payment.captured, promised: promised)
            try expectEqual(payment.authorized, payment.amount.amount, "what is promised or taken")
        },
        Check("the same key again is the same payment") { bench in
            var payment = bench.payment()
            _ = try await bench.pay(&payment)
            let again = try await bench.authorize(&payment, .pays)
            guard case .succeeded = again else { throw Nonconformance(description: "the same request again: \(again)") }
            try await bench.expectBooks(payment)
        },
        Check("many at once with one key are one payment") { bench in
            let payment = bench.payment()
            try await withThrowingTaskGroup { group in
                for _ in 0..<8 {
                    group.addTask {
                        var own = payment
                        _ = try await bench.authorize(&own, .pays)
                    }
                }
                try await group.waitForAll()
            }
            try expect(try await bench.books(payment.id).attempts <= 1, "the vendor has got several payments")
        },
        Check("another payment is another payment") { bench in
            for _ in 0..<2 { try await bench.expectBooks(try await bench.paid()) }
        },
        Check("a look-up says what the answers said") { bench in
            var payment = try await bench.paid()
            let before = payment
            let outcome = try await bench.lookUp(&payment)
            guard case .succeeded(let report) = outcome else { throw Nonconformance(description: "the look-up of a payment: \(outcome)") }
            try expectEqual(report.captured, before.captured, "what the look-up says was taken")
        },
        Check("a payment that was never begun is taken by no look-up") { bench in
            var payment = bench.payment()
            switch try await bench.lookUp(&payment) {
            case .declined, .requiresAction: break
            // A provider that asks nobody keeps every promise.
            case .succeeded(let report) where report.captured == 0: break
            case let outcome: throw Nonconformance(description: "the look-up of a payment that was never begun: \(outcome)")
            }
            try expectEqual(try await bench.books(payment.id).taken, 0, "what the vendor has taken")
        },
        Check("a payment that is declined takes nothing, then and later, and says why without secrets") { bench in
            guard bench.declines else { return }
            var payment = bench.payment()
            let outcome = try await bench.pay(&payment, .declined)
            guard case .declined(let decline) = outcome else {
                throw Nonconformance(description: "a payment that the vendor declines: \(outcome)")
            }
            try expect(!decline.message.isEmpty, "the message for the shopper is empty")
            if case .requiresAction = try await bench.lookUp(&payment) { _ = try? await bench.act(.pays, payment.id) }
            let later = try await bench.lookUp(&payment)
            if case .succeeded(let report) = later, report.authorized > 0 {
                throw Nonconformance(description: "a declined payment can still be paid: end it at the vendor's before you say declined")
            }
            try await bench.expectNothing(payment)
        },
        Check("a payment that was given up never comes about") { bench in
            var payment = bench.payment()
            let begun = try await bench.authorize(&payment, .pays)
            guard case .requiresAction = begun else { return }
            let outcome = try await bench.void(&payment, key: bench.key())
            guard case .succeeded(let report) = outcome, report.isClosed else {
                throw Nonconformance(description: "giving up a payment that was only begun: \(outcome)")
            }
            guard bench.provider.capabilities.features.contains(.stopsBegun) else { return }
            _ = try? await bench.act(.pays, payment.id)
            _ = try await bench.lookUp(&payment)
            try await bench.expectNothing(payment)
        },
        Check("a payment that the shopper fails at takes nothing") { bench in
            var payment = bench.payment()
            let begun = try await bench.authorize(&payment, .fails)
            guard case .requiresAction = begun else { return }
            _ = try await bench.act(.fails, payment.id)
            let outcome = await bench.provider.confirm(PaymentConfirmation(key: bench.key(), payment: payment.reference))
            if case .succeeded = outcome { throw Nonconformance(description: "a payment that the shopper failed at: \(outcome)") }
            try await bench.expectNothing(payment)
        },
        Check("an amount is taken exactly, or declined") { bench in
            for amount in [Money(1_001, .jpy), Money(12_345, .kwd), Money(12_340, .kwd), Money(999, .usd)] {
                guard bench.provider.capabilities.accepts(amount) else { continue }
                var payment = bench.payment(amount)
                switch try await bench.pay(&payment) {
                case .succeeded: try expectEqual(payment.authorized, amount.amount, "what was promised of \(amount)")
                case .declined: try await bench.expectNothing(payment)
                case let outcome: throw Nonconformance(description: "a payment of \(amount): \(outcome)")
                }
            }
        },
    ]

    // MARK: Captures and voids

    private static func captures(_ features: PaymentCapabilities.Features) -> [Check] {
        var checks = [
            Check("what is promised is taken when the shop says so, once for each key") { bench in
                var payment = try await bench.paid(later: true)
                let whole = payment.amount.amount
                try await bench.expectBooks(payment, taken: 0, promised: whole)
                let key = bench.key()
                for _ in 0..<2 {
                    let outcome = try await bench.capture(&payment, whole, isFinal: true, key: key)
                    guard case .succeeded = outcome else { throw Nonconformance(description: "a capture: \(outcome)") }
                }
                try await bench.expectBooks(payment, taken: whole, promised: 0)
            },
            Check("more than is promised is not taken") { bench in
                var payment = try await bench.paid(later: true)
                let before = payment
                let outcome = try await bench.capture(&payment, payment.amount.amount + 1, isFinal: true, key: bench.key())
                guard case .declined = outcome else { throw Nonconformance(description: "a capture above the promise: \(outcome)") }
                try await bench.expectBooks(before, taken: 0, promised: before.amount.amount)
            },
        ]
        if features.contains(.partialCapture) {
            checks.append(
                Check("a part is taken, and the rest is given up when the capture is final") { bench in
                    var payment = try await bench.paid(later: true)
                    let outcome = try await bench.capture(&payment, 1_000, isFinal: true, key: bench.key())
                    guard case .succeeded(let report) = outcome, report.captured == 1_000, report.isClosed else {
                        throw Nonconformance(description: "a final capture of a part: \(outcome)")
                    }
                    try await bench.expectBooks(payment, taken: 1_000, promised: 0)
                })
        }
        if features.contains(.multipleCaptures) {
            checks.append(
                Check("what is promised is taken in parts") { bench in
                    var payment = try await bench.paid(later: true)
                    let rest = payment.amount.amount - 1_000
                    for (amount, isFinal) in [(Int64(1_000), false), (rest, true)] {
                        let outcome = try await bench.capture(&payment, amount, isFinal: isFinal, key: bench.key())
                        guard case .succeeded = outcome else { throw Nonconformance(description: "a capture of a part: \(outcome)") }
                    }
                    try await bench.expectBooks(payment, taken: payment.amount.amount, promised: 0)
                })
        }
        return checks
    }

    private static let voids = [
        Check("a promise is given up, and nothing is taken afterwards") { bench in
            var payment = try await bench.paid(later: true)
            let key = bench.key()
            for _ in 0..<2 {
                let outcome = try await bench.void(&payment, key: key)
                guard case .succeeded(let report) = outcome, report.isClosed else {
                    throw Nonconformance(description: "a void: \(outcome)")
                }
            }
            let outcome = try await bench.capture(&payment, payment.amount.amount, isFinal: true, key: bench.key())
            guard case .declined = outcome else { throw Nonconformance(description: "a capture after a void: \(outcome)") }
            try await bench.expectNothing(payment)
        }
    ]

    // MARK: Refunds

    private static func refunds(_ features: PaymentCapabilities.Features) -> [Check] {
        var checks = [
            Check("what was taken is given back, once for each key, and a look-up knows it by the key") { bench in
                var payment = try await bench.taken()
                let key = bench.key()
                for _ in 0..<2 { try await bench.expectRefund(&payment, payment.captured, key: key) }
                try await bench.expectBooks(payment, taken: payment.captured, givenBack: payment.captured)
                guard case .succeeded(let report) = try await bench.lookUp(&payment), report.refunds.contains(where: { $0.key == key })
                else {
                    throw Nonconformance(description: "the look-up does not have the refund by its key")
                }
            },
            Check("more than was taken is not given back") { bench in
                var payment = try await bench.taken()
                let outcome = try await bench.refund(&payment, payment.captured + 1, key: bench.key())
                guard case .declined = outcome else { throw Nonconformance(description: "a refund above what was taken: \(outcome)") }
                try await bench.expectBooks(payment, taken: payment.captured)
            },
        ]
        if features.contains([.partialRefunds, .multipleRefunds]) {
            checks.append(
                Check("what was taken is given back in parts, and no further") { bench in
                    var payment = try await bench.taken()
                    try await bench.expectRefund(&payment, 1_000, key: bench.key())
                    try await bench.expectRefund(&payment, payment.captured - 1_000, key: bench.key())
                    let outcome = try await bench.refund(&payment, 1, key: bench.key())
                    guard case .declined = outcome else { throw Nonconformance(description: "a third refund: \(outcome)") }
                    try await bench.expectBooks(payment, taken: payment.captured, givenBack: payment.captured)
                })
        }
        return checks
    }
}
