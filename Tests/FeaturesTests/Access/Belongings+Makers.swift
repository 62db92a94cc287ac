import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletIdentity
import MartletJSON
import MartletTesting
import TestSupport

extension Belongings {
    /// Makes what stands at the end of a path; `nil` where nobody knows how.
    ///
    /// - Parameter path: What was made for the places before it.
    func make(_ place: String, for owner: Owner, in path: [Thing]) async throws -> Thing? {
        switch place {
        case "/api/v1/store/products/{id}":
            let number = next()
            _ = try await shop.product("Public \(number)")
            return Thing(id: "public-\(number)")
        case "/api/v1/store/carts/{id}": return try await cart(of: owner)
        case "/api/v1/store/carts/{id}/lines/{line_id}": return try await line(in: path[0], of: owner)
        case "/api/v1/store/carts/{id}/saved-lines/{line_id}":
            let line = try await line(in: path[0], of: owner)
            _ = try await shop.post(
                "/api/v1/store/carts/\(path[0].id)/lines/\(line.id)/save-for-later", nil, headers(of: path[0], owner))
            return line
        case "/api/v1/store/orders/{id}": return try await order(of: owner)
        case "/api/v1/store/payment-sessions/{id}":
            let cart = try await filledCart(of: owner)
            let session = try await shop.post(
                "/api/v1/store/carts/\(cart.id)/payment-sessions", ["provider": "manual-payments"], headers(of: cart, owner))
            return Thing(id: session["id"].stringValue ?? "", secret: cart.secret)
        case "/api/v1/store/wishlists/{id}": return try await wishlist(of: owner)
        case "/api/v1/store/shared-wishlists/{id}":
            let list = try await wishlist(of: owner)
            let share = try await shop.post("/api/v1/store/wishlists/\(list.id)/share", nil, headers(of: list, owner, "Wishlist"))
            return Thing(id: list.id, secret: share["token"].stringValue)
        case "/api/v1/store/wishlists/{id}/items/{item_id}":
            let variant = try await shop.product("Wish \(next())")[0]
            let answer = try await shop.post(
                "/api/v1/store/wishlists/\(path[0].id)/items", ["variant_id": .string(variant)], headers(of: path[0], owner, "Wishlist"))
            return Thing(id: answer["items"][0]?["id"]?.stringValue ?? "")
        case "/api/v1/store/me/addresses/{id}":
            let headers = if case .customer(let someone) = owner { someone.headers } else { try await shop.customer().headers }
            let answer = try await shop.post("/api/v1/store/me/addresses", ["address": Buyer.address], headers)
            return Thing(id: answer["id"].stringValue ?? "")
        case "/api/v1/store/me/payment-method-setups/{id}", "/api/v1/store/me/payment-methods/{id}":
            let headers = if case .customer(let someone) = owner { someone.headers } else { try await shop.customer().headers }
            let setup = try await shop.post("/api/v1/store/me/payment-methods", ["provider": "scripted-payments"], headers)
            let id = setup["id"].stringValue ?? ""
            guard place == "/api/v1/store/me/payment-methods/{id}" else { return Thing(id: id) }
            let saved = try await shop.post("/api/v1/store/me/payment-method-setups/\(id)/confirm", nil, headers)
            return Thing(id: saved["payment_method"]["id"]?.stringValue ?? "")
        case "/api/v1/store/auth/sessions/{id}":
            guard case .customer(let someone) = owner else { return Thing(id: "\(try await shop.customer().session.id)") }
            return Thing(id: "\(try await shop.signIn(someone.account).session.id)")
        case "/api/v1/admin/auth/sessions/{id}": return Thing(id: "\(try await shop.staff(email: "owner@example.com").session.id)")
        case "/api/v1/admin/customers/{id}": return Thing(id: try await shop.customer("customer-\(next())@example.com").id)
        case "/api/v1/admin/customers/{id}/notes/{note_id}": return try await made("customers/\(path[0].id)/notes", ["text": "Note"])
        case "/api/v1/admin/customer-groups/{id}": return try await made("customer-groups", ["name": .string("Group \(next())")])
        case "/api/v1/admin/products/{id}": return Thing(id: try await product()["id"].stringValue ?? "")
        case "/api/v1/admin/variants/{id}": return Thing(id: try await variant())
        case "/api/v1/admin/categories/{id}": return try await made("categories", ["title": .string("Category \(next())")])
        case "/api/v1/admin/orders/{id}":
            // One that holds no money can be cancelled as well as shown.
            let order = try await order(of: .guest)
            _ = try await shop.post("/api/v1/admin/payments/\(try await payment(of: order))/void", nil, admin)
            return order
        case "/api/v1/admin/orders/{id}/refunds":
            let order = try await order(of: .guest)
            _ = try await shop.post("/api/v1/admin/payments/\(try await payment(of: order))/capture", [:], admin)
            return order
        case "/api/v1/admin/payments/{id}":
            // One of which a part is taken can be captured, voided and refunded.
            let id = try await payment(of: try await order(of: .guest))
            _ = try await shop.post("/api/v1/admin/payments/\(id)/capture", ["amount": ["amount": 1, "currency": "EUR"]], admin)
            return Thing(id: id)
        case "/api/v1/admin/webhook-deliveries/{id}":
            _ = try await shop.post("/webhooks/scripted-payments", [:], ["Scripted-ID": "\(next())"])
            return Thing(id: try await shop.get("/api/v1/admin/webhook-deliveries?limit=1", admin)["data"][0]?["id"]?.stringValue ?? "")
        case "/webhooks/{plugin}": return Thing(id: "scripted-payments")
        case "/api/v1/admin/events/{id}": return try await parkedEvent()
        case "/api/v1/admin/api-keys/{id}": return try await made("api-keys", ["name": "key", "permissions": ["orders.read"]])
        case "/api/v1/admin/roles/{id}":
            return try await made("roles", ["name": .string("role \(next())"), "permissions": ["orders.read"]])
        case "/api/v1/admin/staff/{id}":
            return Thing(id: try await shop.staff(as: Role.support, email: "clerk-\(next())@example.com").id)
        case "/api/v1/admin/staff/invitations/{id}": return try await made("staff/invitations", invitation())
        case "/api/v1/admin/audit-log/{id}":
            _ = try await product()
            let newest = try await shop.database.read {
                try AuditStore.page(Keyset(AuditStore.order, limit: 1), AuditStore.Filter(), in: $0).first
            }
            return newest.map { Thing(id: "\($0.id)") }
        default: return nil
        }
    }

