import MartletCommerce
import MartletKernel

extension PaymentProviderConformance {
    static let savedMethods = [
        Check("what a customer wishes to keep is kept with the payment, and pays again") { bench in
            let method = try await bench.saved()
            try expect(!method.token.isEmpty && !method.label.isEmpty, "what is saved has no token, or no label for its customer")
            try expect(!CardNumber.isPresent(in: method.token), "what is saved is a card number")
            let again = try await bench.paid(with: method)
            try await bench.expectBooks(again)
        },
        Check("nothing is kept that a customer does not wish to keep") { bench in
            var payment = bench.payment()
            guard case .succeeded(let report) = try await bench.pay(&payment) else { return }
            try expect(report.saved == nil, "a way to pay is saved that nobody wished to keep")
        },
        Check("what is forgotten pays no more, and is forgotten again without harm") { bench in
            let method = try await bench.saved()
            try expect(await bench.provider.forget(method), "what is saved is not forgotten")
            try expect(await bench.provider.forget(method), "what is forgotten already is not said to be")
            var payment = bench.payment()
            let outcome = try await bench.authorize(&payment, .pays, saved: method)
            if case .succeeded = outcome { throw Nonconformance(description: "what was forgotten has paid: \(outcome)") }
            try await bench.expectNothing(payment)
        },
    ]

    static let offSession = [
        Check("what is kept is charged while its customer is away, once for each key") { bench in
            let method = try await bench.saved()
            var payment = bench.payment()
            for _ in 0..<2 {
                let outcome = try await bench.authorize(&payment, .pays, saved: method, isOffSession: true)
                guard case .succeeded = outcome else { throw Nonconformance(description: "a charge off session: \(outcome)") }
            }
            try await bench.expectBooks(payment)
        }
    ]
}

extension PaymentBench {
    /// Pays something, and returns the way to pay that was kept with that.
    fileprivate func saved() async throws -> SavedMethodToken {
        var payment = payment()
        var outcome = try await authorize(&payment, .pays, savesFor: customer)
        for _ in 0..<3 {
            guard case .requiresAction = outcome else { break }
            outcome = try await confirm(&payment, .pays)
        }
        guard case .succeeded(let report) = outcome, let method = report.saved else {
            throw Nonconformance(description: "a payment whose way to pay is to be kept: \(outcome), where a report has it in `saved`")
        }
        return method
    }

    /// Pays with something that was kept.
    fileprivate func paid(with method: SavedMethodToken) async throws -> BenchPayment {
        var payment = payment()
        var outcome = try await authorize(&payment, .pays, saved: method)
        for _ in 0..<3 {
            guard case .requiresAction = outcome else { break }
            outcome = try await confirm(&payment, .pays)
        }
        guard case .succeeded = outcome else { throw Nonconformance(description: "a payment with what was kept: \(outcome)") }
        return payment
    }
}
