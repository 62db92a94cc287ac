import MartletCommerce
import MartletPayments
import MartletTesting
import TestSupport
import Testing

/// When the money of an order is taken that a provider has promised.
@Suite(.timeLimit(.minutes(5)))
struct ShipmentCaptureTests {
    @Test(arguments: PaymentVendor.allCases, TestDatabase.available)
    func `what is promised is taken when the goods leave, once however often they do`(
        vendor: PaymentVendor, database: TestDatabase
    ) async throws {
        try await vendor.shopWithCourier(on: database, capture: "at-shipment") { shop, fake in
            let payment = try await shop.promised(by: vendor, fake)
            #expect(fake.books(of: payment) == VendorBooks(attempts: 1, promised: 2_489, taken: 0, givenBack: 0))
            try await shop.settle()
            #expect(fake.books(of: payment) == VendorBooks(attempts: 1, promised: 0, taken: 2_489, givenBack: 0))
            #expect(try await shop.payments().map(\.status) == [.captured])
            try await shop.deliverAll(of: fake, from: vendor)
            try await shop.verify()
        }
    }

    @Test(arguments: PaymentVendor.allCases)
    func `staff take it where the shop has it so`(vendor: PaymentVendor) async throws {
        try await vendor.shopWithCourier(on: .sqlite, capture: "by-hand") { shop, fake in
            let payment = try await shop.promised(by: vendor, fake)
            try await shop.settle()
            #expect(fake.books(of: payment) == VendorBooks(attempts: 1, promised: 2_489, taken: 0, givenBack: 0))
        }
    }

    @Test(arguments: PaymentVendor.allCases, PaymentFault.allCases)
    func `a provider that does not answer is asked until the money is taken`(vendor: PaymentVendor, fault: PaymentFault) async throws {
        try await vendor.shopWithCourier(on: .sqlite, capture: "at-shipment") { shop, fake in
            let payment = try await shop.promised(by: vendor, fake)
            fake.failAlways(fault)
            try await shop.settle()
            fake.failAlways(nil)
            for _ in 0..<3 {
                shop.time.advance(by: .seconds(120))
                try await shop.settle()
            }
            #expect(fake.books(of: payment) == VendorBooks(attempts: 1, promised: 0, taken: 2_489, givenBack: 0))
            #expect(try await shop.payments().map { [$0.captured, $0.refunded] } == [[2_489, 0]])
            try await shop.verify()
        }
    }

    @Test func `one payment that cannot be taken does not keep another one from it`() async throws {
        let vendor = PaymentVendor.stripe
        try await vendor.shopWithCourier(on: .sqlite, capture: "at-shipment") { shop, fake in
            let buyer = try await shop.readyBuyer(try await shop.product("Shirt")[0])
            let part: JSONObject = ["amount": ["amount": 1_000, "currency": "EUR"], "data": ["payment_method": "pm_card_visa"]]
            let first = try PaymentID(try await shop.begin(vendor, buyer, part)["id"].stringValue ?? "")
            let rest = try await shop.begin(vendor, buyer, ["data": ["payment_method": "pm_card_visa"]])
            #expect(rest["order"]["placed"] == true, "\(rest.json)")
            let second = try PaymentID(rest["id"].stringValue ?? "")
            fake.fail(.unreachable, .unreachable)
            try await shop.settle()
            #expect([fake.books(of: first).taken, fake.books(of: second).taken] == [0, 1_489])
            shop.time.advance(by: .seconds(120))
            try await shop.settle()
            #expect([fake.books(of: first).taken, fake.books(of: second).taken] == [1_000, 1_489])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what has been given up is not taken when the goods leave`(database: TestDatabase) async throws {
        let vendor = PaymentVendor.stripe
        try await vendor.shopWithCourier(on: database, capture: "at-shipment") { shop, fake in
            let payment = try await shop.promised(by: vendor, fake)
            let admin = try await shop.admin()
            #expect(try await shop.post("/api/v1/admin/payments/\(payment)/void", [:], admin)["status"] == "voided")
            try await shop.settle()
            #expect(fake.books(of: payment).taken == 0)
            try await shop.verify()
        }
    }
}

extension PaymentVendor {
    fileprivate func shopWithCourier(
        on database: TestDatabase, capture: String, _ body: (TestShop, any FakeVendor) async throws -> Void
    ) async throws {
        try await shop(on: database, capture: capture, extra: [CourierPlugin.self], settings: "  courier: {}\n", body)
    }
}

extension TestShop {
    /// A payment of a placed order that is promised and not taken. Nobody has acted on the order yet.
    fileprivate func promised(by vendor: PaymentVendor, _ fake: any FakeVendor) async throws -> PaymentID {
        let buyer = try await readyBuyer(try await product("Shirt")[0])
        let session = try await begin(vendor, buyer)["id"].stringValue ?? ""
        let data = fake.act(on: try PaymentID(session), agrees: true)
        let paid = try await confirm(session, of: buyer, data: data)
        #expect(paid["status"] == "authorized" && paid["order"]["placed"] == true, "\(paid.json)")
        return try PaymentID(session)
    }
}
