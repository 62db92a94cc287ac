import MartletDatabase
import MartletJSON
import MartletTesting
import TestSupport
import Testing

@testable import MartletAPI

/// Forged cursors at every list of a whole shop: a database that compares what cannot be compared would be a 500.
@Suite(.timeLimit(.minutes(3)))
struct ShopCursorTests {
    /// Each list with its orders: the query, the cursor's name of it, and what a position in it holds.
    private static let lists: [List] = ["/api/v1/store/products", "/api/v1/admin/products"].flatMap(products) + others

    private typealias List = (target: String, order: String, terms: [Keyset.Term.Kind])

    private static func products(_ path: String) -> [List] {
        [
            ("\(path)?sort=newest", "products.newest", [.identifier]), ("\(path)?sort=title", "products.title", [.text, .identifier]),
            ("\(path)?sort=-title", "products.-title", [.text, .identifier]),
            ("\(path)?sort=price", "products.price", [.integer, .identifier]),
            ("\(path)?sort=-price", "products.-price", [.integer, .identifier]),
            ("\(path)?q=shirt&sort=relevance", "products.relevance", [.integer]),
            ("\(path)?sort=relevance", "products.relevance", [.identifier]),
        ]
    }

    private static let others: [List] = [
        ("/api/v1/admin/variants?limit=1", "variants.newest", [.identifier]),
        ("/api/v1/admin/orders?sort=newest", "orders.newest", [.identifier]),
        ("/api/v1/admin/orders?sort=oldest", "orders.oldest", [.identifier]),
        ("/api/v1/store/me/orders?limit=1", "orders.newest", [.identifier]),
        ("/api/v1/admin/customers?limit=1", "customers.newest", [.identifier]),
        ("/api/v1/admin/customer-groups?limit=1", "customer-groups.name", [.text]),
        ("/api/v1/admin/payments?limit=1", "payments.newest", [.identifier]),
        ("/api/v1/admin/webhook-deliveries?limit=1", "webhook-deliveries.newest", [.identifier]),
        ("/api/v1/admin/locations?limit=1", "locations.oldest", [.identifier]),
        ("/api/v1/admin/inventory?limit=1", "stock.variant", [.identifier, .identifier]),
        ("/api/v1/admin/api-keys?limit=1", "api_keys.newest", [.identifier]),
        ("/api/v1/admin/roles?limit=1", "roles.oldest", [.identifier]),
        ("/api/v1/admin/staff?limit=1", "staff.newest", [.identifier]),
        ("/api/v1/admin/staff/invitations?limit=1", "staff_invitations.newest", [.identifier]),
        ("/api/v1/admin/audit-log?limit=1", "audit_log.newest", [.identifier]),
        ("/api/v1/admin/events?limit=1", "events.oldest", [.identifier, .text]),
    ]

    @Test(arguments: TestDatabase.available)
    func `no list of a shop takes a forged cursor`(database: TestDatabase) async throws {
        try await database.shop { shop in
            _ = try await shop.product("Shirt", sizes: ["S", "M"])
            let admin = try await shop.admin()
            let customer = try await shop.customer().headers
            for list in ShopCursorTests.lists {
                let headers = list.target.contains("/store/me/") ? customer : admin
                for cursor in ForgedCursors.texts(for: list.order, list.terms) {
                    let answer = try await shop.get("\(list.target)&cursor=\(cursor)", headers)
                    #expect(answer.status == 422, "\(list.target) \(cursor)")
                }
                for cursor in ForgedCursors.extremes(for: list.order, list.terms) {
                    let answer = try await shop.get("\(list.target)&cursor=\(cursor)", headers)
                    #expect(answer.status == 200, "\(list.target) \(cursor)")
                }
                // Every other list's cursors, whether their values would fit or not.
                for other in ShopCursorTests.lists where other.order != list.order {
                    let cursor = Cursor(order: other.order, values: other.terms.map { _ in .identifier(high: 1, low: 1) }).text
                    #expect(try await shop.get("\(list.target)&cursor=\(cursor)", headers).status == 422, "\(list.target) \(other.order)")
                }
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func `every list with a cursor is in the table above`(database: TestDatabase) async throws {
        try await database.shop { shop in
            let document = try await shop.get("/openapi.json")
            var paths: Set<String> = []
            for (path, operations) in document["paths"].objectValue ?? [:] {
                let parameters = operations["get"]?["parameters"]?.arrayValue ?? []
                if parameters.contains(where: { $0["name"] == "cursor" }) { paths.insert(path) }
            }
            #expect(paths == Set(ShopCursorTests.lists.map { String($0.target.prefix { $0 != "?" }) }))
        }
    }
}
