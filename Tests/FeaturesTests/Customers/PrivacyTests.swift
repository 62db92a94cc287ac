import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletIdentity
import MartletJSON
import MartletKernel
import MartletTesting
import TestSupport
import Testing

/// Seeing what a shop keeps, and being erased.
@Suite(.timeLimit(.minutes(5)))
struct PrivacyTests {
    private static let me = "/api/v1/store/me"
    private static let plugins = "  manual-payments: {}\n  flat-shipping: {}\n  flat-tax: { rate: 19 }\n"
    private static let password = "correct horse battery staple"
    private static let email = "zzyzx@example.com"
    private static let phone = "+4930999888777"
    /// What stands for a customer in a database, and for nobody else.
    private static let traces = ["zzyzx", "Xyzzystraße", "30999888777", "Zzname", "Plughsize"]

    private static let address: JSONValue = [
        "first_name": "Zzname", "last_name": "Lovelace", "line1": "Xyzzystraße 1", "city": "Berlin", "postal_code": "10117",
        "country": "DE",
    ]

    /// Orders something. Returns the order.
    private func order(_ headers: [String: String], email: String = email, in shop: TestShop) async throws -> JSONValue {
        let cart = try await shop.post("/api/v1/store/carts", [:], headers)
        let path = "/api/v1/store/carts/\(cart["id"].stringValue ?? "")"
        let headers = headers.merging(cart["token"].stringValue.map { ["Martlet-Cart-Token": $0] } ?? [:]) { $1 }
        let variant = try await shop.product("Shirt for \(cart["id"].stringValue ?? "")")[0]
        _ = try await shop.post("\(path)/lines", ["variant_id": .string(variant), "quantity": 1], headers)
        _ = try await shop.put("\(path)/contact", ["email": .string(email)], headers)
        _ = try await shop.put("\(path)/addresses", ["shipping": Self.address], headers)
        _ = try await shop.put("\(path)/shipping-option", ["id": "flat-shipping"], headers)
        let order = try await shop.post("\(path)/complete", ["payment": ["provider": "manual-payments"]], headers)
        try #require(order.status == 201, "\(order.json)")
        return order.json
    }

    /// A customer who has left something everywhere.
    private func everywhere(in shop: TestShop) async throws -> SignedIn {
        _ = try await shop.customer(Self.email)
        try await shop.choosePassword(Self.password, .customer, Self.email)
        let customer = try await shop.customer(Self.email)
        let phone: JSONValue = ["phone": .string(Self.phone), "password": .string(Self.password)]
        _ = try await shop.post("/api/v1/store/auth/phone/change", phone, customer.headers)
        let code = try await shop.code(to: Self.phone)
        let proved = try await shop.post("/api/v1/store/auth/verify-phone", ["code": .string(code)], customer.headers)
        try #require(proved.status == 204, "\(proved.json)")
        let profile: JSONValue = ["first_name": "Zzname", "metadata": ["size": "Plughsize"]]
        _ = try await shop.patch(Self.me, profile, customer.headers)
        _ = try await shop.post("\(Self.me)/addresses", ["label": "Zzname's", "address": Self.address], customer.headers)
        let list = try await shop.post("\(Self.me)/wishlists", ["name": "Zzname's"], customer.headers)
        try #require(list.status == 201, "\(list.json)")
        let note = try await shop.post(
            "/api/v1/admin/customers/\(customer.id)/notes", ["text": "Zzname has Plughsize"], try await shop.admin())
        try #require(note.status == 201, "\(note.json)")
        let cart = try await shop.post(
            "/api/v1/store/carts", ["email": .string(Self.email), "metadata": ["note": "Plughsize"]], customer.headers)
        let variant = try await shop.product("Wanted")[0]
        let line: JSONValue = ["variant_id": .string(variant), "quantity": 1]
        _ = try await shop.post("/api/v1/store/carts/\(cart["id"].stringValue ?? "")/lines", line, customer.headers)
        // Who registers again, and who asks for another password and another address, leaves something too.
        let again: JSONValue = ["email": .string(Self.email), "password": .string(Self.password)]
        _ = try await shop.post("/api/v1/store/auth/register", again)
        _ = try await shop.post(
            "/api/v1/store/auth/email/change", ["email": "zzyzx-two@example.com", "password": .string(Self.password)], customer.headers)
        try await shop.settle()
        return customer
    }