    /// A body with which an operation succeeds, where the document's own example does not do: it names things that are not there, or
    /// names that are taken.
    func ownBody(of operation: String) async throws -> JSONValue? {
        switch operation {
        case "POST /api/v1/admin/products": ["title": .string("Product \(next())"), "variants": [["prices": []]]]
        case "PATCH /api/v1/admin/products/{id}": ["title": .string("Renamed \(next())")]
        case "PATCH /api/v1/admin/variants/{id}": ["weight": .integer(Int64(next()))]
        case "POST /api/v1/admin/categories": ["title": .string("Category \(next())")]
        case "PATCH /api/v1/admin/categories/{id}": ["title": .string("Renamed \(next())")]
        case "POST /api/v1/admin/locations": ["code": .string("place-\(next())"), "name": "Place"]
        case "POST /api/v1/admin/inventory/movements": ["variant_id": .string(try await variant()), "quantity": 3]
        case "POST /api/v1/admin/payments/{id}/capture": [:]
        case "POST /api/v1/admin/payments/{id}/refunds": ["reason": "other"]
        case "POST /api/v1/admin/orders/{id}/refunds": ["reason": "other", "shipping": true, "lines": []]
        case "POST /api/v1/admin/events/{id}/replay", "POST /api/v1/admin/events/{id}/discard": [:]
        case "PATCH /api/v1/admin/customers/{id}": ["first_name": .string("Ada \(next())")]
        case "PUT /api/v1/admin/customers/{id}/groups": ["groups": []]
        case "POST /api/v1/admin/customer-groups", "PATCH /api/v1/admin/customer-groups/{id}": ["name": .string("Group \(next())")]
        case "POST /api/v1/admin/roles": ["name": .string("role \(next())"), "permissions": ["orders.read"]]
        case "PATCH /api/v1/admin/roles/{id}": ["name": .string("renamed \(next())")]
        case "PUT /api/v1/admin/staff/{id}/roles": ["roles": [.string("\(Role.fulfilment)")]]
        case "POST /api/v1/admin/staff/invitations": invitation()
        case "POST /api/v1/store/me/payment-methods": ["provider": "scripted-payments"]
        case "POST /api/v1/store/wishlists", "POST /api/v1/store/me/wishlists", "PATCH /api/v1/store/wishlists/{id}":
            ["name": .string("List \(next())")]
        case "POST /api/v1/admin/auth/verify-phone":
            ["code": .string(try await proved { try await shop.phoneCode(of: $0, "+49301234\(100 + next() % 900)") } ?? "000000")]
        case "POST /api/v1/admin/auth/totp/confirm":
            ["code": .string(try await proved { try await shop.enroll($0) } ?? "000000")]
        case "POST /api/v1/admin/auth/recovery-codes":
            try await proved { try await shop.confirm($0) } ?? ["password": "correct horse battery staple"]
        case "POST /api/v1/admin/auth/password/change", "POST /api/v1/store/auth/password/change":
            ["current_password": "correct horse battery staple", "password": .string("wrong horse battery staple \(next())")]
        default: nil
        }
    }

