import MartletCommerce
import MartletDatabase
import MartletJSON
import MartletKernel
import MartletPayments
import MartletTesting
import TestSupport
import Testing

/// The shop's books beside those of its providers.
@Suite(.timeLimit(.minutes(5)))
struct ReconcilerTests {
    /// Makes payments, and returns their names.
    private func pay(_ count: Int, _ vendor: PaymentVendor, in shop: TestShop, _ fake: any FakeVendor) async throws -> [PaymentID] {
        let variant = try await shop.product("Shirt", stock: 100)[0]
        var paid: [PaymentID] = []
        for _ in 0..<count {
            let buyer = try await shop.readyBuyer(variant)
            let session = try await shop.begin(vendor, buyer)["id"].stringValue ?? ""
            let data = fake.act(on: try PaymentID(session), agrees: true)
            #expect(try await shop.confirm(session, of: buyer, data: data)["status"] == "captured")
            paid.append(try PaymentID(session))
        }
        return paid
    }

    private func compare(_ vendor: PaymentVendor, _ shop: TestShop) async throws -> Reconciler.Report {
        try await shop.reconciler.compare(vendor.rawValue, since: Timestamp(milliseconds: 0))
    }

    @Test(arguments: PaymentVendor.allCases, TestDatabase.available)
    func `books that agree have no difference, and each that does not is named`(
        vendor: PaymentVendor, database: TestDatabase
    ) async throws {
        try await vendor.shop(on: database) { shop, fake in
            let paid = try await pay(4, vendor, in: shop, fake)
            let agreed = try await compare(vendor, shop)
            #expect(agreed.compared == 4 && agreed.differences.isEmpty, "\(agreed)")

            // Somebody has written into the database.
            try await shop.database.write { transaction in
                _ = try transaction.execute("UPDATE payments SET captured = 0, refunded = 0 WHERE id = \(paid[0])")
                _ = try transaction.execute("UPDATE payments SET refunded = 489 WHERE id = \(paid[1])")
                _ = try transaction.execute("UPDATE payments SET external_id = 'NONE' WHERE id = \(paid[2])")
            }
            let report = try await compare(vendor, shop)
            func has(_ kind: Reconciler.Difference.Kind, _ payment: PaymentID, _ shop: Int64, _ provider: Int64?) -> Bool {
                report.differences.contains {
                    $0.kind == kind && $0.payment == payment && $0.shop?.amount == shop && $0.provider?.amount == provider
                }
            }
            #expect(has(.captured, paid[0], 0, 2_489), "\(report.differences)")
            #expect(has(.refunded, paid[1], 489, 0), "\(report.differences)")
            #expect(has(.unknownToProvider, paid[2], 2_489, nil), "\(report.differences)")
            #expect(!report.differences.contains { $0.payment == paid[3] })
            try await shop.database.write { transaction in
                _ = try transaction.execute("UPDATE payments SET captured = 2489, refunded = 0 WHERE captured = 0 OR refunded > 0")
            }
            await #expect(throws: ReconciliationError.noProvider(known: [vendor.rawValue])) {
                try await shop.reconciler.compare("adyen", since: shop.time.now)
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `money that only the provider knows of is named`(database: TestDatabase) async throws {
        try await PaymentVendor.stripe.shop(on: database) { shop, fake in
            let stripe = try #require(fake as? FakeStripe)
            // More than one page.
            _ = try await pay(2, .stripe, in: shop, fake)
            for number in 0..<120 { stripe.charge(100 + Int64(number), "EUR") }
            stripe.refundByHand(stripe.charges[0].intent, 489)
            let report = try await compare(.stripe, shop)
            #expect(report.isListed && report.compared == 122)
            #expect(report.differences.count { $0.kind == .unknownToShop } == 120)
            #expect(report.differences.filter { $0.kind == .refunded }.map(\.provider) == [Money(489, .eur)])
            fake.failAlways(.errorBefore)
            await #expect(throws: ReconciliationError.unanswered) { try await compare(.stripe, shop) }
        }
    }
}
