import MartletAPI
import MartletCommerce
import MartletDatabase
import MartletDurable
import MartletIdentity
import MartletJSON
import MartletTesting
import TestSupport

extension Belongings {
    /// What makes the things, by the path up to the place that they fill.
    static let makers: [String: Maker] = {
        var makers: [String: Maker] = [:]
        makers["/api/v1/store/products/{handle}"] = { belongings, _, _ in
            let number = belongings.next()
            _ = try await belongings.shop.product("Public \(number)")
            return Thing(id: "public-\(number)")
        }
        makers["/api/v1/store/carts/{id}"] = { try await $0.cart(of: $1) }
        makers["/api/v1/store/carts/{id}/lines/{line_id}"] = { belongings, owner, path in try await belongings.line(in: path[0], of: owner) }
        makers["/api/v1/store/orders/{id}"] = { try await $0.order(of: $1) }

        makers["/api/v1/admin/products/{id}"] = { belongings, _, _ in Thing(id: try await belongings.product()["id"].stringValue ?? "") }
        makers["/api/v1/admin/variants/{id}"] = { belongings, _, _ in Thing(id: try await belongings.variant()) }
        makers["/api/v1/admin/categories/{id}"] = { belongings, _, _ in
            try await belongings.made("categories", ["title": "Category \(belongings.next())"])
        }
        makers["/api/v1/admin/orders/{id}"] = { belongings, _, _ in
            let order = try await belongings.order(of: .guest)
            // One that holds no money can be cancelled as well as shown.
            let shown = try await belongings.shop.get("/api/v1/admin/orders/\(order.id)", belongings.admin)
            let payment = shown["payments"][0]?["id"]?.stringValue ?? ""
            _ = try await belongings.shop.post("/api/v1/admin/payments/\(payment)/void", nil, belongings.admin)
            return order
        }
        makers["/api/v1/admin/payments/{id}"] = { belongings, _, _ in
            let order = try await belongings.order(of: .guest)
            let shown = try await belongings.shop.get("/api/v1/admin/orders/\(order.id)", belongings.admin)
            return Thing(id: shown["payments"][0]?["id"]?.stringValue ?? "")
        }
        makers["/api/v1/admin/events/{id}"] = { belongings, _, _ in try await belongings.parkedEvent() }
        makers["/api/v1/admin/api-keys/{id}"] = { belongings, _, _ in
            try await belongings.made("api-keys", ["name": "key", "permissions": ["orders.read"]])
        }
        makers["/api/v1/admin/roles/{id}"] = { belongings, _, _ in
            try await belongings.made("roles", ["name": "role \(belongings.next())", "permissions": ["orders.read"]])
        }
        makers["/api/v1/admin/staff/{id}"] = { belongings, _, _ in
            Thing(id: try await belongings.shop.staff(as: Role.support, email: "clerk-\(belongings.next())@example.com").id)
        }
        makers["/api/v1/admin/staff/invitations/{id}"] = { belongings, _, _ in
            try await belongings.made("staff/invitations", try await Belongings.invitation(belongings))
        }
        makers["/api/v1/admin/audit-log/{id}"] = { belongings, _, _ in
            _ = try await belongings.product()
            let entry = try await belongings.shop.database.read {
                try AuditStore.page(Keyset(AuditStore.order, limit: 1), AuditStore.Filter(), in: $0).first
            }
            return Thing(id: entry.map { "\($0.id)" } ?? "")
        }
        return makers
    }()

    /// Bodies with which operations succeed, where the document's own example does not: it names things that are not there, or names
    /// that are taken.
    static let bodies: [String: @Sendable (Belongings) async throws -> JSONValue] = [
        "POST /api/v1/admin/products": { ["title": "Product \($0.next())", "variants": [["prices": []]]] },
        "PATCH /api/v1/admin/products/{id}": { ["title": "Renamed \($0.next())"] },
        "PATCH /api/v1/admin/variants/{id}": { ["weight": .integer(Int64($0.next()))] },
        "POST /api/v1/admin/categories": { ["title": "Category \($0.next())"] },
        "PATCH /api/v1/admin/categories/{id}": { ["title": "Renamed \($0.next())"] },
        "POST /api/v1/admin/locations": { ["code": "place-\($0.next())", "name": "Place"] },
        "POST /api/v1/admin/inventory/movements": { ["variant_id": .string(try await $0.variant()), "quantity": 3] },
        "POST /api/v1/admin/events/{id}/replay": { _ in [:] },
        "POST /api/v1/admin/events/{id}/discard": { _ in [:] },
        "POST /api/v1/admin/roles": { ["name": "role \($0.next())", "permissions": ["orders.read"]] },
        "PATCH /api/v1/admin/roles/{id}": { ["name": "renamed \($0.next())"] },
        "PUT /api/v1/admin/staff/{id}/roles": { _ in ["roles": [.string("\(Role.fulfilment)")]] },
        "POST /api/v1/admin/staff/invitations": { try await invitation($0) },
    ]

    private static func invitation(_ belongings: Belongings) async throws -> JSONValue {
        ["email": "invited-\(belongings.next())@example.com", "roles": [.string("\(Role.support)")]]
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

    private func headers(of cart: Thing, _ owner: Owner) -> [String: String] {
        owner.headers.merging(cart.secret.map { ["Martlet-Cart-Token": $0] } ?? [:]) { $1 }
    }

    private func line(in cart: Thing, of owner: Owner) async throws -> Thing {
        let variant = try await shop.product("Line \(next())")[0]
        let answer = try await shop.post(
            "/api/v1/store/carts/\(cart.id)/lines", ["variant_id": .string(variant), "quantity": 1], headers(of: cart, owner))
        return Thing(id: answer["lines"][0]?["id"]?.stringValue ?? "")
    }

    private func order(of owner: Owner) async throws -> Thing {
        let cart = try await cart(of: owner)
        _ = try await line(in: cart, of: owner)
        let (path, headers) = ("/api/v1/store/carts/\(cart.id)", headers(of: cart, owner))
        _ = try await shop.put("\(path)/contact", ["email": "ada@example.com"], headers)
        _ = try await shop.put("\(path)/addresses", ["shipping": Buyer.address], headers)
        _ = try await shop.put("\(path)/shipping-option", ["id": "flat-shipping"], headers)
        let order = try await shop.post("\(path)/complete", ["payment": ["provider": "manual-payments"]], headers)
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