    /// What somebody proves about themselves, where somebody does.
    private func proved<T>(_ body: (SignedIn) async throws -> T) async throws -> T? {
        guard let prover else { return nil }
        return try await body(prover)
    }

    private func invitation() -> JSONValue {
        ["email": .string("invited-\(next())@example.com"), "roles": [.string("\(Role.support)")]]
    }

    private func payment(of order: Thing) async throws -> String {
        try await shop.get("/api/v1/admin/orders/\(order.id)", admin)["payments"][0]?["id"]?.stringValue ?? ""
    }

    /// Something that its own operation makes.
    private func made(_ collection: String, _ body: JSONValue) async throws -> Thing {
        let answer = try await shop.post("/api/v1/admin/\(collection)", body, admin)
        guard answer.status == 201, let id = answer["id"].stringValue else { throw NotMade(what: collection, answer: "\(answer.json)") }
        return Thing(id: id)
    }

    private func product() async throws -> TestAnswer {
        try await shop.post(
            "/api/v1/admin/products",
            ["title": "Product \(next())", "variants": [["prices": [["price": ["amount": 100, "currency": "EUR"]]]]]], admin)
    }

    private func variant() async throws -> String { try await product()["variants"][0]?["id"]?.stringValue ?? "" }

    private func cart(of owner: Owner) async throws -> Thing {
        let answer = try await shop.post("/api/v1/store/carts", [:], owner.headers)
        guard let id = answer["id"].stringValue else { throw NotMade(what: "cart", answer: "\(answer.json)") }
        return Thing(id: id, secret: answer["token"].stringValue)
    }

    private func wishlist(of owner: Owner) async throws -> Thing {
        let answer = try await shop.post("/api/v1/store/wishlists", ["name": .string("List \(next())")], owner.headers)
        guard let id = answer["id"].stringValue else { throw NotMade(what: "wishlist", answer: "\(answer.json)") }
        let list = Thing(id: id, secret: answer["token"].stringValue)
        _ = try await shop.post("/api/v1/store/wishlists/\(id)/share", nil, headers(of: list, owner, "Wishlist"))
        return list
    }

    private func headers(of thing: Thing, _ owner: Owner, _ kind: String = "Cart") -> [String: String] {
        owner.headers.merging(thing.secret.map { ["Martlet-\(kind)-Token": $0] } ?? [:]) { $1 }
    }

    private func line(in cart: Thing, of owner: Owner) async throws -> Thing {
        let variant = try await shop.product("Line \(next())")[0]
        let answer = try await shop.post(
            "/api/v1/store/carts/\(cart.id)/lines", ["variant_id": .string(variant), "quantity": 1], headers(of: cart, owner))
        return Thing(id: answer["lines"][0]?["id"]?.stringValue ?? "")
    }

    /// One that lacks nothing.
    private func filledCart(of owner: Owner) async throws -> Thing {
        let cart = try await cart(of: owner)
        _ = try await line(in: cart, of: owner)
        let (path, headers) = ("/api/v1/store/carts/\(cart.id)", headers(of: cart, owner))
        _ = try await shop.put("\(path)/contact", ["email": "ada@example.com"], headers)
        _ = try await shop.put("\(path)/addresses", ["shipping": Buyer.address], headers)
        _ = try await shop.put("\(path)/shipping-option", ["id": "flat-shipping"], headers)
        return cart
    }

    private func order(of owner: Owner) async throws -> Thing {
        let cart = try await filledCart(of: owner)
        let order = try await shop.post(
            "/api/v1/store/carts/\(cart.id)/complete", ["payment": ["provider": "manual-payments"]], headers(of: cart, owner))
        guard order.status == 201, let id = order["id"].stringValue else { throw NotMade(what: "order", answer: "\(order.json)") }
        return Thing(id: id, secret: order["token"].stringValue)
    }

    private func parkedEvent() async throws -> Thing {
        _ = try await product()
        let event = try await shop.database.write { transaction in
            let newest: SQL = "SELECT MAX(position) FROM outbox_events"
            try transaction.execute(
                """
                INSERT INTO outbox_deliveries (event_id, subscriber, position, aggregate, state, attempts, due_at, fence, error)
                SELECT id, 'gone/mail', position, aggregate, 'parked', 8, 0, 8, 'no answer' FROM outbox_events
                WHERE position = (\(newest))
                """)
            return try transaction.value("SELECT id FROM outbox_events WHERE position = (\(newest))", as: EventID.self)
        }
        return Thing(id: event.map { "\($0)" } ?? "")
    }

    struct NotMade: Error, CustomStringConvertible {
        let what: String
        let answer: String
        var description: String { "no \(what) was made: \(answer)" }
    }
}