    @Test(arguments: TestDatabase.available)
    func `an export has everything, and an erasure leaves nothing but the books`(database: TestDatabase) async throws {
        try await database.shop(settings: Self.plugins) { shop async throws in
            var customer = try await everywhere(in: shop)
            let (own, guests) = (try await order(customer.headers, in: shop), try await order([:], in: shop))
            let before = try await WholeDatabase(of: shop)
            for trace in Self.traces { #expect(!before.tables(with: trace).isEmpty, "\(trace)") }

            let export = try await shop.get("\(Self.me)/export", customer.headers)
            try #require(export.status == 200)
            for trace in Self.traces { #expect("\(export.json)".contains(trace), "\(trace)") }
            func section(_ name: String) -> JSONValue {
                export["sections"].arrayValue?.first { $0["name"] == .string(name) }?["data"] ?? .null
            }
            let orders = section("orders")["orders"]?.arrayValue ?? []
            #expect(Set(orders.map { $0["id"] }) == [own["id"], guests["id"]])
            #expect(section("carts")["carts"]?.arrayValue?.count == 3)
            #expect(section("profile")["addresses"]?[0]?["label"] == "Zzname's")
            #expect(section("account")["sessions"]?.arrayValue?.isEmpty == false)
            for secret in ["hash", "digest", "token", "totp"] { #expect(!"\(export.json)".contains(secret), "\(secret)") }

            // What was ordered may still have to be sent.
            let password: JSONValue = ["password": .string(Self.password)]
            #expect(try await shop.send(.delete, Self.me, ["password": "wrong"], customer.headers).code == "wrong_password")
            let early = try await shop.send(.delete, Self.me, password, customer.headers)
            #expect(early.code == "not_erasable", "\(early.json)")
            #expect(early["detail"].stringValue?.contains(own["number"]?.stringValue ?? "-") == true)

            shop.time.advance(by: .seconds(31 * 86_400))
            try await shop.settle()
            // What was published is kept for a week.
            try await shop.scheduler.runNow("durable.purge")
            customer = try await shop.customer(Self.email)
            let gone = try await shop.send(.delete, Self.me, password, customer.headers)
            #expect(gone.status == 204, "\(gone.json)")
            #expect(try await shop.get(Self.me, customer.headers).status == 401)
            #expect(try await shop.login(Self.email, Self.password).code == "wrong_credentials")
            try await shop.settle()

            let after = try await WholeDatabase(of: shop)
            for trace in Self.traces { #expect(after.tables(with: trace).isEmpty, "\(trace): \(after.tables(with: trace))") }
            // The books are as they were.
            for table in ["order_lines", "payments", "payment_entries", "stock_movements"] {
                #expect(after.tables[table] == before.tables[table], "\(table)")
            }
            let admin = try await shop.admin()
            for order in [own, guests] {
                let left = try await shop.get("/api/v1/admin/orders/\(order["id"]?.stringValue ?? "")", admin)
                #expect(left["total"] == order["total"] && left["number"] == order["number"] && left["shipping_address"] == .null)
            }
            // The address is free again, for somebody whom nothing connects with what was.
            let next = try await shop.customer(Self.email)
            #expect(next.id != customer.id)
            #expect(try await shop.get("\(Self.me)/orders", next.headers)["data"] == [])
            try await shop.verify()
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what others did with somebody's address stays theirs`(database: TestDatabase) async throws {
        try await database.shop(settings: Self.plugins) { shop async throws in
            let (ada, eve) = (try await shop.customer(Self.email), try await shop.customer("eve@example.com"))
            let present = try await order(eve.headers, in: shop)
            #expect(!"\(try await shop.get("\(Self.me)/export", ada.headers).json)".contains(present["number"]?.stringValue ?? "-"))
            let owner = try await shop.staff(email: "owner@example.com")
            let erased = try await shop.post("/api/v1/admin/customers/\(ada.id)/erase", nil, owner.headers)
            #expect(erased.status == 204, "\(erased.json)")
            let left = try await shop.get("/api/v1/store/orders/\(present["id"]?.stringValue ?? "")", eve.headers)
            #expect(left["email"] == .string(Self.email) && left["shipping_address"]["line1"] == "Xyzzystraße 1")
        }
    }

    @Test(arguments: TestDatabase.available)
    func `staff find customers, and erase them where they may`(database: TestDatabase) async throws {
        try await database.shop { shop async throws in
            let ada = try await shop.customer(Self.email)
            let (manager, support) = (
                try await shop.staff(as: Role.manager, email: "manager@example.com"),
                try await shop.staff(as: Role.support, email: "support@example.com")
            )
            let path = "/api/v1/admin/customers"
            let found = try await shop.get("\(path)?email=ZZYZX@example.com", support.headers)
            #expect(found["data"].arrayValue?.compactMap { $0["id"] } == [.string(ada.id)])
            #expect(try await shop.get("\(path)/\(ada.id)", support.headers)["email"] == .string(Self.email))
            #expect(try await shop.get("\(path)/\(ada.id)/export", support.headers)["customer_id"] == .string(ada.id))
            #expect(try await shop.post("\(path)/\(ada.id)/erase", nil, support.headers).status == 403)
            #expect(try await shop.post("\(path)/\(ada.id)/erase", nil, manager.headers).status == 204)
            #expect(try await shop.post("\(path)/\(ada.id)/erase", nil, manager.headers).status == 404)
            #expect(try await shop.get("\(path)/\(ada.id)", support.headers).status == 404)
            let log = try await shop.get(
                "/api/v1/admin/audit-log?resource_id=\(ada.id)", try await shop.staff(email: "owner@example.com").headers)
            #expect(log["data"].arrayValue?.count == 1 && log["data"][0]?["after"] == ["erased": true])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what comes back of somebody who was erased, verify finds`(database: TestDatabase) async throws {
        try await database.shop(settings: Self.plugins) { shop async throws in
            let ada = try await shop.customer(Self.email)
            let order = try await order(ada.headers, in: shop)
            shop.time.advance(by: .seconds(31 * 86_400))
            #expect(try await shop.post("/api/v1/admin/customers/\(ada.id)/erase", nil, try await shop.staff().headers).status == 204)
            try await shop.verify()
            let id = try OrderID(order["id"]?.stringValue ?? "")
            _ = try await shop.database.write {
                try $0.execute("UPDATE orders SET email = \(Self.email) WHERE id = \(id)")
            }
            await #expect(throws: BrokenInvariants.self) { try await shop.verify() }
            _ = try await shop.database.write {
                try $0.execute("UPDATE orders SET email = \(EmailAddress.erased.rawValue) WHERE id = \(id)")
            }
        }
    }

    /// Tables in which nothing is about a customer, and why.
    private static let impersonal: [String: String] = [
        "martlet_migrations": "what was migrated", "martlet_migration_lease": "what was migrated", "schedules": "what runs when",
        "changes": "identifiers of what has changed", "audit_log": "what staff did; customers by their identifiers alone",
        "outbox_events": "gone after durable.keep_events", "outbox_deliveries": "who waits for an event",
        "inbox_messages": "gone after durable.keep_events", "idempotency_keys": "answers, gone after a day",
        "jobs": "gone when they are done; whoever enqueues some about a person forgets them",
        "throttles": "digests alone, for some hours", "api_keys": "programs", "roles": "what staff may do", "staff_roles": "staff",
        "staff_invitations": "staff", "staff_invitation_roles": "staff", "customer_erasures": "who was erased, and nothing of them",
        "customer_groups": "names of groups",
        "products": "the catalog", "variants": "the catalog", "variant_options": "the catalog", "variant_prices": "the catalog",
        "product_prices": "the catalog", "product_images": "the catalog", "product_tags": "the catalog",
        "product_categories": "the catalog", "product_options": "the catalog", "categories": "the catalog", "locations": "stock",
        "stock_items": "stock", "stock_levels": "stock", "stock_movements": "stock", "reservations": "stock",
        "order_numbers": "how far numbers have come", "payments": "the books", "payment_entries": "the books",
        "payment_operations": "the books",
        "payment_disputes": "the books",
    ]

    @Test(arguments: TestDatabase.available)
    func `every table is seen to, or has nothing about customers`(database: TestDatabase) async throws {
        try await database.shop(settings: Self.plugins) { shop async throws in
            let claimed = shop.personalData.reduce(into: Set<String>()) { $0.formUnion($1.tables) }
            let tables = Set(try await WholeDatabase(of: shop).tables.keys)
            let unclaimed = tables.subtracting(claimed).subtracting(Self.impersonal.keys)
            #expect(unclaimed.isEmpty, "\(unclaimed.sorted()): contribute to .personalData, or say why not in PrivacyTests.impersonal")
            #expect(claimed.isSubset(of: tables), "\(claimed.subtracting(tables))")
            #expect(claimed.isDisjoint(with: Self.impersonal.keys))
        }
    }
}
